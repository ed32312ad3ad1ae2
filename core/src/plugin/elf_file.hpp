// What a shared library says of itself, read as data: nothing of it is mapped or run.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "hexameter/error.hpp"

namespace hexameter::detail {

struct ElfFile {
    std::optional<std::string> manifest;  // bytes of .hxm_manifest, without the final NUL
    std::vector<std::string> exports;     // defined global and weak dynamic symbols
    std::vector<std::string> needed;      // DT_NEEDED
};

// Fails when the file is no ELF shared library for this machine's CPU, word size and byte order.
// Never waits: what is no regular file is refused.
[[nodiscard]] Result<ElfFile> read_elf(const std::filesystem::path& file);

}  // namespace hexameter::detail
