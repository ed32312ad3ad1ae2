// The one event loop of a run: an Asio io_context on a thread of its own, hidden so that few files
// include Asio.
#pragma once

#include <functional>
#include <memory>

#include "hexameter/metric.hpp"
#include "hexameter/timeline.hpp"
#include "transport/transport.hpp"

namespace hexameter::detail {

// Which transport carries plain http://; everything else goes by libcurl.
enum class HttpWay { own_sockets, curl_only };

class Loop {
  public:
    explicit Loop(HttpWay way = HttpWay::own_sockets);  // starts the thread
    ~Loop();  // stops it; what is posted and has not run is dropped
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    // Runs `work` on the loop's thread, in order of posting. Thread: any.
    void post(std::function<void()> work);

    // Runs `work` at a moment (at once when it has passed). Thread: any.
    void at(Instant when, std::function<void()> work);

    // The transport on this loop; lives as long as the loop. Thread: any for the getter.
    [[nodiscard]] Transport& http();

    // Tells how late each tick of a timer of 10 ms period runs from now on; null: nobody.
    // Thread: the loop's, where `told` is called too.
    void watch_lag(std::function<void(double late_ns)> told);

    // CPU time of the thread so far. Thread: any.
    [[nodiscard]] Nanos cpu_time() const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace hexameter::detail
