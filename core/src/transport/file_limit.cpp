#include "transport/file_limit.hpp"

#include <sys/resource.h>

namespace hexameter::detail {

std::uint64_t file_limit() {
    rlimit limit{};
    return getrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_cur : 0;
}

std::uint64_t raise_file_limit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        // A refusal leaves the old limit, which is what is returned.
        static_cast<void>(setrlimit(RLIMIT_NOFILE, &limit));
    }
    return file_limit();
}

}  // namespace hexameter::detail
