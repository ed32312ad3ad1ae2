// The text of a file of settings, part by part. For .cpp files of this folder only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hexameter::detail {

// A field at the left margin with what belongs to it; or lines before the first one.
struct SettingBlock {
    std::string text;            // with its line breaks
    std::size_t first_line = 1;  // counted from 1
    bool field = false;
};

// All of the text, in its order. Comments and blank lines behind a field are a block of their own.
[[nodiscard]] std::vector<SettingBlock> setting_blocks(std::string_view text);

// "base_url.ollama": base_url.
[[nodiscard]] std::string top_field(const std::string& key);

}  // namespace hexameter::detail
