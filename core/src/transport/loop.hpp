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

    // How late a timer of 10 ms period ran, and the CPU time of the thread, since reset_lag().
    // Thread: any.
    void reset_lag();
    [[nodiscard]] std::vector<double> lag_ns() const;
    [[nodiscard]] Nanos cpu_time() const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace hexameter::detail
