#include "base/environment.hpp"

#include <cstdlib>

namespace hexameter::detail {

std::string environment(const char* name) {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody here sets one
    return value == nullptr ? "" : value;
}

}  // namespace hexameter::detail
