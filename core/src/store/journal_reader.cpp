// Invariants
// 1. Whether a writer lives is asked before the size: with no writer the file is final, so what is
//    not whole then is damage; with one it may be a frame that is just being written.
// 2. Nothing at or after state_.bytes is read: a growing file ends where it ended at opening.
// 3. position_ only moves to the end of a whole frame.
// 4. What is searched for a frame behind damage is checked a few times over at most, whatever heads
//    somebody put there: the rest is then damage.
// 5. Opening never waits: a pipe without a writer is opened at once, and then refused as no file.
#include "store/journal_reader.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "store/frame.hpp"

namespace hexameter::detail {
namespace {

constexpr std::size_t read_ahead_bytes = std::size_t{1} << 20U;
constexpr std::uint64_t most_checks_of_a_byte = 8;

}  // namespace

JournalReader::JournalReader(UniqueFd fd, std::filesystem::path file)
    : fd_(std::move(fd)), file_(std::move(file)) {}

Result<JournalReader> JournalReader::open(const std::filesystem::path& file, std::uint64_t from) {
    UniqueFd fd(::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    if (!fd.valid()) return file_error("cannot open the journal", errno, file);
    JournalReader reader(std::move(fd), file);
    reader.live_ = locked_by_another(reader.fd_.get());

    struct stat status {};

    if (::fstat(reader.fd_.get(), &status) != 0) return file_error("cannot read", errno, file);
    if (!S_ISREG(status.st_mode))
        return Error(ErrorCode::io,
                     "the journal is no regular file; take the run away: hexameter delete " +
                         file.parent_path().filename().string(),
                     file.string());
    reader.state_ = state_of(status);
    reader.position_ = from;
    return reader;
}

Result<JournalReader> JournalReader::again(int fd, const std::filesystem::path& file,
                                           std::uint64_t bytes) {
    UniqueFd own(::fcntl(fd, F_DUPFD_CLOEXEC, 0));
    if (!own.valid()) return file_error("cannot read the journal again", errno, file);
    JournalReader reader(std::move(own), file);
    reader.state_.bytes = bytes;
    reader.live_ = true;
    return reader;
}

// `bytes` bytes from `offset`, or fewer where the file ends. Valid until the next call.
Result<std::string_view> JournalReader::window(std::uint64_t offset, std::size_t bytes) {
    const auto wanted = static_cast<std::size_t>(
        std::min<std::uint64_t>(bytes, state_.bytes - std::min(offset, state_.bytes)));
    const bool held =
        offset >= buffer_offset_ && offset + wanted <= buffer_offset_ + buffer_.size();
    if (!held) {
        const auto room = std::min<std::uint64_t>(std::max(wanted, read_ahead_bytes),
                                                  state_.bytes - std::min(offset, state_.bytes));
        buffer_.resize(static_cast<std::size_t>(room));
        buffer_offset_ = offset;
        std::size_t filled = 0;
        while (filled < buffer_.size()) {
            const ssize_t got = ::pread(fd_.get(), buffer_.data() + filled, buffer_.size() - filled,
                                        static_cast<off_t>(offset + filled));
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) return file_error("cannot read", errno, file_);
            if (got == 0) break;
            filled += static_cast<std::size_t>(got);
        }
        buffer_.resize(filled);
    }
    return std::string_view(buffer_).substr(static_cast<std::size_t>(offset - buffer_offset_),
                                            bytes);
}

Result<std::optional<Frame>> JournalReader::frame_at(std::uint64_t offset) {
    auto bytes = window(offset, frame_head_bytes);
    if (bytes.has_error()) return bytes.error();
    FrameHead head;
    if (bytes.value().size() < frame_head_bytes || !parse_frame_head(bytes.value(), head))
        return std::optional<Frame>();
    const std::uint64_t end = offset + frame_head_bytes + head.payload_bytes;
    if (end > state_.bytes) return std::optional<Frame>();
    bytes = window(offset, frame_head_bytes + head.payload_bytes);
    if (bytes.has_error()) return bytes.error();
    const auto payload = bytes.value().substr(frame_head_bytes);
    checked_in_vain_bytes_ += payload.size();
    if (payload.size() != head.payload_bytes || frame_crc(head.type, payload) != head.crc)
        return std::optional<Frame>();
    checked_in_vain_bytes_ -= payload.size();
    return std::optional(
        Frame{static_cast<FrameType>(head.type), std::string(payload), offset, end});
}

Result<std::optional<std::uint64_t>> JournalReader::find_magic(std::uint64_t from) {
    while (from + frame_head_bytes <= state_.bytes) {
        auto bytes = window(from, read_ahead_bytes);
        if (bytes.has_error()) return bytes.error();
        const auto at = bytes.value().find(frame_magic);
        if (at != std::string_view::npos) return std::optional(from + at);
        if (bytes.value().size() < frame_magic.size()) break;
        from += bytes.value().size() - (frame_magic.size() - 1);
    }
    return std::optional<std::uint64_t>();
}

void JournalReader::tell_damage(std::uint64_t skipped_to, bool at_the_end) {
    damage_.push_back(
        at_the_end ? fmt::format("{}: the last {} bytes, from offset {}, hold no whole record",
                                 file_.filename().string(), skipped_to - position_, position_)
                   : fmt::format("{}: {} damaged bytes at offset {} were skipped",
                                 file_.filename().string(), skipped_to - position_, position_));
}

Result<std::optional<Frame>> JournalReader::next() {
    auto at = std::optional(position_);
    const auto patience = most_checks_of_a_byte * state_.bytes;
    while (!done_ && at.has_value() && *at < state_.bytes && checked_in_vain_bytes_ <= patience) {
        auto frame = frame_at(*at);
        if (frame.has_error()) return frame.error();
        if (frame.value().has_value()) {
            if (*at != position_) tell_damage(*at, false);
            position_ = frame.value()->end;
            at = position_;
            const auto type = frame.value()->type;
            if (type >= FrameType::header && type <= FrameType::resumed) return frame;
            continue;
        }
        auto found = find_magic(*at + 1);
        if (found.has_error()) return found.error();
        at = found.value();
    }
    if (!done_ && position_ < state_.bytes && !live_) tell_damage(state_.bytes, true);
    done_ = true;
    return std::optional<Frame>();
}

}  // namespace hexameter::detail
