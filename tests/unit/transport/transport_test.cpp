#include <gmock/gmock.h>

#include <latch>

#include "unit/transport/recording.hpp"

namespace hexameter::detail {
namespace {

using hexameter::testing::ReceivedRequest;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class EveryTransport : public ::testing::TestWithParam<HttpWay> {};

TEST_P(EveryTransport, DeliversAStreamedReplyInOrderOnTheLoopsThread) {
    FaultServer server(serve_bytes(streamed));
    Loop loop(GetParam());
    std::thread::id loop_thread;
    run_on(loop, [&] { loop_thread = std::this_thread::get_id(); });
    const auto got = fetch(loop, post(server.url("/chat"), "{}"));
    EXPECT_TRUE(got->ends.front().clean) << got->ends.front().error.text();
    EXPECT_FALSE(got->ends.front().stopped);
    EXPECT_TRUE(got->ends.front().new_connection);
    EXPECT_EQ(got->body, "one two three");
    // What comes together may be handed on together.
    ASSERT_THAT(got->calls, SizeIs(got->pieces.size() + 3));
    EXPECT_THAT(got->pieces, Not(IsEmpty()));
    EXPECT_EQ(got->calls[0], "sent");
    EXPECT_EQ(got->calls[1], "head");
    EXPECT_EQ(got->calls.back(), "end");
    EXPECT_THAT(got->threads, Each(loop_thread));
    ASSERT_THAT(got->heads, SizeIs(1));
    EXPECT_EQ(got->heads[0].status, 200);
    EXPECT_EQ(got->heads[0].headers, "transfer-encoding: chunked\n");
}

TEST_P(EveryTransport, SendsWhatWasAskedAndNothingOfItsOwnAccord) {
    std::promise<ReceivedRequest> received;
    FaultServer server([&](FaultConnection& connection) {
        received.set_value(connection.read_request().value());
        connection.send(http_reply("200 OK", {}, "ok"));
    });
    Loop loop(GetParam());
    HttpRequest request = post(server.url("/v1/chat?x=1"), std::string(2'000'000, 'b'));
    request.headers.emplace_back("X-Empty", "");
    request.headers.emplace_back("X-Twice", "1");
    request.headers.emplace_back("X-Twice", "2");
    EXPECT_TRUE(fetch(loop, request)->ends.front().clean);
    const ReceivedRequest seen = received.get_future().get();
    EXPECT_EQ(seen.method, "POST");
    EXPECT_EQ(seen.target, "/v1/chat?x=1");
    EXPECT_EQ(seen.body, request.body);
    EXPECT_EQ(seen.header("content-type"), "application/json");
    EXPECT_EQ(seen.header("accept-encoding"), "identity");
    EXPECT_THAT(seen.head, HasSubstr("X-Empty:\r\n"));
    EXPECT_THAT(seen.head, HasSubstr("X-Twice: 1\r\nX-Twice: 2\r\n"));
    EXPECT_THAT(seen.head, Not(HasSubstr("Expect")));
}

TEST_P(EveryTransport, UsesEveryMethodOnOneHandleAfterTheOther) {
    std::vector<std::string> seen;
    FaultServer server([&](FaultConnection& connection) {
        while (const auto request = connection.read_request()) {
            seen.push_back(request->method + " " + request->body);
            const bool head = request->method == "HEAD";
            connection.send(http_reply("200 OK", {}, head ? "" : "ok"));
        }
    });
    Loop loop(GetParam());
    for (const auto& [method, body] : std::vector<Header>{{"POST", "a"},
                                                          {"GET", ""},
                                                          {"HEAD", ""},
                                                          {"PUT", "b"},
                                                          {"DELETE", ""},
                                                          {"POST", ""},
                                                          {"GET", "c"}}) {
        const auto got = fetch(loop, {method, server.url(), {}, body});
        EXPECT_TRUE(got->ends.front().clean) << method << got->ends.front().error.text();
        EXPECT_EQ(got->body, method == "HEAD" ? "" : "ok") << method;
    }
    EXPECT_EQ(server.connections(), 1U);
    EXPECT_THAT(seen, ElementsAre("POST a", "GET ", "HEAD ", "PUT b", "DELETE ", "POST ", "GET c"));
}

TEST_P(EveryTransport, FindsThisMachineByName) {
    FaultServer server(serve_bytes(streamed));
    Loop loop(GetParam());
    const auto got = fetch(loop, get("http://localhost:" + std::to_string(server.port()) + "/"));
    EXPECT_TRUE(got->ends.front().clean) << got->ends.front().error.text();
    EXPECT_EQ(got->body, "one two three");
}

TEST(OwnSockets, TakeNoResetForTheEndOfAReply) {
    FaultServer server([](FaultConnection& connection) {
        connection.read_some();
        connection.send("HTTP/1.1 200 OK\r\n\r\npart");
        connection.wait_acknowledged();
        connection.reset();
    });
    Loop loop(HttpWay::own_sockets);
    const auto got = fetch(loop, post(server.url(), std::string(64U << 20, ' ')));
    EXPECT_FALSE(got->ends.front().clean);
    EXPECT_EQ(got->ends.front().error.code(), ErrorCode::transport);
}

TEST(OwnSockets, GiveAnEarlyReplyWhileTheBodyIsStillBeingSent) {
    FaultServer server([](FaultConnection& connection) {
        connection.read_some();
        connection.send(http_reply("413 Content Too Large", "Connection: close\r\n", "too large"));
        connection.wait_closed();
    });
    Loop loop(HttpWay::own_sockets);
    const auto got = fetch(loop, post(server.url(), std::string(64U << 20, ' ')));
    EXPECT_TRUE(got->ends.front().clean) << got->ends.front().error.text();
    EXPECT_EQ(got->heads.front().status, 413);
    EXPECT_EQ(got->body, "too large");
}

TEST_P(EveryTransport, GivesTheHeadOfABodylessReply) {
    FaultServer server(serve_bytes("HTTP/1.1 204 No Content\r\nX-A:  b \r\n\r\n"));
    Loop loop(GetParam());
    const auto got = fetch(loop, post(server.url(), "{}"));
    EXPECT_TRUE(got->ends.front().clean);
    EXPECT_THAT(got->calls, ElementsAre("sent", "head", "end"));
    EXPECT_EQ(got->heads[0].status, 204);
    EXPECT_EQ(got->heads[0].headers, "x-a: b\n");
}

TEST_P(EveryTransport, GivesARedirectAndDoesNotFollowIt) {
    FaultServer server(serve_bytes(http_reply("302 Found", "Location: /elsewhere\r\n", "moved")));
    Loop loop(GetParam());
    const auto got = fetch(loop, get(server.url()));
    EXPECT_EQ(got->heads[0].status, 302);
    EXPECT_THAT(got->heads[0].headers, HasSubstr("location: /elsewhere\n"));
    EXPECT_EQ(got->body, "moved");
}

TEST_P(EveryTransport, GivesTheFinalHeadOnlyAndNoTrailer) {
    FaultServer server(serve_bytes("HTTP/1.1 100 Continue\r\nX-Early: 1\r\n\r\n" +
                                   chunked_head("Trailer: X-Late\r\n") + chunk("ok") +
                                   "0\r\nX-Late: 1\r\n\r\n"));
    Loop loop(GetParam());
    const auto got = fetch(loop, post(server.url(), "{}"));
    EXPECT_TRUE(got->ends.front().clean) << got->ends.front().error.text();
    ASSERT_THAT(got->heads, SizeIs(1));
    EXPECT_EQ(got->heads[0].status, 200);
    EXPECT_EQ(got->heads[0].headers, "transfer-encoding: chunked\ntrailer: X-Late\n");
    EXPECT_EQ(got->body, "ok");
}

TEST_P(EveryTransport, PutsAHeadTogetherThatComesByteForByte) {
    const std::string reply = http_reply("200 OK", "X-One: 1\r\nX-Two: 2\r\n", "body");
    FaultServer server([&](FaultConnection& connection) {
        connection.read_request();
        for (const char& byte : reply) {
            connection.send({&byte, 1});
            connection.wait_acknowledged();
        }
    });
    Loop loop(GetParam());
    const auto got = fetch(loop, get(server.url()));
    EXPECT_TRUE(got->ends.front().clean);
    EXPECT_EQ(got->heads[0].headers, "x-one: 1\nx-two: 2\ncontent-length: 4\n");
    EXPECT_EQ(got->body, "body");
}

TEST_P(EveryTransport, TakesALongHeaderAndRefusesAnEndlessHead) {
    const std::string name_and_value = "X-Long: " + std::string(60'000, 'v') + "\r\n";
    std::string endless = name_and_value;
    for (int i = 0; i < 30; ++i) endless += name_and_value;
    FaultServer long_one(serve_bytes(http_reply("200 OK", name_and_value, "ok")));
    FaultServer endless_one(serve_bytes(http_reply("200 OK", endless, "ok")));
    Loop loop(GetParam());
    const auto got = fetch(loop, get(long_one.url()));
    EXPECT_TRUE(got->ends.front().clean) << got->ends.front().error.text();
    EXPECT_GT(got->heads[0].headers.size(), 60'000U);
    const auto refused = fetch(loop, get(endless_one.url()));
    EXPECT_FALSE(refused->ends.front().clean);
    EXPECT_EQ(refused->ends.front().error.code(), ErrorCode::transport);
    EXPECT_THAT(refused->heads, IsEmpty());
    EXPECT_THAT(refused->ends.front().error.message(), HasSubstr("head"));
}

TEST_P(EveryTransport, CutsTheExchangeWhenTheHandlerSaysStop) {
    std::promise<void> closed;
    FaultServer server(serve_unended(chunked_head() + chunk("one"), [&] { closed.set_value(); }));
    Loop loop(GetParam());
    Recording got;
    got.on_piece = [](std::string_view) { return BodyVerdict::stop; };
    start(loop, get(server.url()), got);
    EXPECT_TRUE(got.wait().stopped);
    EXPECT_FALSE(got.wait().clean);
    closed.get_future().wait();
}

TEST_P(EveryTransport, CancelBeforeItBeganEndsWithoutASend) {
    FaultServer server(serve_bytes(streamed));
    Loop loop(GetParam());
    Recording got;
    loop.post([&] {
        const ExchangeId id = loop.http().start(get(server.url()), got);
        loop.http().cancel(id);
        loop.http().cancel(id);
        EXPECT_THAT(got.calls, IsEmpty()) << "called back from inside start() or cancel()";
    });
    EXPECT_TRUE(got.wait().stopped);
    EXPECT_THAT(got.calls, ElementsAre("end"));
    EXPECT_EQ(server.connections(), 0U);
}

TEST_P(EveryTransport, CancelInMidStreamIsHeardOfOnlyInOnEnd) {
    FaultServer server(serve_unended(chunked_head() + chunk("one") + chunk("two")));
    Loop loop(GetParam());
    Recording got;
    ExchangeId id = 0;
    std::size_t ends_inside = 0;
    got.on_piece = [&](std::string_view) {
        loop.http().cancel(id);
        ends_inside = got.ends.size();
        return BodyVerdict::more;
    };
    loop.post([&] { id = loop.http().start(get(server.url()), got); });
    EXPECT_TRUE(got.wait().stopped);
    EXPECT_EQ(ends_inside, 0U);
    EXPECT_THAT(got.calls, ElementsAre("sent", "head", "body", "end"));
    run_on(loop, [&] { loop.http().cancel(id); });
    EXPECT_THAT(got.ends, SizeIs(1));
}

TEST_P(EveryTransport, StartsTheNextExchangeFromAnyCallback) {
    FaultServer server(serve_bytes(streamed));
    Loop loop(GetParam());
    Recording first;
    std::array<Recording, 3> next;
    first.when_sent = [&] { loop.http().start(get(server.url()), next[0]); };
    first.when_head = [&] { loop.http().start(get(server.url()), next[1]); };
    bool begun = false;
    first.on_piece = [&](std::string_view) {
        if (!std::exchange(begun, true)) loop.http().start(get(server.url()), next[2]);
        return BodyVerdict::more;
    };
    start(loop, get(server.url()), first);
    EXPECT_TRUE(first.wait().clean);
    for (Recording& recording : next) EXPECT_TRUE(recording.wait().clean);
}

TEST_P(EveryTransport, CarriesTwoHundredStreamsAtOnce) {
    constexpr std::size_t streams = 200;
    std::latch all_here(streams);
    FaultServer server([&](FaultConnection& connection) {
        const auto request = connection.read_request();
        connection.send(chunked_head());
        all_here.arrive_and_wait();
        for (int i = 0; i < 20; ++i) connection.send(chunk(request->target + ";"));
        connection.send(last_chunk);
    });
    Loop loop(GetParam());
    std::vector<Recording> all(streams);
    for (std::size_t i = 0; i < streams; ++i)
        start(loop, get(server.url("/" + std::to_string(i))), all[i]);
    for (std::size_t i = 0; i < streams; ++i) {
        EXPECT_TRUE(all[i].wait().clean) << all[i].wait().error.text();
        std::string expected;
        for (int k = 0; k < 20; ++k) expected += "/" + std::to_string(i) + ";";
        EXPECT_EQ(all[i].body, expected);
    }
    EXPECT_EQ(server.connections(), streams);
}

TEST_P(EveryTransport, DropsWhatIsInFlightWhenTheLoopEnds) {
    std::promise<void> head_here;
    FaultServer server(serve_unended(chunked_head() + chunk("one")));
    Recording got;
    got.on_piece = [&](std::string_view) {
        head_here.set_value();
        return BodyVerdict::more;
    };
    {
        Loop loop(GetParam());
        start(loop, get(server.url()), got);
        head_here.get_future().wait();
    }
    EXPECT_THAT(got.ends, IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Ways, EveryTransport, each_way, name_of_way);

}  // namespace
}  // namespace hexameter::detail
