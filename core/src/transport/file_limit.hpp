// The process's limit of open files: every connection takes one.
#pragma once

#include <cstdint>

namespace hexameter::detail {

// Raises the soft limit to the hard one; returns the limit that holds then. Thread: any.
std::uint64_t raise_file_limit();

[[nodiscard]] std::uint64_t file_limit();

}  // namespace hexameter::detail
