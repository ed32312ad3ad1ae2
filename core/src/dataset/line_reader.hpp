// Lines of a file, one at a time, and the hash of the whole.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "base/sha256.hpp"

namespace hexameter::detail {

// Longer lines, and samples, are refused: none is that long, and a device never ends its line.
inline constexpr std::size_t longest_line_bytes = 64U << 20U;

// A byte order mark at the start is left out.
class LineReader {
  public:
    explicit LineReader(const std::filesystem::path& file);

    // The next line with its end ("\n", "\r\n", or nothing at the end of the file); valid until the
    // next call. False at the end, on a read error, and on a line that is too long.
    bool next(std::string_view& line);

    // In place of next(): what was read already, or the next block; valid until the next call.
    bool next_block(std::string_view& block);

    // The first byte that is no white space, without moving; '\0' when the file's first 256 KiB
    // hold none. Before anything was read.
    [[nodiscard]] char first_byte() const;

    [[nodiscard]] std::uint64_t line_number() const { return line_number_; }  // from 1

    [[nodiscard]] bool failed() const { return file_.bad() || !opened_; }

    [[nodiscard]] bool too_long() const { return too_long_; }

    // SHA-256 of the file's bytes, mark and all. Reads a regular file to its end; of anything else
    // that was not read to its end: "".
    [[nodiscard]] std::string finish_sha256();

  private:
    bool fill();

    std::filesystem::path path_;
    std::ifstream file_;
    std::string buffer_;
    Sha256 hash_;
    std::size_t at_ = 0;
    std::uint64_t line_number_ = 0;
    bool opened_ = false;
    bool too_long_ = false;
};

}  // namespace hexameter::detail
