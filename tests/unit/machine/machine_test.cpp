#include "hexameter/machine.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "machine/checks.hpp"
#include "unit/base/temp_folder.hpp"

namespace hexameter {
namespace {

using detail::check_clock;
using detail::check_cores;
using detail::check_governor;
using detail::check_load;
using detail::check_memory;
using detail::check_ports;
using detail::check_turbo;
using enum Finding::State;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

// A tree that stands for /proc and /sys.
class Machine : public ::testing::Test {
  protected:
    void put(const std::string& name, const std::string& text) const {
        std::filesystem::create_directories((root() / name).parent_path());
        folder_.write(name, text);
    }

    [[nodiscard]] std::filesystem::path root() const { return folder_.path(); }

  private:
    testing::TempFolder folder_;
};

TEST_F(Machine, WithoutProcAndSysIsNoFault) {
    const auto findings = examine_machine(root());
    EXPECT_THAT(findings, SizeIs(9));
    for (const auto& one : findings) {
        EXPECT_NE(one.state, problem) << one.check << one.found;
        EXPECT_THAT(one.found, Not(IsEmpty())) << one.check;
    }
    EXPECT_EQ(check_governor(root()).found, "not known here");
    EXPECT_EQ(check_load(root()).state, ok);
}

TEST_F(Machine, SaysOfEveryFaultWhatItMeansAndWhatToDo) {
    put("proc/loadavg", "900.0 1 1 1/1 1\n");
    put("proc/meminfo", "MemTotal: 1000 kB\nMemAvailable:     2048 kB\n");
    put("proc/sys/net/ipv4/ip_local_port_range", "60000\t60999\n");
    put("sys/fs/cgroup/cpu.max", "150000 100000\n");
    put("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "performance\n");
    put("sys/devices/system/cpu/cpu1/cpufreq/scaling_governor", "powersave\n");
    put("sys/devices/system/cpu/intel_pstate/no_turbo", "0\n");
    put("sys/devices/system/clocksource/clocksource0/current_clocksource", "hpet\n");
    for (const auto& one :
         {check_load(root()), check_memory(root()), check_ports(root()), check_cores(root()),
          check_governor(root()), check_turbo(root()), check_clock(root())}) {
        EXPECT_EQ(one.state, warning) << one.check;
        EXPECT_THAT(one.meaning, Not(IsEmpty())) << one.check;
        EXPECT_THAT(one.remedy, Not(IsEmpty())) << one.check;
    }
    EXPECT_THAT(check_governor(root()).found, HasSubstr("performance (1 cores), powersave (1"));
    EXPECT_THAT(check_cores(root()).found, HasSubstr("a quota of 1.5"));
    EXPECT_THAT(check_memory(root()).found, HasSubstr("2 MiB"));
    EXPECT_THAT(check_ports(root()).found, HasSubstr("1000 connections"));
}

TEST_F(Machine, ThatIsSetUpForMeasuringIsOk) {
    put("proc/loadavg", "0.01 1 1 1/1 1\n");
    put("proc/meminfo", "MemAvailable: 8388608 kB\n");
    put("proc/sys/net/ipv4/ip_local_port_range", "32768\t60999\n");
    put("sys/fs/cgroup/cpu.max", "max 100000\n");
    put("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "performance\n");
    put("sys/devices/system/cpu/cpufreq/boost", "0\n");
    for (const auto& one : {check_load(root()), check_memory(root()), check_ports(root()),
                            check_governor(root()), check_turbo(root())}) {
        EXPECT_EQ(one.state, ok) << one.check << one.found;
        EXPECT_THAT(one.meaning, IsEmpty()) << one.check;
    }
    EXPECT_THAT(check_cores(root()).found, Not(HasSubstr("quota")));
}

// Not said is which of the two: a kernel may have no stamps.
TEST(KernelStamps, AreTriedOverTheLoopback) {
    const auto finding = detail::check_kernel_stamps();
    EXPECT_NE(finding.state, problem) << finding.found;
}

// The kernel switches them on some time after the first socket wants them, and off after the last.
TEST(KernelStamps, AreThereEachTimeOrNever) {
    const auto first = detail::check_kernel_stamps();
    for (int turn = 0; turn < 5; ++turn)
        EXPECT_EQ(detail::check_kernel_stamps().state, first.state) << turn;
}

TEST(Room, OfAHomeThatIsNotThereIsThatOfTheFolderItWouldBeIn) {
    const testing::TempFolder folder;
    const auto findings = examine_room(folder.path() / "not" / "yet");
    ASSERT_THAT(findings, SizeIs(2));
    EXPECT_EQ(findings[0].state, ok) << findings[0].found;
    EXPECT_FALSE(std::filesystem::exists(folder.path() / "not"));
}

TEST(Room, ThatNobodyMayWriteToIsAProblem) {
    for (const char* place : {"/dev/null/home", "/dev/null"}) {
        const auto findings = examine_room(place);
        ASSERT_FALSE(findings.empty());
        EXPECT_EQ(findings[0].state, problem) << place;
        EXPECT_THAT(findings[0].remedy, HasSubstr("--no-keep"));
    }
}

}  // namespace
}  // namespace hexameter
