// Failures as a real server causes them, and what is said about them.
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "transport/curl_error.hpp"
#include "transport/file_limit.hpp"
#include "unit/transport/recording.hpp"

namespace hexameter::detail {
namespace {

using hexameter::testing::closed_port;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class TransportError : public ::testing::TestWithParam<HttpWay> {};

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

TEST_P(TransportError, SaysWhoRefusedTheConnection) {
    Loop loop(GetParam());
    const std::string port = std::to_string(closed_port());
    const auto got = fetch(loop, get("http://127.0.0.1:" + port + "/v1?key=secret"));
    expect_error(*got, ErrorCode::transport, "127.0.0.1:" + port + " refused the connection");
    EXPECT_THAT(got->ends.front().error.message(), Not(HasSubstr("secret")));
    EXPECT_THAT(got->calls, ElementsAre("end"));
}

TEST_P(TransportError, SaysThatTheNameIsNotKnown) {
    Loop loop(GetParam());
    expect_error(*fetch(loop, get("http://no-such-host.invalid/")), ErrorCode::transport,
                 "no-such-host.invalid");
}

TEST_P(TransportError, SaysWhatIsWrongWithTheUrl) {
    Loop loop(GetParam());
    expect_error(*fetch(loop, get("http://")), ErrorCode::config, "malformed");
    expect_error(*fetch(loop, get("ftp://127.0.0.1/")), ErrorCode::config, "http://");
}

TEST_P(TransportError, RefusesAHeaderThatWouldSmuggleALine) {
    Loop loop(GetParam());
    FaultServer server(serve_bytes(http_reply("200 OK", {}, "ok")));
    HttpRequest request = get(server.url());
    request.headers.emplace_back("Authorization", "Bearer key\r\nX-Evil: 1");
    const auto got = fetch(loop, request);
    expect_error(*got, ErrorCode::config, "line break");
    EXPECT_THAT(got->ends.front().error.text(), Not(HasSubstr("Bearer")));
    EXPECT_EQ(server.connections(), 0U);
}

TEST_P(TransportError, SaysThatTheServerSpeaksNoTls) {
    FaultServer server(serve_bytes(http_reply("400 Bad Request", {}, "plain")));
    Loop loop(GetParam());
    // The server answers in plain text to the first bytes that it takes for a request.
    FaultServer plain([](FaultConnection& connection) {
        connection.send(http_reply("400 Bad Request", {}, "plain"));
        connection.wait_closed();
    });
    const auto got = fetch(loop, get("https://" + peer(plain) + "/"));
    expect_error(*got, ErrorCode::transport, "TLS with " + peer(plain));
}

TEST_P(TransportError, SaysThatTheAnswerIsNotHttp) {
    FaultServer server(serve_bytes("220 mail.example ESMTP\r\n"));
    Loop loop(GetParam());
    expect_error(*fetch(loop, get(server.url())), ErrorCode::transport, "not HTTP");
}

TEST_P(TransportError, SaysThatTheContentLengthIsBroken) {
    FaultServer server(serve_bytes("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nabcd"));
    Loop loop(GetParam());
    expect_error(*fetch(loop, get(server.url())), ErrorCode::transport,
                 "breaks HTTP/1.1 (its Content-Length is no number that can be)");
}

TEST_P(TransportError, SaysHowMuchCameBeforeTheServerClosed) {
    FaultServer short_body(serve_bytes("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabcd"));
    FaultServer one_of_each([](FaultConnection& connection) {
        connection.read_request();
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabcd");
    });
    FaultServer no_last_chunk([](FaultConnection& connection) {
        connection.read_request();
        connection.send(chunked_head() + chunk("abcdef"));
    });
    Loop loop(GetParam());
    const auto first = fetch(loop, get(one_of_each.url()));
    EXPECT_EQ(first->body, "abcd");
    expect_error(*first, ErrorCode::transport, "4 body bytes came");
    const auto second = fetch(loop, get(no_last_chunk.url()));
    EXPECT_EQ(second->body, "abcdef");
    expect_error(*second, ErrorCode::transport, "closed the connection before its reply was whole");
}

TEST_P(TransportError, SaysThatNoReplyCame) {
    FaultServer server([](FaultConnection& connection) { connection.read_request(); });
    Loop loop(GetParam());
    expect_error(*fetch(loop, get(server.url())), ErrorCode::transport, "without a reply");
}

TEST_P(TransportError, TellsWhetherAReplyHadBegun) {
    for (const char* bytes : {"", "220 mail.example ESMTP\r\n", "HTTP/1.1 20 OK\r\n\r\n",
                              "HTTP/1.1 200 OK\r\nContent-Length: 10, 11\r\n\r\n",
                              "HTTP/1.1 103 Early Hints\r\n\r\n"}) {
        FaultServer server([bytes](FaultConnection& connection) {
            if (connection.read_request() && connection.send(bytes)) connection.wait_acknowledged();
        });
        Loop loop(GetParam());
        const auto got = fetch(loop, post(server.url(), "{}"));
        EXPECT_FALSE(got->ends.front().clean) << bytes;
        EXPECT_EQ(got->ends.front().replied, *bytes != '\0') << bytes;
        EXPECT_EQ(server.connections(), 1U);
    }
}

TEST_P(TransportError, SaysThatTheConnectionWasReset) {
    std::promise<void> heard;
    FaultServer server([&](FaultConnection& connection) {
        connection.read_request();
        connection.send(chunked_head() + chunk("one"));
        heard.get_future().wait();
        connection.reset();
    });
    Loop loop(GetParam());
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

TEST_P(TransportError, TakesHtmlWithAStatusOf500AsAReply) {
    const std::string page = "<html>Internal Server Error</html>";
    FaultServer server(
        serve_bytes(http_reply("500 Internal Server Error", "Content-Type: text/html\r\n", page)));
    Loop loop(GetParam());
    const auto got = fetch(loop, get(server.url()));
    EXPECT_TRUE(got->ends.front().clean);
    EXPECT_EQ(got->heads[0].status, 500);
    EXPECT_EQ(got->body, page);
}

TEST_P(TransportError, NamesTheStallLimit) {
    FaultServer server(serve_unended(chunked_head() + chunk("one")));
    Loop loop(GetParam());
    HttpRequest request = get(server.url());
    request.stall_ms = 50;
    const auto got =
        fetch_until(loop, request, [](const Recording& one) { return !one.body.empty(); });
    EXPECT_EQ(got->body, "one");
    expect_error(*got, ErrorCode::timeout, "for 50 ms (limits.stall_ms)");
    EXPECT_GE(got->ends.front().at - got->sent.front(), std::chrono::milliseconds(50));
}

TEST_P(TransportError, NamesTheStallLimitWhenTheServerTakesNoMoreOfTheRequest) {
    FaultServer server([](FaultConnection& connection) {
        connection.read_some();
        while (connection.pause(std::chrono::hours(1))) {
        }
    });
    Loop loop(GetParam());
    HttpRequest request = post(server.url(), std::string(64U << 20, ' '));
    request.stall_ms = 100;
    const auto got = fetch(loop, request);
    expect_error(*got, ErrorCode::timeout, "for 100 ms (limits.stall_ms)");
}

TEST_P(TransportError, LetsARequestTakeLongerThanTheStallLimitWhileTheServerReadsOn) {
    constexpr std::chrono::milliseconds limit(1000);
    FaultServer server([&](FaultConnection& connection) {
        const Instant begun = now();
        while (now() - begun < 2 * limit) {
            connection.read_some();
            connection.pause(std::chrono::milliseconds(5));
        }
        connection.send(http_reply("200 OK", "Connection: close\r\n", "ok"));
        connection.wait_closed();
    });
    Loop loop(GetParam());
    HttpRequest request = post(server.url(), std::string(64U << 20, ' '));
    request.stall_ms = limit.count();
    const auto got =
        fetch_until(loop, request, [](const Recording& one) { return one.ends.front().clean; });
    EXPECT_EQ(got->body, "ok") << got->ends.front().error.text();
}

// A machine that stands still makes a true stall: then nothing came for that long before the end.
TEST_P(TransportError, LetsAStreamLiveLongerThanTheStallLimitWhileBytesCome) {
    constexpr std::chrono::milliseconds limit(300);
    Loop loop(GetParam());
    FaultServer server([&](FaultConnection& connection) {
        connection.read_request();
        connection.send(chunked_head());
        for (int i = 0; i < 40 && connection.pause(std::chrono::milliseconds(20)); ++i)
            connection.send(chunk("."));
        connection.send(hexameter::testing::last_chunk);
    });
    HttpRequest request = get(server.url());
    request.stall_ms = limit.count();
    const auto got = fetch(loop, request);
    const ExchangeEnd& end = got->ends.front();
    if (end.clean) {
        EXPECT_GT(end.at - got->sent.front(), 2 * limit);
        return;
    }
    expect_error(*got, ErrorCode::timeout, "limits.stall_ms");
    Instant last = std::max(got->sent.front(), got->head_stamp.at);
    if (!got->pieces.empty()) last = got->pieces.back().stamp.at;
    EXPECT_GE(end.at - last, limit) << "bytes had come after " << got->pieces.size() << " pieces";
}

TEST_P(TransportError, NamesTheTotalLimit) {
    FaultServer server([](FaultConnection& connection) {
        connection.read_request();
        while (connection.send("HTTP/1.1 100 Continue\r\n\r\n")) connection.wait_acknowledged();
    });
    Loop loop(GetParam());
    HttpRequest request = get(server.url());
    request.total_ms = 60;
    request.connect_ms = 60'000;
    request.stall_ms = 60'000;
    expect_error(*fetch(loop, request), ErrorCode::timeout, "after 60 ms (limits.total_ms)");
}

TEST_P(TransportError, NamesTheTotalLimitWholeWhereAnEarlierExchangeBeganIt) {
    FaultServer server([](FaultConnection& connection) { connection.wait_closed(); });
    Loop loop(GetParam());
    HttpRequest request = get(server.url());
    request.total_ms = 11'000;
    request.begun = now() - std::chrono::seconds(10);
    expect_error(*fetch(loop, request), ErrorCode::timeout, "after 11000 ms (limits.total_ms)");
}

TEST_P(TransportError, NamesTheTotalLimitThatPassesWhileConnecting) {
    FaultServer server([](FaultConnection& connection) { connection.wait_closed(); });
    Loop loop(GetParam());
    HttpRequest request = get("https://" + peer(server) + "/");
    request.connect_ms = 60'000;
    request.total_ms = 50;
    expect_error(*fetch(loop, request), ErrorCode::timeout,
                 "no connection to " + peer(server) + " yet after 50 ms (limits.total_ms)");
}

TEST_P(TransportError, NamesTheTotalLimitThatAnEarlierExchangeHasNearlyUsedUp) {
    FaultServer server([](FaultConnection& connection) { connection.wait_closed(); });
    Loop loop(GetParam());
    HttpRequest request = get("https://" + peer(server) + "/");
    request.connect_ms = 10'000;
    request.total_ms = 60'000;
    request.begun = now() - std::chrono::milliseconds(59'950);
    expect_error(*fetch(loop, request), ErrorCode::timeout, "after 60000 ms (limits.total_ms)");
}

TEST_P(TransportError, NamesTheConnectLimit) {
    // The TLS handshake belongs to connecting, and this server never answers it.
    FaultServer server([](FaultConnection& connection) { connection.wait_closed(); });
    Loop loop(GetParam());
    HttpRequest request = get("https://" + peer(server) + "/");
    request.connect_ms = 50;
    request.total_ms = 60'000;
    const auto took = HasSubstr("took the connection");
    const auto got = fetch_until(loop, request, [&](const Recording& one) {
        return ::testing::Value(one.ends.front().error.message(), took);
    });
    expect_error(*got, ErrorCode::timeout, "within 50 ms (limits.connect_ms)");
    EXPECT_THAT(got->ends.front().error.message(), took);
}

TEST_P(TransportError, TakesNoStatusBelow200ForAReply) {
    for (const char* status : {"000", "0", "99"}) {
        FaultServer server(serve_bytes("HTTP/1.1 " + std::string(status) +
                                       " What\r\nContent-Length: 2\r\n\r\nok"));
        Loop loop(GetParam());
        const auto got = fetch(loop, get(server.url()));
        EXPECT_FALSE(got->ends.front().clean) << status;
        EXPECT_EQ(got->body, "") << status;
    }
    for (const char* status : {"100", "150", "199"}) {
        FaultServer server([&](FaultConnection& connection) {
            connection.read_request();
            connection.send("HTTP/1.1 " + std::string(status) +
                            " What\r\nContent-Length: 2\r\n\r\nok");
        });
        Loop loop(GetParam());
        const auto got = fetch(loop, get(server.url()));
        EXPECT_FALSE(got->ends.front().clean) << status;
        EXPECT_EQ(got->body, "") << status;
    }
}

TEST_P(TransportError, NamesTheConnectLimitOfAServerThatTakesNoConnection) {
    // A queue for one that nobody takes from: the kernel lets every further connection wait.
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    ASSERT_EQ(::bind(listener, generic, size), 0);
    ASSERT_EQ(::listen(listener, 0), 0);
    ASSERT_EQ(::getsockname(listener, generic, &size), 0);
    const int first = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ASSERT_EQ(::connect(first, generic, size), 0);
    Loop loop(GetParam());
    HttpRequest request = get("http://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/");
    request.connect_ms = 50;
    request.total_ms = 60'000;
    const auto got = fetch(loop, request);
    expect_error(*got, ErrorCode::timeout, "within 50 ms (limits.connect_ms)");
    EXPECT_THAT(got->calls, ElementsAre("end"));
    ::close(first);
    ::close(listener);
}

TEST_P(TransportError, SaysThatNoDescriptorIsLeft) {
    Loop loop(GetParam());
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

// Which code it comes with hangs on the moment at which the server leaves.
TEST(CurlError, NamesHttp2WhereTheServerLeftBeforeAFrame) {
    for (const CURLcode code :
         {CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_HTTP2}) {
        CurlFailure failure;
        failure.code = code;
        failure.http2_at_once = true;
        failure.exchange.peer = "there:80";
        EXPECT_THAT(curl_error(failure).message(),
                    HasSubstr("what there:80 answered is not HTTP/2"))
            << code;
        failure.replied = true;
        EXPECT_THAT(curl_error(failure).message(), Not(HasSubstr("is not HTTP/2"))) << code;
    }
}

INSTANTIATE_TEST_SUITE_P(Ways, TransportError, each_way, name_of_way);

}  // namespace
}  // namespace hexameter::detail
