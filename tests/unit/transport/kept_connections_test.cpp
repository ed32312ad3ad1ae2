// Connections that carry one request after another.
#include <gmock/gmock.h>

#include <atomic>

#include "unit/transport/recording.hpp"

namespace hexameter::detail {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

// The first connection breaks in the middle of its second request.
void break_the_first_when_used_again(FaultConnection& connection) {
    connection.read_request();
    connection.send(http_reply("200 OK", {}, "ok"));
    if (connection.index() == 0 && connection.read_some()) connection.reset();
}

class KeptConnections : public ::testing::TestWithParam<HttpWay> {};

TEST_P(KeptConnections, KeepsAConnectionForTheNextRequest) {
    FaultServer server(serve_bytes(streamed));
    Loop loop(GetParam());
    EXPECT_TRUE(fetch(loop, get(server.url()))->ends.front().new_connection);
    const auto second = fetch(loop, get(server.url()));
    EXPECT_TRUE(second->ends.front().clean);
    EXPECT_FALSE(second->ends.front().new_connection);
    EXPECT_EQ(server.connections(), 1U);
}

TEST_P(KeptConnections, OpensANewConnectionWhenTheServerClosedTheKeptOne) {
    // Announces keep-alive and closes, as llama.cpp's server does.
    FaultServer server([](FaultConnection& connection) {
        connection.read_request();
        connection.send(http_reply("200 OK", "Keep-Alive: timeout=5, max=100\r\n", "ok"));
    });
    Loop loop(GetParam());
    for (int i = 0; i < 5; ++i) {
        const auto got = fetch(loop, post(server.url(), "{}"));
        EXPECT_TRUE(got->ends.front().clean) << got->ends.front().error.text();
        EXPECT_TRUE(got->ends.front().new_connection);
        EXPECT_EQ(got->body, "ok");
    }
    EXPECT_EQ(server.connections(), 5U);
}

TEST_P(KeptConnections, SendsAgainWhenAKeptConnectionBreaksWhileTheBodyIsSent) {
    FaultServer server(break_the_first_when_used_again);
    Loop loop(GetParam());
    EXPECT_TRUE(fetch(loop, post(server.url(), "{}"))->ends.front().clean);
    const auto second = fetch(loop, post(server.url(), std::string(64U << 20, ' ')));
    EXPECT_TRUE(second->ends.front().clean) << second->ends.front().error.text();
    EXPECT_TRUE(second->ends.front().new_connection);
    EXPECT_EQ(second->sent.size(), 2U);
    EXPECT_EQ(second->body, "ok");
}

TEST_P(KeptConnections, SendsAgainWhenAKeptConnectionIsResetUnderTheRequest) {
    FaultServer server(break_the_first_when_used_again);
    Loop loop(GetParam());
    EXPECT_TRUE(fetch(loop, post(server.url(), "{}"))->ends.front().clean);
    const auto second = fetch(loop, post(server.url(), "{}"));
    EXPECT_TRUE(second->ends.front().clean) << second->ends.front().error.text();
    EXPECT_TRUE(second->ends.front().new_connection);
    EXPECT_THAT(second->calls, ElementsAre("sent", "sent", "head", "body", "end"));
    EXPECT_LT(second->sent[0], second->sent[1]);
}

// The end comes first and the reset after it, when what had come is dropped unread.
TEST_P(KeptConnections, SendAgainWhatTheServerDroppedUnreadAfterItsEnd) {
    FaultServer server([](FaultConnection& connection) {
        connection.read_request();
        connection.send(http_reply("200 OK", {}, "ok"));
        if (connection.index() > 0 || !connection.wait_readable()) return;
        connection.finish_sending();
        connection.pause(std::chrono::milliseconds(10));
    });
    Loop loop(GetParam());
    EXPECT_TRUE(fetch(loop, post(server.url(), "{}"))->ends.front().clean);
    const auto second = fetch(loop, post(server.url(), "{}"));
    EXPECT_TRUE(second->ends.front().clean) << second->ends.front().error.text();
    EXPECT_THAT(second->calls, ElementsAre("sent", "sent", "head", "body", "end"));
}

// As one that dies under the first request and comes back: whether it has read it, nothing tells.
TEST_P(KeptConnections, SendAgainWhereAKeptOneEndsWithoutAReply) {
    FaultServer server([&](FaultConnection& connection) {
        connection.read_request();
        connection.send(http_reply("200 OK", {}, "ok"));
        connection.read_request();
    });
    Loop loop(GetParam());
    EXPECT_TRUE(fetch(loop, post(server.url(), "{}"))->ends.front().clean);
    const auto second = fetch(loop, post(server.url(), "{}"));
    EXPECT_TRUE(second->ends.front().clean) << second->ends.front().error.text();
    EXPECT_THAT(second->calls, ElementsAre("sent", "sent", "head", "body", "end"));
    EXPECT_EQ(server.connections(), 2U);
}

TEST_P(KeptConnections, SendNothingAgainThatAFreshOneLost) {
    FaultServer server([&](FaultConnection& connection) { connection.read_request(); });
    Loop loop(GetParam());
    const auto got = fetch(loop, post(server.url(), "{}"));
    EXPECT_FALSE(got->ends.front().clean);
    EXPECT_THAT(got->calls, ElementsAre("sent", "end"));
    EXPECT_EQ(server.connections(), 1U);
}

// A server that is started anew ends them all at once.
TEST(OwnSockets, KeepConnectionsOnceManyThatRestedHaveEndedTogether) {
    std::promise<void> both_rest;
    std::shared_future<void> end = both_rest.get_future().share();
    FaultServer server([&](FaultConnection& connection) {
        if (connection.index() > 1) return serve_bytes(http_reply("200 OK", {}, "ok"))(connection);
        connection.read_request();
        connection.send(http_reply("200 OK", {}, "ok"));
        end.wait();
    });
    Loop loop(HttpWay::own_sockets);
    Recording first;
    Recording second;
    first.when_sent = [&] { loop.http().start(get(server.url()), second); };
    start(loop, get(server.url()), first);
    EXPECT_TRUE(first.wait().clean && second.wait().clean);
    ASSERT_EQ(server.connections(), 2U);
    both_rest.set_value();
    // The first request may still go over one of those two.
    static_cast<void>(fetch(loop, get(server.url())));
    EXPECT_FALSE(fetch(loop, get(server.url()))->ends.front().new_connection);
}

TEST(OwnSockets, KeepNoConnectionToAServerThatClosesKeptOnesAtOnce) {
    FaultServer server([](FaultConnection& connection) {
        connection.read_request();
        connection.send(http_reply("200 OK", "Keep-Alive: timeout=5\r\n", "ok"));
        if (connection.read_some()) connection.reset();
    });
    Loop loop(HttpWay::own_sockets);
    EXPECT_THAT(fetch(loop, get(server.url()))->sent, SizeIs(1));
    EXPECT_THAT(fetch(loop, get(server.url()))->sent, SizeIs(2));
    EXPECT_THAT(fetch(loop, get(server.url()))->sent, SizeIs(2));
    for (int i = 0; i < 3; ++i) {
        const auto got = fetch(loop, get(server.url()));
        EXPECT_TRUE(got->ends.front().clean) << got->ends.front().error.text();
        EXPECT_THAT(got->sent, SizeIs(1)) << "a request was sent in vain";
    }
}

// As proxies say to a connection that rests (RFC 9112, section 9.2).
TEST(OwnSockets, TakeNothingThatCameBeforeTheRequestForItsReply) {
    std::promise<void> late;
    FaultServer server([&](FaultConnection& connection) {
        connection.read_request();
        connection.send(http_reply("200 OK", {}, "ok"));
        if (connection.index() > 0) return;
        connection.wait_acknowledged();
        connection.send(http_reply("408 Request Timeout", "Connection: close\r\n", "late"));
        connection.wait_acknowledged();
        late.set_value();
    });
    Loop loop(HttpWay::own_sockets);
    Recording first;
    Recording second;
    first.on_piece = [&](std::string_view) {
        late.get_future().wait();
        loop.http().start(post(server.url(), "{}"), second);
        return BodyVerdict::more;
    };
    start(loop, post(server.url(), "{}"), first);
    EXPECT_TRUE(second.wait().clean) << second.wait().error.text();
    EXPECT_EQ(second.heads.front().status, 200);
    EXPECT_EQ(second.body, "ok");
}

TEST(OwnSockets, HoldFewConnectionsToAServerThatEndsNoReply) {
    std::atomic<int> open{0};
    std::atomic<int> most{0};
    FaultServer server([&](FaultConnection& connection) {
        most = std::max(most.load(), ++open);
        connection.read_request();
        connection.send(chunked_head() + chunk("data: [DONE]"));
        connection.wait_closed();
        --open;
    });
    Loop loop(HttpWay::own_sockets);
    for (int i = 0; i < 200; ++i) {
        Recording got;
        got.on_piece = [](std::string_view) { return BodyVerdict::complete; };
        start(loop, get(server.url()), got);
        EXPECT_TRUE(got.wait().clean) << got.wait().error.text();
    }
    EXPECT_LT(most, 100);
}

TEST_P(KeptConnections, EndsWhenTheHandlerSaysCompleteAndClosesLaterWhereTheServerLingers) {
    std::promise<void> closed;
    FaultServer server(
        serve_unended(chunked_head() + chunk("data: [DONE]"), [&] { closed.set_value(); }));
    Loop loop(GetParam());
    Recording got;
    got.on_piece = [](std::string_view) { return BodyVerdict::complete; };
    start(loop, get(server.url()), got);
    EXPECT_TRUE(got.wait().clean);
    EXPECT_FALSE(got.wait().stopped);
    closed.get_future().wait();
    EXPECT_EQ(got.ends.size(), 1u);
}

// The server sends no more before the end was told, so that the end cannot wait for it.
TEST_P(KeptConnections, KeepsTheConnectionOfACompleteReplyThatEndsAfterItsHandlerWasTold) {
    std::promise<void> told;
    FaultServer server([&](FaultConnection& connection) {
        if (connection.index() > 0) {
            connection.read_request();
            connection.send(http_reply("200 OK", "Connection: close\r\n", "another"));
            return;
        }
        connection.read_request();
        connection.send(chunked_head() + chunk("data: [DONE]"));
        told.get_future().wait();
        connection.send(chunk("unheard") + std::string(last_chunk));
        while (connection.read_request()) connection.send(http_reply("200 OK", {}, "kept"));
    });
    Loop loop(GetParam());
    Recording first;
    first.on_piece = [&](std::string_view) { return BodyVerdict::complete; };
    start(loop, get(server.url()), first);
    EXPECT_TRUE(first.wait().clean);
    told.set_value();
    // Until the rest was read, requests go over connections of their own.
    std::string body = "another";
    for (int i = 0; i < 1000 && body == "another"; ++i) body = fetch(loop, get(server.url()))->body;
    EXPECT_EQ(body, "kept");
    EXPECT_EQ(first.body, "data: [DONE]");
    EXPECT_EQ(first.ends.size(), 1u);
}

INSTANTIATE_TEST_SUITE_P(Ways, KeptConnections, each_way, name_of_way);

}  // namespace
}  // namespace hexameter::detail
