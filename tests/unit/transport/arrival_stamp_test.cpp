// Stamps of bytes that a real server sent over loopback, against the server's own clock reads.
#include <gmock/gmock.h>

#include <latch>

#include "support/fault_server.hpp"
#include "unit/transport/http_client.hpp"

namespace hexameter::detail {
namespace {

using hexameter::testing::chunk;
using hexameter::testing::chunked_head;
using hexameter::testing::FaultConnection;
using hexameter::testing::FaultServer;
using hexameter::testing::http_reply;
using hexameter::testing::last_chunk;
using hexameter::testing::serve_bytes;

class ArrivalStamp : public ::testing::TestWithParam<HttpWay> {};

// The kernel begins to stamp a little after the first socket asked for it.
void wait_for_kernel_stamps(Loop& loop) {
    FaultServer server(serve_bytes(http_reply("200 OK", {}, "ok")));
    constexpr int tries = 1000;
    for (int i = 0; i < tries; ++i)
        if (fetch(loop, get(server.url()))->head_stamp.source == TimingSource::kernel_rx) return;
    FAIL() << "the kernel gave no receive stamp";
}

// A server that sends one chunk after the other, each when the client has the one before.
class PacedServer {
  public:
    explicit PacedServer(int chunks)
        : server([this, chunks](FaultConnection& connection) {
              while (connection.read_request()) {
                  connection.send(chunked_head());
                  for (int i = 0; i < chunks; ++i) {
                      wait_for(i);
                      sends.push_back(now());
                      connection.send(chunk("piece"));
                  }
                  wait_for(chunks);
                  connection.send(last_chunk);
              }
          }) {}

    // The client has `count` pieces; -1: nothing yet.
    void has(int count) {
        const std::lock_guard lock(mutex_);
        has_ = count;
        changed_.notify_all();
    }

    // Posted, so that the server goes on only when the transport has ended its read.
    void listen(Loop& loop, Recording& recording) {
        recording.when_head = [this, &loop] { loop.post([this] { has(0); }); };
        recording.on_piece = [this, &loop, &recording](std::string_view) {
            const auto count = static_cast<int>(recording.pieces.size());
            loop.post([this, count] { has(count); });
            return BodyVerdict::more;
        };
    }

    std::vector<Instant> sends;

  private:
    void wait_for(int count) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return has_ == count; });
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    int has_ = -1;

  public:
    FaultServer server;  // last: its threads use what stands above
};

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
        ASSERT_EQ(got.pieces.size(), paced.sends.size());
        for (std::size_t i = 0; i < got.pieces.size(); ++i) {
            const Piece& piece = got.pieces[i];
            EXPECT_EQ(piece.stamp.source, TimingSource::kernel_rx) << i;
            EXPECT_FALSE(piece.stamp.coalesced) << i;
            EXPECT_GE(piece.stamp.at, paced.sends[i]) << i;
            EXPECT_LT(piece.stamp.at, piece.seen) << i;
        }
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
    got.on_piece = [&](std::string_view body) {
        if (body == "one")
            loop.post([&] {
                blocked.count_down();
                both_arrived.wait();
            });
        if (body == "onetwothree") loop.post([&] { has_both.set_value(); });
        if (body == "onetwothreefour") loop.post([&] { has_four.set_value(); });
        return BodyVerdict::more;
    };
    start(loop, get(server.url()), got);
    ASSERT_TRUE(got.wait().clean) << got.wait().error.text();
    // What was read together may be handed on together.
    ASSERT_GE(got.pieces.size(), 3U);
    EXPECT_EQ(got.pieces.front().bytes, "one");
    EXPECT_FALSE(got.pieces.front().stamp.coalesced);
    for (std::size_t i = 1; i + 1 < got.pieces.size(); ++i) {
        EXPECT_TRUE(got.pieces[i].stamp.coalesced) << i;
        EXPECT_EQ(got.pieces[i].stamp.source, TimingSource::kernel_rx) << i;
        EXPECT_GE(got.pieces[i].stamp.at, last_sent) << i;
        EXPECT_LE(got.pieces[i].stamp.at, released) << "not the time of the late read";
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
