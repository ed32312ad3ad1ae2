// Stamps of bytes that a real server sent over loopback, against the server's own clock reads.
#include <gmock/gmock.h>
#include <gtest/gtest-spi.h>

#include <latch>

#include "unit/transport/paced_server.hpp"

namespace hexameter::detail {
namespace {

TEST(PacedServer, EndsWithAFailureWhenItsClientGaveUp) {
    EXPECT_NONFATAL_FAILURE_ON_ALL_THREADS(
        {
            Loop loop;
            PacedServer paced(2);
            Recording got;
            got.when_head = [&] { paced.has(0); };
            got.on_piece = [](std::string_view) { return BodyVerdict::stop; };
            start(loop, get(paced.server.url()), got);
            got.wait();
        },
        "the client never had 1 pieces");
}

class ArrivalStamp : public ::testing::TestWithParam<HttpWay> {};

TEST_P(ArrivalStamp, StampsLieBetweenTheServersSendAndOurRead) {
    Loop loop(GetParam());
    wait_for_kernel_stamps(loop);
    constexpr int chunks = 200;
    PacedServer paced(chunks);
    // Twice: the second reply comes over a connection that has lain idle.
    for (int turn = 0; turn < 2; ++turn) {
        paced.has(-1);
        paced.sends.clear();
        Recording got;
        paced.listen(loop, got);
        start(loop, get(paced.server.url()), got);
        ASSERT_TRUE(got.wait().clean) << got.wait().error.text();
        EXPECT_EQ(got.wait().new_connection, turn == 0);
        EXPECT_GE(got.head_stamp.at, got.sent.front());
        EXPECT_LE(got.head_stamp.at, got.pieces.front().stamp.at);
        EXPECT_FALSE(got.head_stamp.coalesced) << turn;
        expect_exact_stamps(got, paced.sends);
        EXPECT_LE(got.pieces.back().stamp.at, got.wait().at);
    }
}

TEST_P(ArrivalStamp, MarksSegmentsThatArrivedBeforeOneReadAsCoalesced) {
    Loop loop(GetParam());
    wait_for_kernel_stamps(loop);
    std::latch blocked(1);
    std::latch both_arrived(1);
    std::promise<void> has_both;
    std::promise<void> has_four;
    Instant last_sent;
    Instant released;
    FaultServer server([&](FaultConnection& connection) {
        connection.read_request();
        connection.send(chunked_head() + chunk("one"));
        blocked.wait();
        connection.send(chunk("two"));
        connection.wait_acknowledged();
        last_sent = now();
        connection.send(chunk("three"));
        connection.wait_acknowledged();
        released = now();
        both_arrived.count_down();
        has_both.get_future().wait();
        connection.send(chunk("four"));
        has_four.get_future().wait();
        connection.send(last_chunk);
    });
    Recording got;
    when_body_is(loop, got,
                 {{"one",
                   [&] {
                       blocked.count_down();
                       both_arrived.wait();
                   }},
                  {"onetwothree", [&] { has_both.set_value(); }},
                  {"onetwothreefour", [&] { has_four.set_value(); }}});
    start(loop, get(server.url()), got);
    ASSERT_TRUE(got.wait().clean) << got.wait().error.text();
    // What was read together may be handed on together.
    ASSERT_GE(got.pieces.size(), 3U);
    EXPECT_EQ(got.pieces.front().bytes, "one");
    EXPECT_FALSE(got.pieces.front().stamp.coalesced);
    for (std::size_t i = 1; i + 1 < got.pieces.size(); ++i) {
        expect_late_stamp(got.pieces[i], last_sent, released);
        EXPECT_EQ(got.pieces[i].stamp.at, got.pieces[1].stamp.at) << i;
    }
    EXPECT_EQ(got.pieces.back().bytes, "four");
    EXPECT_FALSE(got.pieces.back().stamp.coalesced);
    EXPECT_EQ(got.pieces.back().stamp.source, TimingSource::kernel_rx);
}

TEST_P(ArrivalStamp, MarksAReplyAsCoalescedWhenTheCloseBehindItCameBeforeTheRead) {
    Loop loop(GetParam());
    wait_for_kernel_stamps(loop);
    std::latch sent(1);
    FaultServer server([&](FaultConnection& connection) {
        connection.read_request();
        connection.send(chunked_head() + chunk("all") + std::string(last_chunk));
        connection.finish_sending();
        connection.wait_acknowledged();
        sent.count_down();
        connection.wait_closed();
    });
    Recording got;
    // The loop stands still until reply and close have both arrived.
    got.when_sent = [&] { loop.post([&] { sent.wait(); }); };
    start(loop, get(server.url()), got);
    ASSERT_TRUE(got.wait().clean) << got.wait().error.text();
    ASSERT_EQ(got.pieces.size(), 1U);
    EXPECT_EQ(got.pieces[0].stamp.source, TimingSource::kernel_rx);
    EXPECT_TRUE(got.pieces[0].stamp.coalesced) << "the stamp is the FIN's";
}

INSTANTIATE_TEST_SUITE_P(Ways, ArrivalStamp, each_way, name_of_way);

}  // namespace
}  // namespace hexameter::detail
