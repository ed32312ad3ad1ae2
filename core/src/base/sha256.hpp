// SHA-256 as lower-case hex (libsodium).
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>

#include "hexameter/error.hpp"

namespace hexameter::detail {

[[nodiscard]] Result<std::string> sha256_of_file(const std::filesystem::path& file);

// Each text is followed by a zero byte, so that the same bytes cut elsewhere hash differently.
[[nodiscard]] std::string sha256_of(std::size_t texts,
                                    const std::function<std::string(std::size_t)>& text_at);

}  // namespace hexameter::detail
