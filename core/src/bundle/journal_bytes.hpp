// The journal of a kept run as bytes to be copied or compared.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hexameter/record.hpp"
#include "store/posix_file.hpp"

namespace hexameter::detail {

// The first bytes of an open file, piece by piece; "" at their end or that of the file. `file` is
// for messages.
class FilePieces {
  public:
    FilePieces(int fd, std::uint64_t bytes, std::filesystem::path file)
        : fd_(fd), left_(bytes), file_(std::move(file)) {}

    [[nodiscard]] Result<std::string_view> next();

  private:
    int fd_;
    std::uint64_t at_ = 0;
    std::uint64_t left_;
    std::filesystem::path file_;
    std::string block_;
};

[[nodiscard]] Result<std::string> sha256_of_pieces(FilePieces pieces);

struct JournalBytes {
    UniqueFd fd;
    std::optional<RunHeader> header;  // the first that can be read
    std::uint64_t bytes = 0;          // up to the end of its last whole record
    std::string sha256;               // of those
    std::vector<std::string> damage;
};

// ErrorCode::config while its run goes on, not_found where there is none.
[[nodiscard]] Result<JournalBytes> read_journal_bytes(const std::filesystem::path& journal);

}  // namespace hexameter::detail
