// Lines of a file, one at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace hexameter::detail {

// Longer ones are refused: no sample is that long, and a device never ends its line.
inline constexpr std::size_t longest_line_bytes = 64U << 20U;

// A byte order mark at the start is left out.
class LineReader {
  public:
    explicit LineReader(const std::filesystem::path& file);

    // The next line with its end ("\n", "\r\n", or nothing at the end of the file); valid until the
    // next call. False at the end, on a read error, and on a line that is too long.
    bool next(std::string_view& line);

    [[nodiscard]] std::uint64_t line_number() const { return line_number_; }  // from 1

    [[nodiscard]] bool failed() const { return file_.bad() || !opened_; }

    [[nodiscard]] bool too_long() const { return too_long_; }

  private:
    bool fill();

    std::ifstream file_;
    std::string buffer_;
    std::size_t at_ = 0;
    std::uint64_t line_number_ = 0;
    bool opened_ = false;
    bool too_long_ = false;
};

}  // namespace hexameter::detail
