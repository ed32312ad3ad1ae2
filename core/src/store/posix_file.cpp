#include "store/posix_file.hpp"

#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

namespace hexameter::detail {
namespace {

std::string_view advice(int number) {
    switch (number) {
        case ENOSPC:
        case EDQUOT:
            return "; free some space, or set HEXAMETER_HOME to another disk";
        case EROFS:
        case EACCES:
        case EPERM:
            return "; make it writable, or set HEXAMETER_HOME to a folder that is";
        case EEXIST:
        case ENOTDIR:
            return "; a file is in the way: take it away, or set HEXAMETER_HOME to another folder";
        case ENAMETOOLONG:
        case ELOOP:
            return "; set HEXAMETER_HOME to another folder";
        case EMFILE:
        case ENFILE:
            return "; raise the limit of open files, such as with `ulimit -n 1024`";
        default:
            return "";
    }
}

ErrorCode code_of(int number) {
    switch (number) {
        case ENOENT:
            return ErrorCode::not_found;
        case EEXIST:
        case ENOTDIR:
        case ENAMETOOLONG:
        case ELOOP:
            return ErrorCode::config;  // no folder can be there
        default:
            return ErrorCode::io;
    }
}

}  // namespace

UniqueFd::~UniqueFd() {
    if (fd_ >= 0) ::close(fd_);
}

FileState state_of(const struct stat& status) {
    constexpr std::int64_t ns_per_s = 1'000'000'000;
    return {static_cast<std::uint64_t>(status.st_size),
            status.st_mtim.tv_sec * ns_per_s + status.st_mtim.tv_nsec};
}

Error file_error(std::string_view what, int number, const std::filesystem::path& file) {
    return {code_of(number),
            fmt::format("{}: {}{}", what, std::generic_category().message(number), advice(number)),
            file.string()};
}

Status lock_exclusively(int fd, const std::filesystem::path& file) {
    while (::flock(fd, LOCK_EX) != 0)
        if (errno != EINTR) return file_error("cannot lock", errno, file);
    return {};
}

Result<UniqueFd> open_locked(const std::filesystem::path& file, int flags,
                             const std::string& held) {
    constexpr int tries = 100;
    for (int i = 0; i < tries; ++i) {
        UniqueFd fd(::open(file.c_str(), flags | O_CLOEXEC));
        if (!fd.valid()) return file_error("cannot open", errno, file);
        if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0)
            return errno == EWOULDBLOCK ? Error(ErrorCode::config, held, file.string())
                                        : file_error("cannot lock", errno, file);
        const auto there = stands_at(fd.get(), file);
        if (!there) return there.error();
        if (there.value()) return fd;
    }
    return Error(ErrorCode::config, held, file.string());
}

Result<bool> stands_at(int fd, const std::filesystem::path& file) {
    struct stat ours {};

    struct stat there {};

    if (::fstat(fd, &ours) != 0) return file_error("cannot read", errno, file);
    if (::stat(file.c_str(), &there) != 0)
        return errno == ENOENT || errno == ENOTDIR
                   ? Result<bool>(false)
                   : file_error("cannot be reached any more", errno, file);
    return ours.st_dev == there.st_dev && ours.st_ino == there.st_ino;
}

Status sync_folder(const std::filesystem::path& folder) {
    const UniqueFd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd.valid() || ::fsync(fd.get()) != 0)
        return file_error("cannot write to the disk", errno, folder);
    return {};
}

bool locked_by_another(int fd) {
    if (::flock(fd, LOCK_SH | LOCK_NB) != 0) return errno == EWOULDBLOCK;
    ::flock(fd, LOCK_UN);
    return false;
}

int write_all(int fd, std::string_view first, std::string_view second) {
    while (!first.empty() || !second.empty()) {
        // writev takes non-const pointers and only reads them.
        std::array<iovec, 2> parts{iovec{const_cast<char*>(first.data()), first.size()},
                                   iovec{const_cast<char*>(second.data()), second.size()}};
        const ssize_t written = ::writev(fd, parts.data(), parts.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return errno;
        auto count = static_cast<std::size_t>(written);
        const auto of_first = std::min(count, first.size());
        first.remove_prefix(of_first);
        second.remove_prefix(count - of_first);
    }
    return 0;
}

Status make_private_folder(const std::filesystem::path& folder) {
    std::error_code failed;
    if (folder.has_parent_path()) {
        std::filesystem::create_directories(folder.parent_path(), failed);
        if (failed) return file_error("cannot create the folder", failed.value(), folder);
    }
    if (::mkdir(folder.c_str(), S_IRWXU) == 0) return {};
    const int number = errno;
    if (number == EEXIST && std::filesystem::is_directory(folder, failed)) return {};
    return file_error("cannot create the folder", number, folder);
}

}  // namespace hexameter::detail
