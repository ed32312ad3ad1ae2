// Servers at Unix sockets: what works as over TCP, what the kernel does not tell there, and the
// ways in which a path can be wrong.
#include <gmock/gmock.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include "unit/base/temp_folder.hpp"
#include "unit/transport/recording.hpp"

namespace hexameter::detail {
namespace {

using hexameter::testing::TempFolder;
using ::testing::HasSubstr;

class UnixSocket : public ::testing::TestWithParam<HttpWay> {
  protected:
    UnixSocket() : loop_(GetParam()) { way_.unix_socket = folder_.path() / "lab.sock"; }

    HttpRequest request() {
        HttpRequest request = post("http://lab.example/v1/chat?x=1", "{}");
        request.connection = &way_;
        return request;
    }

    std::string fault() {
        const auto got = fetch(loop_, request());
        EXPECT_FALSE(got->ends.front().clean);
        EXPECT_EQ(got->ends.front().error.code(), ErrorCode::transport);
        return got->ends.front().error.message();
    }

    TempFolder folder_;
    Connection way_;
    Loop loop_;
};

TEST_P(UnixSocket, CarriesExchangesOverOneConnection) {
    std::promise<std::string> head;
    FaultServer server(
        [&](FaultConnection& connection) {
            for (bool told = false; const auto request = connection.read_request(); told = true) {
                if (!told) head.set_value(request->head);
                connection.send(http_reply("200 OK", {}, "ok"));
            }
        },
        way_.unix_socket);
    for (int turn = 0; turn < 2; ++turn) {
        const auto got = fetch(loop_, request());
        EXPECT_EQ(got->body, "ok") << got->ends.front().error.text();
        EXPECT_EQ(got->ends.front().new_connection, turn == 0);
    }
    EXPECT_EQ(server.connections(), 1U);
    const std::string sent = head.get_future().get();
    EXPECT_THAT(sent, HasSubstr("POST /v1/chat?x=1 HTTP/1.1\r\n"));
    EXPECT_THAT(sent, HasSubstr("Host: lab.example\r\n"));
}

// The kernel stamps nothing there and counts no segments: what came together is not known.
TEST_P(UnixSocket, GivesStampsOfUserSpaceThatAreUpperBounds) {
    std::promise<void> heard;
    FaultServer server(
        [&](FaultConnection& connection) {
            connection.read_request();
            connection.send(chunked_head() + chunk("one"));
            heard.get_future().wait();
            connection.send(chunk("two") + std::string(last_chunk));
        },
        way_.unix_socket);
    Recording got;
    got.on_piece = [&](std::string_view body) {
        if (body == "one") heard.set_value();
        return BodyVerdict::more;
    };
    start(loop_, request(), got);
    ASSERT_TRUE(got.wait().clean) << got.wait().error.text();
    ASSERT_EQ(got.pieces.size(), 2U);
    for (const Piece& piece : got.pieces) {
        EXPECT_EQ(piece.stamp.source, TimingSource::host_wire);
        EXPECT_TRUE(piece.stamp.coalesced);
        EXPECT_LE(piece.stamp.at, piece.seen);
        EXPECT_GE(piece.stamp.at, got.sent.front());
    }
}

TEST_P(UnixSocket, ThatIsMissingIsNamed) {
    EXPECT_THAT(fault(),
                HasSubstr("cannot connect to the Unix socket " + way_.unix_socket.string() +
                          " (No such file or directory): "
                          "nothing is there"));
}

TEST_P(UnixSocket, ThatNobodyListensAtIsNamed) {
    { const FaultServer gone(serve_bytes(""), way_.unix_socket); }
    const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    way_.unix_socket.native().copy(&address.sun_path[0], sizeof address.sun_path - 1);
    ASSERT_EQ(bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    ::close(fd);
    EXPECT_THAT(fault(), HasSubstr("nobody listens there"));
}

TEST_P(UnixSocket, ThatIsAPlainFileIsNamed) {
    folder_.write("lab.sock", "");
    EXPECT_THAT(fault(), HasSubstr("what is there is no socket"));
}

TEST_P(UnixSocket, ThatMayNotBeOpenedIsNamed) {
    const FaultServer server(serve_bytes(""), way_.unix_socket);
    ASSERT_EQ(chmod(way_.unix_socket.c_str(), 0), 0);
    // The loop's thread as nobody: root may open everything. Ids are a thread's own to the kernel.
    if (geteuid() == 0) run_on(loop_, [] { ASSERT_EQ(syscall(SYS_setfsuid, 65534), 0); });
    EXPECT_THAT(fault(), HasSubstr("this user may not open it"));
}

TEST_P(UnixSocket, ThatEndsInMidReplyIsNamedByItsPath) {
    FaultServer server(
        [](FaultConnection& connection) {
            connection.read_request();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabcd");
        },
        way_.unix_socket);
    EXPECT_THAT(fault(), HasSubstr("the Unix socket " + way_.unix_socket.string() +
                                   " closed the connection before its reply was whole"));
}

INSTANTIATE_TEST_SUITE_P(Ways, UnixSocket, each_way, name_of_way);

// A queue that is full refuses for now, not for good.
TEST(UnixSocketQueue, ThatIsFullIsAskedAgain) {
    TempFolder folder;
    Connection way;
    way.unix_socket = folder.path() / "full.sock";
    const int listener = socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    way.unix_socket.native().copy(&address.sun_path[0], sizeof address.sun_path - 1);
    ASSERT_EQ(bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    ASSERT_EQ(listen(listener, 0), 0);
    const int first = socket(AF_UNIX, SOCK_STREAM, 0);
    ASSERT_EQ(connect(first, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);

    Loop loop;
    Recording late;
    HttpRequest request = get("http://localhost/");
    request.connection = &way;
    request.connect_ms = 60'000;
    start(loop, request, late);
    std::size_t calls = 0;
    run_on(loop, [] {});
    run_on(loop, [&] { calls = late.calls.size(); });
    EXPECT_EQ(calls, 0U);
    ::close(accept(listener, nullptr, nullptr));
    const int taken = accept(listener, nullptr, nullptr);
    ASSERT_GE(taken, 0);
    const std::string reply = http_reply("200 OK", {}, "ok");
    ASSERT_EQ(write(taken, reply.data(), reply.size()), static_cast<ssize_t>(reply.size()));
    EXPECT_TRUE(late.wait().clean) << late.wait().error.text();
    for (const int fd : {taken, first, listener}) ::close(fd);
}

}  // namespace
}  // namespace hexameter::detail
