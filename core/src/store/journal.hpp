// A run's append-only file. What was appended is there after kill -9: it went to the kernel.
//
//   file   = frame*
//   frame  = "HXJ1" | type u8 | 3 zero bytes | payload size u32 LE | CRC-32 of payload u32 LE |
//   payload
//
// A reader that meets a damaged frame looks for the next "HXJ1" whose checksum holds, goes on
// there, and says what it skipped.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "hexameter/error.hpp"

namespace hexameter::detail {

enum class FrameType : std::uint8_t { header = 1, iteration = 2, summary = 3 };

struct Frame {
    FrameType type = FrameType::header;
    std::string payload;
    std::uint64_t offset = 0;  // of the frame
    std::uint64_t end = 0;     // first byte after it
};

class JournalWriter {
  public:
    // Creates the file and its folder; fails when it is there already.
    [[nodiscard]] static Result<JournalWriter> create(const std::filesystem::path& file);
    JournalWriter(JournalWriter&& other) noexcept;
    JournalWriter& operator=(JournalWriter&& other) noexcept;
    ~JournalWriter();

    // One write(2) per frame; back means: the kernel has it.
    [[nodiscard]] Status append(FrameType type, std::string_view payload);
    [[nodiscard]] Status sync();  // to the disk

  private:
    explicit JournalWriter(int fd, std::filesystem::path file);
    int fd_ = -1;
    std::filesystem::path file_;
};

struct JournalContent {
    std::vector<Frame> frames;
    std::uint64_t end = 0;            // where the next reading goes on: a torn tail is not passed
    std::vector<std::string> damage;  // one sentence each
};

[[nodiscard]] Result<JournalContent> read_journal(const std::filesystem::path& file,
                                                  std::uint64_t from = 0);

}  // namespace hexameter::detail
