// Invariants
// 1. end_ is the end of the last whole frame; a failed append leaves the file that long.
// 2. The lock is taken before the first frame: whoever sees a frame of a living run sees the lock.
#include "store/journal.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "store/frame.hpp"
#include "store/journal_reader.hpp"

namespace hexameter::detail {
JournalWriter::JournalWriter(UniqueFd fd, std::filesystem::path file)
    : fd_(std::move(fd)), file_(std::move(file)) {}

Result<JournalWriter> JournalWriter::create(const std::filesystem::path& file) {
    if (auto made = make_private_folder(file.parent_path()); made.has_error()) return made.error();
    UniqueFd fd(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC,
                       S_IRUSR | S_IWUSR));
    if (!fd.valid()) return file_error("cannot create the journal", errno, file);
    if (auto locked = lock_exclusively(fd.get(), file); locked.has_error()) return locked.error();
    return JournalWriter(std::move(fd), file);
}

Result<JournalWriter> JournalWriter::resume(const std::filesystem::path& file) {
    auto fd = open_locked(file, O_WRONLY | O_APPEND, "the run is still going on");
    if (fd.has_error()) return fd.error();
    auto reader = JournalReader::open(file, 0);
    if (reader.has_error()) return reader.error();
    for (;;) {
        const auto frame = reader.value().next();
        if (frame.has_error()) return frame.error();
        if (!frame.value()) break;
    }
    JournalWriter writer(std::move(fd.value()), file);
    writer.end_ = reader.value().end();
    if (::ftruncate(writer.fd_.get(), static_cast<off_t>(writer.end_)) != 0)
        return file_error("cannot cut off what was half written", errno, file);
    return writer;
}

Result<JournalWriter> JournalWriter::create_unnamed() {
    std::error_code none;
    const auto folder = std::filesystem::temp_directory_path(none);
    UniqueFd fd(
        ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_APPEND | O_CLOEXEC, S_IRUSR | S_IWUSR));
    if (!fd.valid()) fd = UniqueFd(::memfd_create("hexameter-journal", MFD_CLOEXEC));
    if (!fd.valid()) return file_error("cannot create a temporary journal", errno, folder);
    return JournalWriter(std::move(fd), folder / "journal without a name");
}

Result<UniqueFd> JournalWriter::reopen() const {
    const auto ours = fmt::format("/proc/self/fd/{}", fd_.get());
    UniqueFd fd(::open(ours.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd.valid()) return file_error("cannot read the journal again", errno, file_);
    return fd;
}

Status JournalWriter::append(FrameType type, std::string_view payload) {
    if (payload.size() > frame_payload_limit_bytes)
        return Error(ErrorCode::limit,
                     fmt::format("a record of {} bytes is too large to keep; the limit is {}",
                                 payload.size(), frame_payload_limit_bytes),
                     file_.string());
    const auto head = make_frame_head(static_cast<std::uint8_t>(type), payload);
    const int failed = write_all(fd_.get(), {head.data(), head.size()}, payload);
    if (failed == 0) {
        end_ += head.size() + payload.size();
        return {};
    }
    if (::ftruncate(fd_.get(), static_cast<off_t>(end_)) != 0)
        return file_error("cannot append, nor cut off what was half written", errno, file_);
    return file_error("cannot append", failed, file_);
}

Status JournalWriter::sync() {
    while (::fsync(fd_.get()) != 0)
        if (errno != EINTR) return file_error("cannot write to the disk", errno, file_);
    return {};
}

Status JournalWriter::check_place() const {
    const auto there = stands_at(fd_.get(), file_);
    if (there.has_error()) return there.error();
    if (there.value()) return {};
    return Error(ErrorCode::io,
                 "was deleted, moved or replaced while the run went on; save this report, or run "
                 "again",
                 file_.string());
}

}  // namespace hexameter::detail
