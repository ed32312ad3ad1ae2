// Proxies as the environment names them.
#include <gmock/gmock.h>

#include <cstdlib>

#include "support/fault_server.hpp"
#include "unit/transport/http_client.hpp"

namespace hexameter::detail {
namespace {

using hexameter::testing::closed_port;
using hexameter::testing::FaultConnection;
using hexameter::testing::FaultServer;
using hexameter::testing::http_reply;
using hexameter::testing::ReceivedRequest;
using hexameter::testing::serve_bytes;
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

TEST(Proxy, ThatRefusesIsNamedByItsVariable) {
    const Variable variable("all_proxy", "http://127.0.0.1:" + std::to_string(closed_port()));
    Loop loop;
    for (const char* url : {"http://server.invalid:81/", "https://server.invalid:81/"})
        EXPECT_THAT(fetch(loop, get(url))->ends.front().error.message(),
                    HasSubstr("server.invalid:81 (or the proxy that all_proxy names) refused"));
    const auto direct = fetch(loop, get("http://127.0.0.1:" + std::to_string(closed_port())));
    EXPECT_THAT(direct->ends.front().error.message(), Not(HasSubstr("proxy")));
}

TEST(Proxy, WhoseNameIsNotFoundIsNamed) {
    const Variable variable("http_proxy", "http://no-such-proxy.invalid:3128");
    Loop loop;
    const auto got = fetch(loop, get("http://server.invalid/"));
    EXPECT_THAT(got->ends.front().error.message(), HasSubstr("the proxy for server.invalid:80"));
}

}  // namespace
}  // namespace hexameter::detail
