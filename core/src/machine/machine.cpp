#include "hexameter/machine.hpp"

#include <fmt/format.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <system_error>

#include "machine/checks.hpp"

namespace hexameter {

namespace fs = std::filesystem;

std::string_view to_string(Finding::State state) {
    constexpr std::array<std::string_view, 3> words{"ok", "warning", "problem"};
    return words.at(static_cast<std::size_t>(state));
}

std::vector<Finding> examine_machine(const fs::path& root) {
    using namespace detail;
    return {check_cores(root),  check_governor(root), check_turbo(root),
            check_load(root),   check_clock(root),    check_kernel_stamps(),
            check_open_files(), check_ports(root),    check_memory(root)};
}

std::vector<Finding> examine_room(const fs::path& home) {
    using enum Finding::State;
    // The nearest folder that is there: the others would be made in it.
    fs::path there = home;
    std::error_code absent;
    while (!fs::exists(there, absent) && there.has_relative_path()) there = there.parent_path();
    Finding writable{"writable", ok, home.string(), "", ""};
    if (!fs::is_directory(there, absent) || access(there.c_str(), W_OK | X_OK) != 0) {
        const auto reason = fs::is_directory(there, absent) ? std::generic_category().message(errno)
                                                            : std::string("is no folder");
        writable = {"writable", problem, fmt::format("{}: {}", there.string(), reason),
                    "Runs cannot be kept.",
                    "Name a folder of yours with --home or HEXAMETER_HOME, or run with --no-keep."};
    }

    struct statvfs disk {};

    if (statvfs(there.c_str(), &disk) != 0) return {std::move(writable)};
    constexpr std::uint64_t mib = 1 << 20;
    const std::uint64_t free_bytes = std::uint64_t{disk.f_bavail} * disk.f_frsize;
    Finding room{"free_disk", ok, fmt::format("{} MiB", free_bytes / mib), "", ""};
    if (free_bytes < 1024 * mib) {
        room.state = free_bytes < 16 * mib ? problem : warning;
        room.meaning = "A long run may fill the disk; what comes after that is not kept.";
        room.remedy =
            "Delete old runs (hexameter delete --older-than DAYS), or name another --home.";
    }
    return {std::move(writable), std::move(room)};
}

namespace detail {

std::string first_line_of(const fs::path& file) {
    std::ifstream stream(file);
    std::string line;
    std::getline(stream, line);
    const auto end = line.find_last_not_of(" \t\r");
    return end == std::string::npos ? std::string() : line.substr(0, end + 1);
}

}  // namespace detail
}  // namespace hexameter
