// What an ELF file says of itself, without running it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace hexameter::test {

struct ElfView {
    std::vector<std::string> exports;  // defined, bindable dynamic symbols
    std::vector<std::string> unique;   // those of STB_GNU_UNIQUE, which pin a library for good
    std::string manifest;              // the text of .hxm_manifest
};

// Throws std::runtime_error when it is no ELF file.
[[nodiscard]] ElfView view_elf(const std::filesystem::path& file);

}  // namespace hexameter::test
