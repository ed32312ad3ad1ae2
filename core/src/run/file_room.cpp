#include "run/file_room.hpp"

#include <fcntl.h>
#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include "store/posix_file.hpp"
#include "transport/file_limit.hpp"

namespace hexameter::detail {
namespace {

// Libraries while they are loaded, the loop, its timers and its resolver, journal and index.
constexpr std::size_t own_files = 16;

}  // namespace

Status check_file_room(std::size_t connections) {
    const auto limit = raise_file_limit();
    const auto wanted = own_files + connections;
    std::vector<UniqueFd> open;
    while (open.size() < wanted) {
        UniqueFd fd(::open("/dev/null", O_RDONLY | O_CLOEXEC));
        if (!fd.valid()) break;
        open.push_back(std::move(fd));
    }
    if (open.size() == wanted) return {};
    const auto needs = connections == 0 ? fmt::format("{} are needed", own_files)
                                        : fmt::format("{} are needed, {} of them for connections",
                                                      wanted, connections);
    return Error(ErrorCode::config,
                 fmt::format("no more than {} files can be opened now (the limit is {}), but {}: "
                             "raise the limit of open files, such as with `ulimit -n {}`{}",
                             open.size(), limit, needs, std::max<std::size_t>(1024, 2 * wanted),
                             connections > 1 ? ", or lower the concurrency" : ""));
}

}  // namespace hexameter::detail
