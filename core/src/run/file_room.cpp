#include "run/file_room.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>

#include "transport/file_limit.hpp"

namespace hexameter::detail {
namespace {

// Libraries while they are loaded, the loop, its timers and its resolver, journal and index.
constexpr std::size_t own_files = 16;

// Where they cannot be counted, for want of one more, there is no room.
std::size_t open_files() {
    std::error_code error;
    const std::filesystem::directory_iterator files("/proc/self/fd", error);
    if (error) return error == std::errc::too_many_files_open ? SIZE_MAX : 0;
    return static_cast<std::size_t>(std::distance(begin(files), end(files)));
}

}  // namespace

Status check_file_room(std::size_t connections) {
    const auto limit = raise_file_limit();
    const auto wanted = own_files + connections;
    const auto free = limit - std::min<std::size_t>(limit, open_files());
    if (free >= wanted) return {};
    const auto needs = connections == 0 ? fmt::format("{} are needed", own_files)
                                        : fmt::format("{} are needed, {} of them for connections",
                                                      wanted, connections);
    return Error(ErrorCode::config,
                 fmt::format("no more than {} files can be opened now (the limit is {}), but {}: "
                             "raise the limit of open files, such as with `ulimit -n {}`{}",
                             free, limit, needs, std::max<std::size_t>(1024, 2 * wanted),
                             connections > 1 ? ", or lower the concurrency" : ""));
}

}  // namespace hexameter::detail
