// A run's append-only file. What was appended is there after kill -9: it went to the kernel.
//
//   file   = frame*
//   frame  = "HXJ1" | type u8 | 3 zero bytes | payload size u32 LE | CRC-32 u32 LE | payload
//   CRC-32 = of type, zero bytes, size and payload: one changed byte spoils one frame, no other
//
// A reader that meets a damaged frame looks for the next "HXJ1" whose checksum holds, goes on
// there, and says what it skipped. Frames of a type that it does not know it passes over.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "hexameter/error.hpp"
#include "store/posix_file.hpp"

namespace hexameter::detail {

// resumed: from here on it is what a later process measured; a summary before it stands no longer.
enum class FrameType : std::uint8_t { header = 1, iteration = 2, summary = 3, resumed = 4 };

struct Frame {
    FrameType type = FrameType::header;
    std::string payload;
    std::uint64_t offset = 0;  // of the frame
    std::uint64_t end = 0;     // first byte after it
};

// Holds the file's exclusive flock while it lives: that is how others know that the run goes on.
// Thread: one at a time.
class JournalWriter {
  public:
    // Creates the file (0600) and its folder (0700); fails when the file is there already.
    [[nodiscard]] static Result<JournalWriter> create(const std::filesystem::path& file);

    // Goes on with one that is there: what is half written at its end is cut off. ErrorCode::config
    // when another holds it.
    [[nodiscard]] static Result<JournalWriter> resume(const std::filesystem::path& file);

    // One that has no name and is gone with its last opening, in the folder for temporary files, or
    // in memory where that takes none.
    [[nodiscard]] static Result<JournalWriter> create_unnamed();

    // One write(2) per frame; back means: the kernel has it. After an error the file ends with the
    // last whole frame, and another attempt may be made. ErrorCode::limit above 256 MiB.
    [[nodiscard]] Status append(FrameType type, std::string_view payload);
    [[nodiscard]] Status sync();  // to the disk

    // An error when the file is no longer what lies at its path: nobody will find its records.
    [[nodiscard]] Status check_place() const;

    // What was appended, opened for reading without the lock: whatever becomes of the name.
    [[nodiscard]] Result<UniqueFd> reopen() const;

    [[nodiscard]] std::uint64_t end() const { return end_; }

    [[nodiscard]] const std::filesystem::path& file() const { return file_; }

  private:
    JournalWriter(UniqueFd fd, std::filesystem::path file);
    UniqueFd fd_;
    std::filesystem::path file_;
    std::uint64_t end_ = 0;
};

}  // namespace hexameter::detail
