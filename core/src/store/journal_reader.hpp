// A journal, frame by frame, in bounded memory.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "store/journal.hpp"
#include "store/posix_file.hpp"

namespace hexameter::detail {

class JournalReader {
  public:
    // ErrorCode::not_found when there is no such file, io for what is no regular file.
    [[nodiscard]] static Result<JournalReader> open(const std::filesystem::path& file,
                                                    std::uint64_t from);

    // A journal that is open already, from its beginning up to `bytes`; `fd` stays its owner's.
    [[nodiscard]] static Result<JournalReader> again(int fd, const std::filesystem::path& file,
                                                     std::uint64_t bytes);

    // The open file, for reading it again.
    [[nodiscard]] UniqueFd take_fd() { return std::move(fd_); }

    // The next whole frame; none at the end.
    [[nodiscard]] Result<std::optional<Frame>> next();

    [[nodiscard]] std::uint64_t end() const { return position_; }  // after the last whole frame

    [[nodiscard]] const FileState& state() const { return state_; }  // of the file, at opening

    [[nodiscard]] bool live() const { return live_; }

    // Whoever holds its lock writes nothing more: what is torn at the end is damage.
    void take_for_ended() { live_ = false; }

    [[nodiscard]] const std::vector<std::string>& damage() const { return damage_; }

  private:
    JournalReader(UniqueFd fd, std::filesystem::path file);
    [[nodiscard]] Result<std::string_view> window(std::uint64_t offset, std::size_t bytes);
    [[nodiscard]] Result<std::optional<Frame>> frame_at(std::uint64_t offset);
    [[nodiscard]] Result<std::optional<std::uint64_t>> find_magic(std::uint64_t from);
    void tell_damage(std::uint64_t skipped_to, bool at_the_end);

    UniqueFd fd_;
    std::filesystem::path file_;
    std::string buffer_;
    std::uint64_t buffer_offset_ = 0;
    std::uint64_t position_ = 0;
    std::uint64_t checked_in_vain_bytes_ = 0;
    FileState state_;
    bool live_ = false;
    bool done_ = false;
    std::vector<std::string> damage_;
};

}  // namespace hexameter::detail
