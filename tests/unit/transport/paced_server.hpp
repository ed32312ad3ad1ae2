// A server whose sends are known to the nanosecond, for tests of stamps.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "unit/transport/recording.hpp"

namespace hexameter::detail {

// The kernel begins to stamp a little after the first socket asked for it.
inline void wait_for_kernel_stamps(Loop& loop) {
    FaultServer server(serve_bytes(http_reply("200 OK", {}, "ok")));
    constexpr int tries = 1000;
    for (int i = 0; i < tries; ++i)
        if (fetch(loop, get(server.url()))->head_stamp.source == TimingSource::kernel_rx) return;
    FAIL() << "the kernel gave no receive stamp";
}

// Each piece was stamped by the kernel, alone, between its send and our read. The server's kernel
// may repeat a segment when ours is slow to acknowledge: that counts as one more, so a few of the
// pieces may be taken for coalesced.
inline void expect_exact_stamps(const Recording& got, const std::vector<Instant>& sends) {
    ASSERT_EQ(got.pieces.size(), sends.size());
    std::size_t marked = 0;
    for (std::size_t i = 0; i < got.pieces.size(); ++i) {
        const Piece& piece = got.pieces[i];
        EXPECT_EQ(piece.stamp.source, TimingSource::kernel_rx) << i;
        if (piece.stamp.coalesced) ++marked;
        EXPECT_GE(piece.stamp.at, sends[i]) << i;
        EXPECT_LT(piece.stamp.at, piece.seen) << i;
    }
    EXPECT_LT(marked, sends.size() / 4);
}

// What is read late bears the time of its arrival.
inline void expect_late_stamp(const Piece& piece, Instant last_sent, Instant released) {
    EXPECT_TRUE(piece.stamp.coalesced) << piece.bytes;
    EXPECT_EQ(piece.stamp.source, TimingSource::kernel_rx) << piece.bytes;
    EXPECT_GE(piece.stamp.at, last_sent) << piece.bytes;
    EXPECT_LE(piece.stamp.at, released) << piece.bytes << " has the time of the late read";
}

// Each step is taken behind the read that brought the body so far, on the loop's thread.
inline void when_body_is(Loop& loop, Recording& got,
                         std::map<std::string, std::function<void()>, std::less<>> steps) {
    got.on_piece = [&loop, steps = std::move(steps)](std::string_view body) {
        if (const auto step = steps.find(body); step != steps.end()) loop.post(step->second);
        return BodyVerdict::more;
    };
}

// A server that sends one chunk after the other, each when the client has the one before. It fails
// the test, and closes, when that does not come.
class PacedServer {
  public:
    explicit PacedServer(int chunks, testing::TlsIdentity identity = {})
        : server(
              [this, chunks](FaultConnection& connection) {
                  while (connection.read_request()) {
                      connection.send(chunked_head());
                      for (int i = 0; i < chunks; ++i) {
                          if (!wait_for(i)) return;
                          sends.push_back(now());
                          connection.send(chunk("piece"));
                      }
                      if (!wait_for(chunks)) return;
                      connection.send(last_chunk);
                  }
              },
              std::move(identity)) {}

    ~PacedServer() {
        const std::lock_guard lock(mutex_);
        over_ = true;
        changed_.notify_all();
    }

    PacedServer(const PacedServer&) = delete;
    PacedServer& operator=(const PacedServer&) = delete;

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
    // False when the client will not get there: the test is over, or half a minute is.
    bool wait_for(int count) {
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, std::chrono::seconds(30), [&] { return has_ == count || over_; });
        if (has_ == count) return true;
        ADD_FAILURE() << "the client never had " << count << " pieces";
        return false;
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    int has_ = -1;
    bool over_ = false;

  public:
    FaultServer server;  // last: its threads use what stands above
};

}  // namespace hexameter::detail
