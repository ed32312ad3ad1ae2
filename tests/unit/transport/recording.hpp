// A loop and handlers that write down what they hear, for tests of the transport.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/clock.hpp"
#include "support/fault_server.hpp"
#include "transport/loop.hpp"

namespace hexameter::detail {

// What every test here says of its server.
using hexameter::testing::chunk;
using hexameter::testing::chunked_head;
using hexameter::testing::FaultConnection;
using hexameter::testing::FaultServer;
using hexameter::testing::http_reply;
using hexameter::testing::last_chunk;
using hexameter::testing::serve_bytes;
using hexameter::testing::serve_unended;

struct Piece {
    std::string bytes;
    WireStamp stamp;
    Instant seen;
};

// What one exchange told its handler. Read it after the end only.
class Recording : public ExchangeHandler {
  public:
    // Decides after each piece; gets the body so far. Runs on the loop's thread.
    std::function<BodyVerdict(std::string_view)> on_piece;
    std::function<void()> when_head;
    std::function<void()> when_sent;

    std::vector<Instant> sent;
    std::vector<std::string> again;  // as long as `sent`
    std::vector<HttpHead> heads;
    WireStamp head_stamp;
    std::vector<Piece> pieces;
    std::string body;
    std::vector<ExchangeEnd> ends;
    std::vector<std::string> calls;  // in order: sent, head, body, end
    std::vector<std::thread::id> threads;

    void on_sent(Instant at, std::string_view why_again) override {
        note("sent");
        sent.push_back(at);
        again.emplace_back(why_again);
        if (when_sent) when_sent();
    }

    void on_head(const HttpHead& head, const WireStamp& stamp) override {
        note("head");
        heads.push_back(head);
        head_stamp = stamp;
        if (when_head) when_head();
    }

    BodyVerdict on_body(std::span<const std::uint8_t> bytes, const WireStamp& stamp) override {
        note("body");
        const std::string text(bytes.begin(), bytes.end());
        pieces.push_back({text, stamp, now()});
        body += text;
        return on_piece ? on_piece(body) : BodyVerdict::more;
    }

    void on_end(const ExchangeEnd& end) override {
        note("end");
        ends.push_back(end);
        ended_.set_value();
    }

    const ExchangeEnd& wait() {
        done_.wait();
        return ends.front();
    }

  private:
    void note(const char* what) {
        calls.emplace_back(what);
        threads.push_back(std::this_thread::get_id());
    }

    std::promise<void> ended_;
    std::future<void> done_ = ended_.get_future();
};

inline HttpRequest get(std::string url) {
    return {"GET", std::move(url), {}, {}};
}

inline HttpRequest post(std::string url, std::string body) {
    return {"POST", std::move(url), {{"Content-Type", "application/json"}}, std::move(body)};
}

// Runs `work` on the loop's thread and waits for it.
inline void run_on(Loop& loop, const std::function<void()>& work) {
    std::promise<void> done;
    loop.post([&] {
        work();
        done.set_value();
    });
    done.get_future().wait();
}

inline void start(Loop& loop, HttpRequest request, ExchangeHandler& handler) {
    loop.post(
        [&loop, &handler, request = std::move(request)] { loop.http().start(request, handler); });
}

// A reply in three chunks: "one two three".
inline const std::string streamed =
    chunked_head() + chunk("one ") + chunk("two ") + chunk("three") + std::string(last_chunk);

// For suites that run on every transport.
inline const auto each_way = ::testing::Values(HttpWay::own_sockets, HttpWay::curl_only);

inline std::string name_of_way(const ::testing::TestParamInfo<HttpWay>& info) {
    return info.param == HttpWay::curl_only ? "Curl" : "OwnSockets";
}

// One exchange from start to end.
inline std::unique_ptr<Recording> fetch(Loop& loop, HttpRequest request) {
    auto recording = std::make_unique<Recording>();
    start(loop, std::move(request), *recording);
    recording->wait();
    return recording;
}

// For short limits: a machine that stands still lets one pass before the server was heard at all.
// Then the exchange is made again, until it came to what the test is about, but not for ever.
template <typename CameToIt>
std::unique_ptr<Recording> fetch_until(Loop& loop, const HttpRequest& request,
                                       const CameToIt& came_to_it) {
    auto recording = fetch(loop, request);
    for (int more = 20; more > 0 && !came_to_it(*recording); --more)
        recording = fetch(loop, request);
    return recording;
}

}  // namespace hexameter::detail
