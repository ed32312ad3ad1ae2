#include "pipes.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <mutex>

#include "output.hpp"

namespace hexameter::cli {
namespace {

bool is_pipe(const std::filesystem::path& file) {
    std::error_code ignored;
    return !file.empty() && std::filesystem::is_fifo(file, ignored);
}

}  // namespace

PipeWatch::PipeWatch(const std::filesystem::path& file) {
    if (!is_pipe(file)) return;
    thread_ = std::jthread([name = file.string()](const std::stop_token& over) {
        constexpr std::chrono::seconds patience(2);
        std::mutex mutex;
        std::condition_variable_any changed;
        std::unique_lock lock(mutex);
        changed.wait_for(lock, over, patience, [] { return false; });
        if (!over.stop_requested())
            say(
                fmt::format("waiting for the end of {}, a pipe: does somebody write into it? "
                            "Ctrl-C ends the wait",
                            name));
    });
}

int open_to_write(const std::filesystem::path& file, mode_t mode) {
    if (!is_pipe(file)) return open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, mode);
    const int fd = open(file.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC);
    if (fd >= 0) {  // the one reader would take a second opening for the end
        fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
        return fd;
    }
    if (errno == ENXIO)
        say(fmt::format("waiting for somebody to read {}, a pipe; Ctrl-C ends the wait",
                        file.string()));
    return open(file.c_str(), O_WRONLY | O_CLOEXEC);
}

}  // namespace hexameter::cli
