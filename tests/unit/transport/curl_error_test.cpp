// Failures as a real server causes them, and what is said about them.
#include "transport/curl_error.hpp"

#include <gmock/gmock.h>
#include <sys/resource.h>

#include "support/fault_server.hpp"
#include "transport/file_limit.hpp"
#include "unit/transport/http_client.hpp"

namespace hexameter::detail {
namespace {

using hexameter::testing::chunk;
using hexameter::testing::chunked_head;
using hexameter::testing::closed_port;
using hexameter::testing::FaultConnection;
using hexameter::testing::FaultServer;
using hexameter::testing::http_reply;
using hexameter::testing::serve_bytes;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

std::string peer(const FaultServer& server) {
    return "127.0.0.1:" + std::to_string(server.port());
}

void expect_error(const Recording& got, ErrorCode code, const std::string& words) {
    const ExchangeEnd& end = got.ends.front();
    EXPECT_FALSE(end.clean);
    EXPECT_FALSE(end.stopped);
    EXPECT_EQ(end.error.code(), code) << end.error.text();
    EXPECT_THAT(end.error.message(), HasSubstr(words));
}

TEST(CurlError, SaysWhoRefusedTheConnection) {
    Loop loop;
    const std::string port = std::to_string(closed_port());
    const auto got = fetch(loop, get("http://127.0.0.1:" + port + "/v1?key=secret"));
    expect_error(*got, ErrorCode::transport, "127.0.0.1:" + port + " refused the connection");
    EXPECT_THAT(got->ends.front().error.message(), Not(HasSubstr("secret")));
    EXPECT_THAT(got->calls, ElementsAre("end"));
}

TEST(CurlError, SaysThatTheNameIsNotKnown) {
    Loop loop;
    expect_error(*fetch(loop, get("http://no-such-host.invalid/")), ErrorCode::transport,
                 "no-such-host.invalid");
}

TEST(CurlError, SaysWhatIsWrongWithTheUrl) {
    Loop loop;
    expect_error(*fetch(loop, get("http://")), ErrorCode::config, "malformed");
    expect_error(*fetch(loop, get("ftp://127.0.0.1/")), ErrorCode::config, "http://");
}

TEST(CurlError, RefusesAHeaderThatWouldSmuggleALine) {
    Loop loop;
    FaultServer server(serve_bytes(http_reply("200 OK", {}, "ok")));
    HttpRequest request = get(server.url());
    request.headers.emplace_back("Authorization", "Bearer key\r\nX-Evil: 1");
    const auto got = fetch(loop, request);
    expect_error(*got, ErrorCode::config, "line break");
    EXPECT_THAT(got->ends.front().error.text(), Not(HasSubstr("Bearer")));
    EXPECT_EQ(server.connections(), 0U);
}

TEST(CurlError, SaysThatTheServerSpeaksNoTls) {
    FaultServer server(serve_bytes(http_reply("400 Bad Request", {}, "plain")));
    Loop loop;
    // The server answers in plain text to the first bytes that it takes for a request.
    FaultServer plain([](FaultConnection& connection) {
        connection.send(http_reply("400 Bad Request", {}, "plain"));
        connection.wait_closed();
    });
    const auto got = fetch(loop, get("https://" + peer(plain) + "/"));
    expect_error(*got, ErrorCode::transport, "TLS with " + peer(plain));
}

TEST(CurlError, SaysThatTheAnswerIsNotHttp) {
    FaultServer server(serve_bytes("220 mail.example ESMTP\r\n"));
    Loop loop;
    expect_error(*fetch(loop, get(server.url())), ErrorCode::transport, "not HTTP");
}

TEST(CurlError, SaysHowMuchCameBeforeTheServerClosed) {
    FaultServer short_body(serve_bytes("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabcd"));
    FaultServer one_of_each([](FaultConnection& connection) {
        connection.read_request();
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabcd");
    });
    FaultServer no_last_chunk([](FaultConnection& connection) {
        connection.read_request();
        connection.send(chunked_head() + chunk("abcdef"));
    });
    Loop loop;
    const auto first = fetch(loop, get(one_of_each.url()));
    EXPECT_EQ(first->body, "abcd");
    expect_error(*first, ErrorCode::transport, "4 body bytes came");
    const auto second = fetch(loop, get(no_last_chunk.url()));
    EXPECT_EQ(second->body, "abcdef");
    expect_error(*second, ErrorCode::transport, "closed the connection before its reply was whole");
}

TEST(CurlError, SaysThatNoReplyCame) {
    FaultServer server([](FaultConnection& connection) { connection.read_request(); });
    Loop loop;
    expect_error(*fetch(loop, get(server.url())), ErrorCode::transport, "without a reply");
}

TEST(CurlError, SaysThatTheConnectionWasReset) {
    std::promise<void> heard;
    FaultServer server([&](FaultConnection& connection) {
        connection.read_request();
        connection.send(chunked_head() + chunk("one"));
        heard.get_future().wait();
        connection.reset();
    });
    Loop loop;
    Recording got;
    got.on_piece = [&](std::string_view) {
        heard.set_value();
        return BodyVerdict::more;
    };
    start(loop, get(server.url()), got);
    got.wait();
    expect_error(got, ErrorCode::transport, "broke");
    EXPECT_EQ(got.body, "one");
}

TEST(CurlError, TakesHtmlWithAStatusOf500AsAReply) {
    const std::string page = "<html>Internal Server Error</html>";
    FaultServer server(
        serve_bytes(http_reply("500 Internal Server Error", "Content-Type: text/html\r\n", page)));
    Loop loop;
    const auto got = fetch(loop, get(server.url()));
    EXPECT_TRUE(got->ends.front().clean);
    EXPECT_EQ(got->heads[0].status, 500);
    EXPECT_EQ(got->body, page);
}

TEST(CurlError, NamesTheStallLimit) {
    FaultServer server([](FaultConnection& connection) {
        connection.read_request();
        connection.send(chunked_head() + chunk("one"));
        connection.wait_closed();
    });
    Loop loop;
    HttpRequest request = get(server.url());
    request.stall_ms = 50;
    const auto got = fetch(loop, request);
    EXPECT_EQ(got->body, "one");
    expect_error(*got, ErrorCode::timeout, "for 50 ms (limits.stall_ms)");
    EXPECT_GE(got->ends.front().at - got->sent.front(), std::chrono::milliseconds(50));
}

TEST(CurlError, LetsAStreamLiveLongerThanTheStallLimitWhileBytesCome) {
    Loop loop;
    std::promise<void> slow_enough;
    FaultServer server([&](FaultConnection& connection) {
        connection.read_request();
        connection.send(chunked_head());
        const auto begin = std::chrono::steady_clock::now();
        while (std::chrono::steady_clock::now() - begin < std::chrono::milliseconds(1500)) {
            connection.send(chunk("."));
            connection.wait_acknowledged();
            std::this_thread::yield();
        }
        connection.send(hexameter::testing::last_chunk);
    });
    HttpRequest request = get(server.url());
    request.stall_ms = 500;
    const auto got = fetch(loop, request);
    EXPECT_TRUE(got->ends.front().clean) << got->ends.front().error.text();
}

TEST(CurlError, NamesTheTotalLimit) {
    FaultServer server([](FaultConnection& connection) {
        connection.read_request();
        while (connection.send("HTTP/1.1 100 Continue\r\n\r\n")) connection.wait_acknowledged();
    });
    Loop loop;
    HttpRequest request = get(server.url());
    request.total_ms = 60;
    request.connect_ms = 50;
    request.stall_ms = 5000;
    expect_error(*fetch(loop, request), ErrorCode::timeout, "after 60 ms (limits.total_ms)");
}

TEST(CurlError, NamesTheConnectLimit) {
    // The TLS handshake belongs to connecting, and this server never answers it.
    FaultServer server([](FaultConnection& connection) { connection.wait_closed(); });
    Loop loop;
    HttpRequest request = get("https://" + peer(server) + "/");
    request.connect_ms = 50;
    request.total_ms = 60'000;
    expect_error(*fetch(loop, request), ErrorCode::timeout, "within 50 ms (limits.connect_ms)");
}

TEST(CurlError, SaysThatNoDescriptorIsLeft) {
    Loop loop;
    FaultServer server(serve_bytes(http_reply("200 OK", {}, "ok")));
    rlimit before{};
    ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
    EXPECT_EQ(before.rlim_cur, before.rlim_max) << "the soft limit was not raised";
    rlimit none = before;
    none.rlim_cur = 3;
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
    const auto got = fetch(loop, get(server.url()));
    EXPECT_EQ(raise_file_limit(), before.rlim_max);
    expect_error(*got, ErrorCode::transport, "no file descriptor left");
    EXPECT_THAT(got->ends.front().error.message(), HasSubstr("ulimit -n"));
    EXPECT_TRUE(fetch(loop, get(server.url()))->ends.front().clean);
}

TEST(CurlError, NamesAPeerWithoutItsSecrets) {
    EXPECT_EQ(peer_of("http://user:pw@host:81/path?key=1"), "host:81");
    EXPECT_EQ(peer_of("https://host/"), "host:443");
    EXPECT_EQ(peer_of("nonsense ://"), "the server");
}

}  // namespace
}  // namespace hexameter::detail
