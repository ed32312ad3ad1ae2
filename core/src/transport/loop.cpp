// 1. The transport and all posted work run on the one thread, and only there.
// 2. The thread is joined before anything that it uses is taken down; what was posted and has not
//    run is destroyed with the io_context, not run.
#include "transport/loop.hpp"

#include <pthread.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <ctime>
#include <thread>
#include <utility>

#include "base/clock.hpp"
#include "transport/transport_router.hpp"

namespace hexameter::detail {
namespace asio = boost::asio;

struct Loop::Impl {
    explicit Impl(bool curl_only)
        : guard(asio::make_work_guard(context)), http(context, curl_only), lag_timer(context) {}

    void tick();
    void wait_tick();

    asio::io_context context{1};
    asio::executor_work_guard<asio::io_context::executor_type> guard;
    TransportRouter http;
    asio::steady_timer lag_timer;
    Instant tick_due;
    std::function<void(double)> lag_told;
    std::thread thread;
};

// Ticks keep their cadence when the loop is late: a long block shows as every tick that it held up.
void Loop::Impl::tick() {
    constexpr std::chrono::milliseconds period{10};
    const Instant at = now();
    for (; tick_due <= at; tick_due += period)
        if (lag_told) lag_told(static_cast<double>((at - tick_due).count()));
}

void Loop::Impl::wait_tick() {
    lag_timer.expires_at(tick_due);
    lag_timer.async_wait([this](const boost::system::error_code& error) {
        if (error) return;
        tick();
        wait_tick();
    });
}

Loop::Loop(HttpWay way) : impl_(std::make_unique<Impl>(way == HttpWay::curl_only)) {
    impl_->tick_due = now();
    impl_->wait_tick();
    impl_->thread = std::thread([this] {
        pthread_setname_np(pthread_self(), "hxm-loop");
        impl_->context.run();
    });
}

Loop::~Loop() {
    impl_->context.stop();
    impl_->thread.join();
}

void Loop::post(std::function<void()> work) {
    asio::post(impl_->context, std::move(work));
}

void Loop::at(Instant when, std::function<void()> work) {
    auto timer = std::make_shared<asio::steady_timer>(impl_->context, when);
    timer->async_wait([timer, work = std::move(work)](const boost::system::error_code& error) {
        if (!error) work();
    });
}

Transport& Loop::http() {
    return impl_->http;
}

void Loop::watch_lag(std::function<void(double late_ns)> told) {
    impl_->lag_told = std::move(told);
}

Nanos Loop::cpu_time() const {
    clockid_t clock{};
    timespec time{};
    if (pthread_getcpuclockid(impl_->thread.native_handle(), &clock) != 0 ||
        clock_gettime(clock, &time) != 0)
        return Nanos(0);
    return std::chrono::seconds(time.tv_sec) + Nanos(time.tv_nsec);
}

}  // namespace hexameter::detail
