// File descriptors with an owner, and the errors of the system as ours.
#pragma once

#include <filesystem>
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

// ErrorCode::io (not_found for ENOENT) with the path as its place; a full or read-only disk is told
// with what to do. `what`: "cannot write". `number`: errno.
[[nodiscard]] Error file_error(std::string_view what, int number,
                               const std::filesystem::path& file);

// Waits for the exclusive lock of the open file; it ends with the last descriptor of that opening,
// so with the process at the latest. `file` is for the message.
[[nodiscard]] Status lock_exclusively(int fd, const std::filesystem::path& file);

// Whether somebody else holds the exclusive lock of the open file now.
[[nodiscard]] bool locked_by_another(int fd);

// Creates the folder for its owner alone (0700), and what is missing above it.
[[nodiscard]] Status make_private_folder(const std::filesystem::path& folder);

}  // namespace hexameter::detail
