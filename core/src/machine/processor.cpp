#include <fmt/format.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <optional>
#include <sstream>

#include "machine/checks.hpp"

namespace hexameter::detail {
namespace {

namespace fs = std::filesystem;
using enum Finding::State;

constexpr const char* not_known = "not known here";

// Cores that this process may use.
long usable_cores() {
    cpu_set_t set;
    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof set, &set) == 0) return CPU_COUNT(&set);
    return std::max(1L, sysconf(_SC_NPROCESSORS_ONLN));
}

// Cores that a container's quota amounts to; nothing where there is none.
std::optional<double> quota_cores(const fs::path& root) {
    std::istringstream words(first_line_of(root / "sys/fs/cgroup/cpu.max"));
    double quota_us = 0;
    double period_us = 0;
    if (!(words >> quota_us >> period_us) || period_us <= 0) return std::nullopt;
    return quota_us / period_us;
}

}  // namespace

Finding check_cores(const fs::path& root) {
    const long usable = usable_cores();
    Finding finding{"cores", ok, fmt::format("{}", usable), "", ""};
    if (const auto quota = quota_cores(root)) {
        finding.found += fmt::format(", a quota of {:.3g}", *quota);
        finding.state = warning;
        finding.meaning =
            "The kernel stops a container that has used up its quota for up to 100 ms, in the "
            "middle of an answer too.";
        finding.remedy = "Run without a quota, or give whole cores (docker run --cpuset-cpus).";
    } else if (usable < 2) {
        finding.state = warning;
        finding.meaning =
            "Receiving, scoring and a server on this machine take turns on one core: with more "
            "than one request in flight the client may be the bottleneck.";
        finding.remedy = "Use --concurrency 1, or a machine with two cores or more.";
    }
    return finding;
}

Finding check_governor(const fs::path& root) {
    std::map<std::string, int> governors;
    std::error_code absent;
    for (auto it = fs::directory_iterator(root / "sys/devices/system/cpu", absent);
         !absent && it != fs::directory_iterator(); it.increment(absent))
        if (auto name = first_line_of(it->path() / "cpufreq/scaling_governor"); !name.empty())
            ++governors[name];
    Finding finding{"governor", ok, "", "", ""};
    for (const auto& [name, count] : governors)
        finding.found +=
            fmt::format("{}{} ({} cores)", finding.found.empty() ? "" : ", ", name, count);
    if (governors.empty()) finding.found = not_known;
    if (governors.empty() || (governors.size() == 1 && governors.contains("performance")))
        return finding;
    finding.state = warning;
    finding.meaning =
        "The processor slows down while it waits for a server: what follows takes longer, and "
        "differs from run to run.";
    finding.remedy = "sudo cpupower frequency-set -g performance";
    return finding;
}

Finding check_turbo(const fs::path& root) {
    const auto cpu = root / "sys/devices/system/cpu";
    const auto no_turbo = first_line_of(cpu / "intel_pstate/no_turbo");
    const auto boost = first_line_of(cpu / "cpufreq/boost");
    if (no_turbo.empty() && boost.empty()) return {"turbo", ok, not_known, "", ""};
    if (no_turbo == "1" || boost == "0") return {"turbo", ok, "off", "", ""};
    return {"turbo", warning, "on",
            "A model that runs on this machine is faster while the processor is cool: the first "
            "answers of a run are not like the last.",
            no_turbo.empty() ? "echo 0 | sudo tee /sys/devices/system/cpu/cpufreq/boost"
                             : "echo 1 | sudo tee "
                               "/sys/devices/system/cpu/intel_pstate/no_turbo"};
}

Finding check_load(const fs::path& root) {
    std::istringstream words(first_line_of(root / "proc/loadavg"));
    double one_minute = 0;
    if (!(words >> one_minute)) return {"load", ok, not_known, "", ""};
    const auto cores = static_cast<double>(usable_cores());
    Finding finding{"load", ok, fmt::format("{:.2f} on {} cores", one_minute, cores), "", ""};
    if (one_minute <= cores / 2) return finding;
    finding.state = warning;
    finding.meaning = "Other programs take the processor: stamps by the program itself come late.";
    finding.remedy = "Stop what else is running (top shows it), or wait a minute.";
    return finding;
}

}  // namespace hexameter::detail
