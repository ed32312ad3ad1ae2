// Proxies as the environment names them.
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <thread>

#include "support/http2_peer.hpp"
#include "unit/base/temp_folder.hpp"
#include "unit/transport/recording.hpp"

namespace hexameter::detail {
namespace {

using hexameter::testing::closed_port;
using hexameter::testing::ReceivedRequest;
using hexameter::testing::TempFolder;
using hexameter::testing::TestCa;
using hexameter::testing::with_http2;
using ::testing::HasSubstr;
using ::testing::Not;

// Sets a variable as long as it lives.
class Variable {
  public:
    Variable(const char* name, const std::string& value) : name_(name) {
        setenv(name, value.c_str(), 1);
    }

    ~Variable() { unsetenv(name_); }

    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;

  private:
    const char* name_;
};

TEST(Proxy, CarriesPlainHttpToOtherMachines) {
    std::promise<ReceivedRequest> received;
    FaultServer proxy([&](FaultConnection& connection) {
        received.set_value(connection.read_request().value());
        connection.send(http_reply("200 OK", {}, "by proxy"));
    });
    const Variable variable("http_proxy", proxy.url());
    Loop loop;
    const auto got = fetch(loop, post("http://server.invalid:8080/v1/chat", "{}"));
    EXPECT_EQ(got->body, "by proxy") << got->ends.front().error.text();
    const ReceivedRequest request = received.get_future().get();
    EXPECT_EQ(request.target, "http://server.invalid:8080/v1/chat");
    EXPECT_EQ(request.header("host"), "server.invalid:8080");
    EXPECT_EQ(request.body, "{}");
}

TEST(Proxy, IsNotAskedForThisMachine) {
    FaultServer server(serve_bytes(http_reply("200 OK", {}, "direct")));
    const Variable variable("http_proxy", "http://127.0.0.1:" + std::to_string(closed_port()));
    Loop loop;
    EXPECT_EQ(fetch(loop, get(server.url()))->body, "direct");
}

TEST(Proxy, IsAskedForATunnelToAnHttpsServer) {
    std::promise<ReceivedRequest> received;
    FaultServer proxy([&](FaultConnection& connection) {
        received.set_value(connection.read_request().value());
        connection.send(http_reply("407 Proxy Authentication Required", {}, "who are you"));
    });
    const Variable variable("https_proxy", proxy.url());
    Loop loop;
    const auto got = fetch(loop, get("https://server.invalid/v1/models"));
    EXPECT_EQ(received.get_future().get().target, "server.invalid:443");
    const Error& error = got->ends.front().error;
    EXPECT_EQ(error.code(), ErrorCode::transport);
    EXPECT_THAT(error.message(), HasSubstr("the proxy for server.invalid:443 answered 407"));
    EXPECT_THAT(error.message(), HasSubstr("https_proxy"));
}

// Copies bytes both ways between the client and a server on this machine until one has gone.
void tunnel(FaultConnection& client, std::uint16_t to_port) {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(to_port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ASSERT_EQ(connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    std::thread back([&] {
        std::array<char, 65536> bytes{};
        for (ssize_t got = 0; (got = recv(fd, bytes.data(), bytes.size(), 0)) > 0;)
            if (!client.send({bytes.data(), static_cast<std::size_t>(got)})) return;
    });
    std::array<char, 65536> bytes{};
    for (ssize_t got = 0; (got = client.receive(bytes.data(), bytes.size())) > 0;)
        hexameter::testing::send_all(fd, {bytes.data(), static_cast<std::size_t>(got)});
    shutdown(fd, SHUT_RDWR);
    back.join();
    close(fd);
}

TEST(Proxy, TunnelsToAServerWhoseCaIsNamedInHttp1AndHttp2) {
    const TestCa ca;
    const TempFolder folder;
    Connection way;
    way.ca_file = folder.write("ca.pem", ca.pem());
    FaultServer one(serve_bytes(http_reply("200 OK", {}, "one")), ca.server_elsewhere());
    FaultServer two(hexameter::testing::serve_http2("two"), with_http2(ca.server_elsewhere()));
    for (const FaultServer* server : {&one, &two}) {
        std::promise<ReceivedRequest> received;
        FaultServer proxy([&](FaultConnection& connection) {
            received.set_value(connection.read_request().value());
            connection.send("HTTP/1.1 200 Connection established\r\n\r\n");
            tunnel(connection, server->port());
        });
        const Variable variable("https_proxy", proxy.url());
        way.http = server == &two ? HttpVersion::http2 : HttpVersion::http1;
        Loop loop;
        HttpRequest request = get("https://elsewhere.example/v1/models");
        request.connection = &way;
        const auto got = fetch(loop, request);
        EXPECT_EQ(got->body, server == &two ? "two" : "one") << got->ends.front().error.text();
        EXPECT_EQ(received.get_future().get().target, "elsewhere.example:443");
        EXPECT_EQ(got->heads.size(), 1U);
    }
}

TEST(Proxy, ThatRefusesIsNamedByItsVariable) {
    const Variable variable("all_proxy", "http://127.0.0.1:" + std::to_string(closed_port()));
    Loop loop;
    for (const char* url : {"http://server.invalid:81/", "https://server.invalid:81/"})
        EXPECT_THAT(fetch(loop, get(url))->ends.front().error.message(),
                    HasSubstr("server.invalid:81 (or the proxy that all_proxy names) refused"));
    const auto direct = fetch(loop, get("http://127.0.0.1:" + std::to_string(closed_port())));
    EXPECT_THAT(direct->ends.front().error.message(), Not(HasSubstr("proxy")));
}

TEST(Proxy, OfASchemeThatNobodySpeaksIsNamedByItsVariableWithoutItsPassword) {
    const Variable variable("http_proxy", "htp://me:secret@127.0.0.1:9716");
    Loop loop;
    const auto got = fetch(loop, get("http://server.invalid/"));
    const Error& error = got->ends.front().error;
    EXPECT_EQ(error.code(), ErrorCode::config);
    EXPECT_THAT(error.message(), HasSubstr("what http_proxy names is no proxy"));
    EXPECT_THAT(error.message(), HasSubstr("socks5h://"));
    EXPECT_THAT(error.message(), Not(HasSubstr("secret")));
}

TEST(Proxy, WhoseNameIsNotFoundIsNamed) {
    const Variable variable("http_proxy", "http://no-such-proxy.invalid:3128");
    Loop loop;
    const auto got = fetch(loop, get("http://server.invalid/"));
    EXPECT_THAT(got->ends.front().error.message(), HasSubstr("the proxy for server.invalid:80"));
}

}  // namespace
}  // namespace hexameter::detail
