// File descriptors with an owner, and the errors of the system as ours.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "hexameter/error.hpp"

namespace hexameter::detail {

// Closes what it holds.
class UniqueFd {
  public:
    UniqueFd() = default;

    explicit UniqueFd(int fd) : fd_(fd) {}

    UniqueFd(UniqueFd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

    UniqueFd& operator=(UniqueFd&& other) noexcept {
        std::swap(fd_, other.fd_);
        return *this;
    }

    ~UniqueFd();

    [[nodiscard]] int get() const { return fd_; }

    [[nodiscard]] bool valid() const { return fd_ >= 0; }

  private:
    int fd_ = -1;
};

// What tells one content of a file from another without reading it.
struct FileState {
    std::uint64_t bytes = 0;
    std::int64_t modified_ns = 0;

    bool operator==(const FileState&) const = default;
};

[[nodiscard]] FileState state_of(const struct stat& status);

// ErrorCode::io (not_found for ENOENT, config where the path cannot be a folder or file) with the
// path as its place, and what to do. `what`: "cannot write". `number`: errno.
[[nodiscard]] Error file_error(std::string_view what, int number,
                               const std::filesystem::path& file);

// Waits for the exclusive lock of the open file; it ends with the last descriptor of that opening,
// so with the process at the latest. `file` is for the message.
[[nodiscard]] Status lock_exclusively(int fd, const std::filesystem::path& file);

// Opens the file with these flags and takes its exclusive lock without waiting: that of the file
// which has this name once it is locked, also when another took the name meanwhile.
// ErrorCode::config with the words `held` when somebody has the lock.
[[nodiscard]] Result<UniqueFd> open_locked(const std::filesystem::path& file, int flags,
                                           const std::string& held);

// Whether the open file is the one that has this name.
[[nodiscard]] Result<bool> stands_at(int fd, const std::filesystem::path& file);

// What was made, renamed or removed in the folder is on the disk.
[[nodiscard]] Status sync_folder(const std::filesystem::path& folder);

// Whether somebody else holds the exclusive lock of the open file now.
[[nodiscard]] bool locked_by_another(int fd);

// Writes one behind the other, in one call where the kernel takes all of it: less it takes only of
// a full disk or at a limit, and tells the reason at the next call. 0 or errno.
[[nodiscard]] int write_all(int fd, std::string_view first, std::string_view second = {});

// Creates the folder for its owner alone (0700), and what is missing above it.
[[nodiscard]] Status make_private_folder(const std::filesystem::path& folder);

}  // namespace hexameter::detail
