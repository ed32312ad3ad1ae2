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
#include <mutex>
#include <thread>

#include "base/clock.hpp"
#include "transport/transport_router.hpp"

namespace hexameter::detail {
namespace asio = boost::asio;

struct Loop::Impl {
    explicit Impl(bool curl_only)
        : guard(asio::make_work_guard(context)), http(context, curl_only), lag_timer(context) {}

    void tick();
    void wait_tick();
    [[nodiscard]] Nanos thread_cpu() const;

    asio::io_context context{1};
    asio::executor_work_guard<asio::io_context::executor_type> guard;
    TransportRouter http;
    asio::steady_timer lag_timer;
    Instant tick_due;
    std::thread thread;

    mutable std::mutex mutex;  // of what follows
    std::vector<double> lags_ns;
    Nanos cpu_before{0};
};

// Ticks keep their cadence when the loop is late: a long block shows as every tick that it held up.
void Loop::Impl::tick() {
    constexpr std::chrono::milliseconds period{10};
    const Instant at = now();
    const std::lock_guard lock(mutex);
    for (; tick_due <= at; tick_due += period)
        lags_ns.push_back(static_cast<double>((at - tick_due).count()));
}

void Loop::Impl::wait_tick() {
    lag_timer.expires_at(tick_due);
    lag_timer.async_wait([this](const boost::system::error_code& error) {
        if (error) return;
        tick();
        wait_tick();
    });
}

Nanos Loop::Impl::thread_cpu() const {
    clockid_t clock{};
    timespec time{};
    const auto handle = const_cast<std::thread&>(thread).native_handle();
    if (pthread_getcpuclockid(handle, &clock) != 0 || clock_gettime(clock, &time) != 0)
        return Nanos(0);
    return std::chrono::seconds(time.tv_sec) + Nanos(time.tv_nsec);
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

void Loop::reset_lag() {
    const Nanos cpu = impl_->thread_cpu();
    const std::lock_guard lock(impl_->mutex);
    impl_->lags_ns.clear();
    impl_->cpu_before = cpu;
}

std::vector<double> Loop::lag_ns() const {
    const std::lock_guard lock(impl_->mutex);
    return impl_->lags_ns;
}

Nanos Loop::cpu_time() const {
    const Nanos cpu = impl_->thread_cpu();
    const std::lock_guard lock(impl_->mutex);
    return cpu - impl_->cpu_before;
}

}  // namespace hexameter::detail
