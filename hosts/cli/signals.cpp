// Invariants:
// 1. The watching thread never waits for anything but signals: not for a terminal that takes no
//    more lines, and not for the run. So no pipe or device on which other threads hang can keep the
//    program from ending.
#include "signals.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdint>
#include <utility>

#include "json_failure.hpp"

namespace hexameter::cli {
namespace {

// Longer than what is in flight takes to be cut (two seconds) and saved.
constexpr int grace_after_abort_ms = 10'000;

// Whoever ignores the end of the terminal, as nohup does, wants the run to go on.
bool hangup_is_ignored() {
    struct sigaction now {};

    return sigaction(SIGHUP, nullptr, &now) == 0 && now.sa_handler == SIG_IGN;
}

sigset_t watched_signals() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    if (!hangup_is_ignored()) sigaddset(&set, SIGHUP);
    return set;
}

}  // namespace

void leave_on_signals() {
    struct sigaction action {};

    action.sa_handler = [](int) { leave_interrupted(); };
    const auto set = watched_signals();
    for (const int number : {SIGINT, SIGTERM, SIGHUP})
        if (sigismember(&set, number) == 1) sigaction(number, &action, nullptr);
}

SignalWatch::SignalWatch(RunControl& control, std::function<void(std::string_view)> tell)
    : control_(control), tell_(std::move(tell)) {
    const auto set = watched_signals();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    signals_ = signalfd(-1, &set, SFD_CLOEXEC);
    stop_ = eventfd(0, EFD_CLOEXEC);
    thread_ = std::thread([this] { watch(); });
}

SignalWatch::~SignalWatch() {
    eventfd_write(stop_, 1);
    thread_.join();
    close(signals_);
    close(stop_);
    const auto set = watched_signals();
    pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

void SignalWatch::tell(std::string_view line) {
    told_.push_back(std::async(std::launch::async, [this, line] { tell_(line); }));
}

void SignalWatch::stop_the_run() {
    const int count = ++count_;
    if (!running_ || count > 2) leave_interrupted();
    if (count == 1) {
        control_.drain();
        tell("finishing what is in flight and saving; once more to cut it");
    } else {
        control_.abort();
        tell("cutting what is in flight; what was measured is kept");
    }
}

void SignalWatch::watch() {
    std::array<pollfd, 2> fds{{{signals_, POLLIN, 0}, {stop_, POLLIN, 0}}};
    for (;;) {
        const int ready = poll(fds.data(), fds.size(), count_ < 2 ? -1 : grace_after_abort_ms);
        if (ready == 0) leave_interrupted();
        if (ready < 0) continue;
        if (fds[1].revents != 0) return;
        signalfd_siginfo info{};
        if (read(signals_, &info, sizeof info) != sizeof info) continue;
        // A terminal that closes says so several times, and nobody means more by it.
        if (info.ssi_signo != SIGHUP || count_ == 0) stop_the_run();
    }
}

}  // namespace hexameter::cli
