#include "transport/kernel_stamp.hpp"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "base/clock.hpp"
#include "unit/transport/paced_server.hpp"

namespace hexameter::detail {
namespace {

int connected_to(std::uint16_t port) {
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    enable_receive_stamps(fd);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    EXPECT_EQ(connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    return fd;
}

// Between what a sample reads of the one clock and of the other the thread may be put aside: its
// offset is wrong by no more than the time it took. Clocks are rounded, to less than 1 us.
Nanos sampled_within(WallClock& clock) {
    const Instant begin = now();
    return clock.sample() - begin + std::chrono::microseconds(1);
}

// Waits, without taking anything, until `bytes` bytes are there.
void wait_for_bytes(int fd, std::size_t bytes) {
    while (peek_waiting(fd).bytes < bytes) std::this_thread::yield();
}

TEST(KernelStamp, PeekLeavesTheBytesAndCountsSegments) {
    std::promise<std::uint32_t> repeats;
    FaultServer server([&](FaultConnection& connection) {
        for (const std::string_view part : {"one", "two", "three"}) {
            connection.send(part);
            connection.wait_acknowledged();
        }
        repeats.set_value(connection.repeated_segments());
        connection.finish_sending();
        connection.wait_closed();
    });
    const int fd = connected_to(server.port());
    wait_for_bytes(fd, 11);
    EXPECT_EQ(peek_waiting(fd, 4).bytes, 4U);
    std::array<char, 64> bytes{};
    ASSERT_EQ(recv(fd, bytes.data(), bytes.size(), 0), 11);
    EXPECT_EQ(std::string_view(bytes.data(), 11), "onetwothree");
    EXPECT_EQ(recv(fd, bytes.data(), bytes.size(), 0), 0);
    const auto received = received_so_far(fd);
    ASSERT_TRUE(received.has_value());
    EXPECT_EQ(received->segments, 3U + repeats.get_future().get());
    EXPECT_TRUE(received->closed);
    EXPECT_EQ(received->bytes, 12U) << "the FIN counts as one";
    EXPECT_EQ(peek_waiting(fd).bytes, 0U);
    close(fd);
}

TEST(KernelStamp, IsOfTheLastSegmentThatWaits) {
    Loop loop;  // its sockets keep the kernel stamping
    wait_for_kernel_stamps(loop);
    Instant last_sent;
    Instant arrived;
    // Too large to be merged into one buffer, so that the queue holds several.
    const std::string large(6000, 'x');
    auto server = std::make_unique<FaultServer>([&](FaultConnection& connection) {
        connection.send(large);
        connection.wait_acknowledged();
        last_sent = now();
        connection.send(large);
        connection.wait_acknowledged();
        arrived = now();
        connection.wait_closed();
    });
    const int fd = connected_to(server->port());
    wait_for_bytes(fd, 2 * large.size());
    WallClock clock;
    const Nanos within = sampled_within(clock);
    const auto waiting = peek_waiting(fd);
    close(fd);
    server.reset();
    ASSERT_TRUE(waiting.wall_ns) << "the kernel gives no receive stamps";
    EXPECT_GE(clock.to_monotonic(*waiting.wall_ns).value(), last_sent - within);
    EXPECT_LE(clock.to_monotonic(*waiting.wall_ns).value(), arrived + within);
}

TEST(KernelStamp, NothingIsKnownOfASocketThatIsNotTcp) {
    const int fd = socket(AF_INET, SOCK_DGRAM, 0);
    EXPECT_FALSE(received_so_far(fd));
    close(fd);
}

TEST(WallClock, MapsTheSameMomentToTheSameInstant) {
    WallClock clock;
    const Nanos within = sampled_within(clock);
    timespec wall{};
    const Instant before = now();
    clock_gettime(CLOCK_REALTIME, &wall);
    const Instant after = now();
    const std::int64_t wall_ns = wall.tv_sec * 1'000'000'000LL + wall.tv_nsec;
    const Instant first = clock.to_monotonic(wall_ns).value();
    EXPECT_GE(first, before - within);
    EXPECT_LE(first, after + within);
    const Instant sampled = clock.sample();
    EXPECT_GE(sampled, after);
    EXPECT_LE(sampled, now());
}

}  // namespace
}  // namespace hexameter::detail
