// The wall clock is set in the middle of a run. No test may set the machine's: this program has a
// clock_gettime and a recvmsg of its own, which shift what the kernel says of CLOCK_REALTIME, its
// receive stamps too, from the moment of the step on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <ctime>
#include <optional>

#include "faults/faulty_run.hpp"
#include "faults/wires.hpp"
#include "unit/base/temp_folder.hpp"

namespace {

constexpr std::int64_t ns_per_s = 1'000'000'000;

std::atomic<std::int64_t> step_ns{0};
std::atomic<std::int64_t> stepped_at_ns{INT64_MAX};  // by the kernel's wall clock
std::atomic<std::int64_t> step_in_next_read_ns{0};

std::int64_t kernels_wall_ns() {
    timespec time{};
    syscall(SYS_clock_gettime, CLOCK_REALTIME, &time);
    return time.tv_sec * ns_per_s + time.tv_nsec;
}

void shift(timespec& time) {
    const std::int64_t ns = time.tv_sec * ns_per_s + time.tv_nsec + step_ns;
    time = {ns / ns_per_s, ns % ns_per_s};
}

void set_clock(std::int64_t by_ns) {
    stepped_at_ns = kernels_wall_ns();
    step_ns = by_ns;
}

void reset_clock() {
    step_ns = 0;
    stepped_at_ns = INT64_MAX;
    step_in_next_read_ns = 0;
}

void shift_stamps(msghdr& message) {
    for (cmsghdr* c = CMSG_FIRSTHDR(&message); c != nullptr; c = CMSG_NXTHDR(&message, c)) {
        if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_TIMESTAMPNS) continue;
        timespec time{};
        std::memcpy(&time, CMSG_DATA(c), sizeof time);
        if (time.tv_sec * ns_per_s + time.tv_nsec < stepped_at_ns) continue;
        shift(time);
        std::memcpy(CMSG_DATA(c), &time, sizeof time);
    }
}

}  // namespace

extern "C" {

__attribute__((visibility("default"))) int clock_gettime(clockid_t clock, timespec* time) noexcept {
    const long done = syscall(SYS_clock_gettime, clock, time);
    if (done == 0 && clock == CLOCK_REALTIME) shift(*time);
    return static_cast<int>(done);
}

__attribute__((visibility("default"))) ssize_t recvmsg(int fd, msghdr* message, int flags) {
    const ssize_t bytes = syscall(SYS_recvmsg, fd, message, flags);
    if (bytes > 0) {
        if (const auto by_ns = step_in_next_read_ns.exchange(0); by_ns != 0) set_clock(by_ns);
        shift_stamps(*message);
    }
    return bytes;
}

}  // extern "C"

