// Between UTF-8 and ICU's strings, for the sources of this folder.
#pragma once

#include <unicode/unistr.h>

#include <string>
#include <string_view>

namespace hexameter::plugin_text {

// Throws Error(limit) for a text of more than 2 GiB.
[[nodiscard]] icu::UnicodeString decode(std::string_view text);

[[nodiscard]] std::string encode(const icu::UnicodeString& text);

}  // namespace hexameter::plugin_text
