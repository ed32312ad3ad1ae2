#include <fmt/format.h>
#include <sys/resource.h>

#include <fstream>
#include <sstream>

#include "machine/checks.hpp"

namespace hexameter::detail {

namespace fs = std::filesystem;
using enum Finding::State;

Finding check_open_files() {
    constexpr rlim_t few = 1024;
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return {"open_files", ok, "not known here", "", ""};
    const auto text = [](rlim_t value) {
        return value == RLIM_INFINITY ? std::string("unlimited") : std::to_string(value);
    };
    Finding finding{
        "open_files", ok,
        fmt::format("{}, raised to {} for a run", text(limit.rlim_cur), text(limit.rlim_max)), "",
        ""};
    if (limit.rlim_cur == limit.rlim_max) finding.found = text(limit.rlim_cur);
    if (limit.rlim_max >= few) return finding;
    finding.state = warning;
    finding.meaning = "Each request in flight takes a file: a run with more of them is refused.";
    finding.remedy = "ulimit -n 65536, or LimitNOFILE= of the service that starts it.";
    return finding;
}

Finding check_ports(const fs::path& root) {
    constexpr int few = 4000;
    std::istringstream words(first_line_of(root / "proc/sys/net/ipv4/ip_local_port_range"));
    int first = 0;
    int last = 0;
    if (!(words >> first >> last)) return {"ports", ok, "not known here", "", ""};
    const int count = last - first + 1;
    Finding finding{"ports", ok,
                    fmt::format("{} to {}, {} connections to one server", first, last, count), "",
                    ""};
    if (count >= few) return finding;
    finding.state = warning;
    finding.meaning =
        "A closed connection holds its port for a minute: many short ones to a server that keeps "
        "none open use them up.";
    finding.remedy = "sudo sysctl net.ipv4.ip_local_port_range=\"15000 64000\"";
    return finding;
}

Finding check_memory(const fs::path& root) {
    constexpr std::uint64_t kib_of_mib = 1024;
    constexpr std::uint64_t little_mib = 512;
    std::ifstream stream(root / "proc/meminfo");
    for (std::string line; std::getline(stream, line);) {
        std::istringstream words(line);
        std::string name;
        std::uint64_t kib = 0;
        if (!(words >> name >> kib) || name != "MemAvailable:") continue;
        Finding finding{"memory", ok, fmt::format("{} MiB available", kib / kib_of_mib), "", ""};
        if (kib / kib_of_mib >= little_mib) return finding;
        finding.state = warning;
        finding.meaning = "Where memory runs out the kernel swaps, or ends a program.";
        finding.remedy = "Stop what else is running, a model's server that is not measured too.";
        return finding;
    }
    return {"memory", ok, "not known here", "", ""};
}

}  // namespace hexameter::detail
