// Invariants:
// 1. All sockets are on the loopback, and no wait is without end: `patience_ms` for one byte,
//    `most_bytes` for a stamp.
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <thread>

#include "base/clock.hpp"
#include "machine/checks.hpp"
#include "transport/kernel_stamp.hpp"

namespace hexameter::detail {
namespace {

using enum Finding::State;

constexpr int patience_ms = 1000;

// One each millisecond. A count and not a time: where the machine is busy, the kernel begins later
// and this goes on for longer.
constexpr int most_bytes = 1000;

// What one look at the clock takes, of many the median.
double clock_cost_ns() {
    constexpr int looks_at_once = 100;
    std::array<double, 21> costs{};
    for (auto& cost : costs) {
        const auto begin = now();
        for (int i = 1; i < looks_at_once; ++i) static_cast<void>(now());
        cost = static_cast<double>((now() - begin).count()) / looks_at_once;
    }
    std::nth_element(costs.begin(), costs.begin() + costs.size() / 2, costs.end());
    return costs[costs.size() / 2];
}

class Socket {
  public:
    explicit Socket(int fd) : fd_(fd) {}

    ~Socket() {
        if (fd_ >= 0) ::close(fd_);
    }

    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;

    [[nodiscard]] int fd() const { return fd_; }

  private:
    int fd_;
};

bool readable(int fd) {
    pollfd wait{fd, POLLIN, 0};
    return poll(&wait, 1, patience_ms) == 1;
}

// Bytes over a TCP connection to ourselves, until one comes with a stamp: where nobody has asked
// for stamps before, the kernel begins with them some time later. The errno of what failed before
// that, 0 for none.
int stamp_on_loopback(bool& stamped) {
    const StampingSocket stamping;
    const Socket listener(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const Socket client(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (listener.fd() < 0 || client.fd() < 0) return errno;
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    socklen_t size = sizeof address;
    if (bind(listener.fd(), any, size) != 0 || listen(listener.fd(), 1) != 0 ||
        getsockname(listener.fd(), any, &size) != 0 || connect(client.fd(), any, size) != 0)
        return errno;
    const Socket server(accept4(listener.fd(), nullptr, nullptr, SOCK_CLOEXEC));
    if (server.fd() < 0) return errno;
    enable_receive_stamps(client.fd());
    for (int i = 0; i < most_bytes && !stamped; ++i) {
        std::array<std::uint8_t, 1> byte{};
        if (send(server.fd(), byte.data(), byte.size(), MSG_NOSIGNAL) != 1) return errno;
        if (!readable(client.fd())) return ETIMEDOUT;
        stamped = receive_stamped(client.fd(), byte).wall_ns.has_value();
        if (!stamped) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return 0;
}

}  // namespace

Finding check_clock(const std::filesystem::path& root) {
    constexpr double slow_ns = 400;
    const auto source =
        first_line_of(root / "sys/devices/system/clocksource/clocksource0/current_clocksource");
    const double cost_ns = clock_cost_ns();
    Finding finding{"clock", ok,
                    fmt::format("{}, {:.0f} ns a look",
                                source.empty() ? "source not known here" : source, cost_ns),
                    "", ""};
    const bool slow_source = source == "hpet" || source == "acpi_pm" || source == "jiffies";
    if (!slow_source && cost_ns < slow_ns) return finding;
    finding.state = warning;
    finding.meaning = "Each stamp is a system call: many tokens at once cost the client time.";
    finding.remedy =
        "See dmesg on why the kernel left tsc; boot with tsc=reliable where the processor's is.";
    return finding;
}

Finding check_kernel_stamps() {
    bool stamped = false;
    if (const int failed = stamp_on_loopback(stamped); failed != 0)
        return {"kernel_stamps", problem,
                "no connection to this machine itself: " + std::generic_category().message(failed),
                "A server on this machine cannot be reached.",
                "ip link set lo up; in a container look at its network."};
    if (stamped) return {"kernel_stamps", ok, "a byte over the loopback came with one", "", ""};
    return {"kernel_stamps", warning, "none on the loopback",
            "Arrivals are stamped when they are read: later by what the program was busy with.",
            "Measure on a kernel that has SO_TIMESTAMPNS (Linux; gVisor has not)."};
}

}  // namespace hexameter::detail