namespace hexameter::testing {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;

Instant moment() {
    return std::chrono::time_point_cast<Nanos>(std::chrono::steady_clock::now());
}

struct Sent {
    Instant before;
    Instant acknowledged;
};

enum class When { never, between_pieces, between_arrival_and_read };

struct Step {
    const char* name;
    Nanos by;
    When when;
};

class ClockStep
    : public ::testing::TestWithParam<std::tuple<Step, const Wire*, const char* /*scheme*/>> {
  protected:
    ClockStep() { reset_clock(); }

    ~ClockStep() override { reset_clock(); }

    // Sends the pieces one by one and sets the clock once, at the third of the first answer.
    void answer(FaultConnection& connection) {
        const Wire& wire = *std::get<1>(GetParam());
        while (connection.read_request()) {
            if (!connection.send(wire.stream_of({}))) return;
            connection.wait_acknowledged();
            for (int piece = 0; piece < pieces; ++piece) {
                if (sent_.size() == 2) step();
                Sent sent{moment(), {}};
                if (!connection.send(chunk(wire.piece("x")))) return;
                connection.wait_acknowledged();
                sent.acknowledged = moment();
                sent_.push_back(sent);
                if (!connection.pause(std::chrono::milliseconds(2))) return;
            }
            if (!connection.send(chunk(wire.ending(pieces)) + std::string(last_chunk))) return;
        }
    }

    static void step() {
        const Step& given = std::get<0>(GetParam());
        if (given.when == When::between_pieces) set_clock(given.by.count());
        if (given.when == When::between_arrival_and_read) step_in_next_read_ns = given.by.count();
    }

    static constexpr int pieces = 5;
    std::vector<Sent> sent_;
};

void expect_true_stamps(const IterationRecord& row, const Sent* sent) {
    for (const TimelineEvent& event : row.timeline.events) {
        EXPECT_GE(event.at, sent->before);
        if (event.source == TimingSource::kernel_rx && !event.coalesced) {
            EXPECT_LE(event.at, sent->acknowledged);
        }
        ++sent;
    }
}

TEST_P(ClockStep, LeavesEveryTimeOfTheRunTrue) {
    const auto& [given, wire, scheme] = GetParam();
    const TestCa ca;
    const TempFolder folder;
    Connection connection;
    connection.ca_file = folder.write("ca.pem", ca.pem());
    const bool tls = scheme == std::string_view("https");
    if (!tls) connection = {};
    std::optional<FaultServer> server(
        std::in_place, [this](FaultConnection& to) { answer(to); },
        tls ? ca.server() : TlsIdentity());
    const Instant begin = moment();
    const auto run = run_beside_a_good_model(wire->provider, server->url(""), {}, true, connection);
    const Nanos took = moment() - begin;
    server.reset();
    EXPECT_EQ(step_ns, given.when == When::never ? 0 : given.by.count());

    const auto rows = run.of(bad_model);
    ASSERT_EQ(rows.size(), iterations_each);
    ASSERT_EQ(sent_.size(), iterations_each * pieces);
    for (const auto& row : run.record.iterations) {
        EXPECT_EQ(row.status, IterationStatus::ok) << row.error.text();
        expect_sane_times(row);
        for (const auto& note : row.notes) EXPECT_EQ(note.find("engine fault"), std::string::npos);
        for (const auto& value : row.values)
            if (value.metric == "total" || value.metric == "ttft" || value.metric == "itl") {
                EXPECT_LE(value.value, static_cast<double>(took.count())) << value.metric;
            }
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        ASSERT_EQ(rows[i].timeline.events.size(), static_cast<std::size_t>(pieces));
        expect_true_stamps(rows[i], &sent_[i * pieces]);
    }
    EXPECT_GT(run.record.summary.duration, Nanos{0});
    EXPECT_LE(run.record.summary.duration, took);
    expect_kept(run);
}

INSTANTIATE_TEST_SUITE_P(
    Every, ClockStep,
    ::testing::Combine(
        ::testing::Values(
            Step{"never", {}, When::never}, Step{"an_hour_on", hours(1), When::between_pieces},
            Step{"an_hour_back", -hours(1), When::between_pieces},
            Step{"a_little_on", microseconds(700), When::between_pieces},
            Step{"a_little_back", -microseconds(700), When::between_pieces},
            Step{"an_hour_on_under_a_read", hours(1), When::between_arrival_and_read},
            Step{"an_hour_back_under_a_read", -hours(1), When::between_arrival_and_read},
            Step{"a_little_on_under_a_read", microseconds(700), When::between_arrival_and_read},
            Step{"a_little_back_under_a_read", -microseconds(700), When::between_arrival_and_read}),
        ::testing::Values(&openai_wire(), &ollama_wire()), ::testing::Values("http", "https")),
    [](const auto& given) {
        return std::string(std::get<0>(given.param).name) + "_" +
               std::get<1>(given.param)->provider + "_" + std::get<2>(given.param);
    });

// The wall clock of this program is the one that the tests set.
TEST(SetClock, IsSeenByThisProgram) {
    const auto before = std::chrono::system_clock::now();
    set_clock(Nanos(hours(1)).count());
    EXPECT_GE(std::chrono::system_clock::now() - before, hours(1));
    reset_clock();
    EXPECT_LT(std::chrono::system_clock::now() - before, hours(1));
}

}  // namespace
}  // namespace hexameter::testing
