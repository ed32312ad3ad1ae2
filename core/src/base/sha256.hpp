// SHA-256 as lower-case hex (libsodium).
#pragma once

#include <filesystem>
#include <string>

#include "hexameter/error.hpp"

namespace hexameter::detail {

[[nodiscard]] Result<std::string> sha256_of_file(const std::filesystem::path& file);

}  // namespace hexameter::detail
