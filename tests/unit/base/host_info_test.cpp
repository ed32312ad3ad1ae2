#include "base/host_info.hpp"

#include <gtest/gtest.h>
#include <rapidjson/document.h>
#include <unistd.h>

#include <array>

#include "unit/base/temp_folder.hpp"

namespace hexameter::detail {
namespace {

using testing::TempFolder;

rapidjson::Document info_of(const TempFolder& root) {
    rapidjson::Document info;
    info.Parse(host_info_json(root.path()));
    return info;
}

TEST(HostInfo, ReadsWhatTheSystemSays) {
    const TempFolder root;
    root.write("proc/cpuinfo",
               "processor\t: 0\nmodel name\t: Example CPU @ 2.0GHz\nflags\t\t: fpu sse hypervisor\n"
               "\nprocessor\t: 1\nmodel name\t: Other\n");
    root.write("proc/meminfo",
               "MemTotal:       16384 kB\nMemFree: 1 kB\nMemAvailable:    8192 kB\n");
    root.write("proc/loadavg", "0.50 1.25 2.00 1/234 5678\n");
    root.write("proc/sys/kernel/osrelease", "6.1.0-18-amd64\n");
    root.write("etc/os-release",
               "NAME=\"Debian\"\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n");
    root.write("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "performance\n");
    root.write("proc/driver/nvidia/gpus/0000:01:00.0/information",
               "Model: \t\t NVIDIA Example 4000\nIRQ: 1\n");
    root.write("sys/class/drm/card0/device/vendor", "0x10de\n");
    root.write("sys/class/drm/card0/device/device", "0x2684\n");
    root.write("sys/class/drm/card1/device/vendor", "0x1002\n");
    root.write("sys/class/drm/card1/device/device", "0x744c\n");
    root.write("sys/class/drm/card1-DP-1/device/vendor", "0x1002\n");
    root.write("run/systemd/container", "lxc\n");
    const auto info = info_of(root);
    ASSERT_TRUE(info.IsObject());
    EXPECT_STREQ(info["cpu"]["model"].GetString(), "Example CPU @ 2.0GHz");
    EXPECT_EQ(info["cpu"]["cores_online"].GetInt(), ::sysconf(_SC_NPROCESSORS_ONLN));
    EXPECT_STREQ(info["cpu"]["governor"].GetString(), "performance");
    EXPECT_EQ(info["memory"]["total_bytes"].GetUint64(), 16384U * 1024);
    EXPECT_EQ(info["memory"]["available_bytes"].GetUint64(), 8192U * 1024);
    EXPECT_STREQ(info["os"].GetString(), "Debian GNU/Linux 12 (bookworm)");
    EXPECT_STREQ(info["kernel"].GetString(), "6.1.0-18-amd64");
    EXPECT_EQ(info["load"]["one_minute"].GetDouble(), 0.5);
    EXPECT_EQ(info["load"]["fifteen_minutes"].GetDouble(), 2.0);
    ASSERT_EQ(info["gpus"].Size(), 2U) << "the NVIDIA card counts once";
    EXPECT_STREQ(info["gpus"][0].GetString(), "NVIDIA Example 4000");
    EXPECT_STREQ(info["gpus"][1].GetString(), "pci 0x1002:0x744c");
    EXPECT_STREQ(info["container"].GetString(), "lxc");
    EXPECT_TRUE(info["virtualised"].GetBool());
}

TEST(HostInfo, LeavesOutWhatItCannotRead) {
    const TempFolder root;
    const auto info = info_of(root);
    ASSERT_TRUE(info.IsObject());
    EXPECT_FALSE(info["cpu"].HasMember("model"));
    EXPECT_FALSE(info["cpu"].HasMember("governor"));
    EXPECT_TRUE(info["memory"].ObjectEmpty());
    for (const auto* const name : {"os", "kernel", "load", "gpus", "container", "virtualised"})
        EXPECT_FALSE(info.HasMember(name)) << name;
}

TEST(HostInfo, LeavesOutWhatMakesNoSense) {
    const TempFolder root;
    root.write("proc/meminfo", "MemTotal: many kB\n");
    root.write("proc/loadavg", "high\n");
    const auto info = info_of(root);
    EXPECT_TRUE(info["memory"].ObjectEmpty());
    EXPECT_FALSE(info.HasMember("load"));
}

TEST(HostInfo, NeverNamesTheHost) {
    std::array<char, 256> name{};
    ASSERT_EQ(::gethostname(name.data(), name.size() - 1), 0);
    rapidjson::Document info;
    info.Parse(host_info_json());
    ASSERT_TRUE(info.IsObject());
    for (const auto& member : info.GetObject()) {
        EXPECT_STRNE(member.name.GetString(), "hostname");
        if (!member.value.IsString()) continue;
        EXPECT_STRNE(member.value.GetString(), name.data());
    }
}

TEST(HostInfo, ReadsThisMachine) {
    rapidjson::Document info;
    info.Parse(host_info_json());
    ASSERT_TRUE(info.IsObject());
    EXPECT_GT(info["memory"]["total_bytes"].GetUint64(),
              info["memory"]["available_bytes"].GetUint64());
    EXPECT_TRUE(info["kernel"].IsString());
}

}  // namespace
}  // namespace hexameter::detail
