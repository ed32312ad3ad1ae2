// A whole text file as a string.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "hexameter/error.hpp"

namespace hexameter::detail {

// Says why `file` cannot be read as a file at all: missing, a folder, no permission. `what` names
// it in the sentence ("run file"). Errors carry ErrorCode::config: a file that the user named.
[[nodiscard]] Status check_readable(const std::filesystem::path& file, const std::string& what);

// Refuses also what is larger than `max_bytes`.
[[nodiscard]] Result<std::string> read_text_file(const std::filesystem::path& file,
                                                 const std::string& what, std::uint64_t max_bytes);

}  // namespace hexameter::detail
