// SHA-256 as lower-case hex (libsodium).
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "hexameter/error.hpp"

namespace hexameter::detail {

[[nodiscard]] Result<std::string> sha256_of_file(const std::filesystem::path& file);

// Each text is followed by a zero byte, so that the same bytes cut elsewhere hash differently.
[[nodiscard]] std::string sha256_of(const std::vector<std::string_view>& texts);

}  // namespace hexameter::detail
