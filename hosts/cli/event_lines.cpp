#include "event_lines.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace hexameter::cli {

Result<std::unique_ptr<EventLines>> EventLines::open(const std::string& to) {
    if (to == "-")
        return std::unique_ptr<EventLines>(new EventLines(stdout, false, "standard output"));
    constexpr mode_t readable_by_all = 0666;  // less the umask
    const int fd = ::open(to.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, readable_by_all);
    std::FILE* out = fd < 0 ? nullptr : fdopen(fd, "wb");
    if (out == nullptr)
        return Error(ErrorCode::config,
                     "cannot be written: " + std::generic_category().message(errno),
                     "--events " + to);
    return std::unique_ptr<EventLines>(new EventLines(out, true, to));
}

EventLines::~EventLines() {
    if (owned_)
        std::fclose(out_);
    else
        std::fflush(out_);
}

Status EventLines::written() const {
    if (failed_errno_ == 0) return {};
    return Error(ErrorCode::io,
                 fmt::format("cannot be written: {}; events are missing there, the run went on",
                             std::generic_category().message(failed_errno_)),
                 "--events " + name_);
}

void EventLines::on_event(const RunEvent& event) {
    if (failed_errno_ != 0) return;
    // Devices and pipes have no length to cut.
    if (!begun_ && owned_ && ftruncate(fileno(out_), 0) != 0 && errno != EINVAL)
        failed_errno_ = errno;
    begun_ = true;
    auto line = to_json_line(event);
    line += '\n';
    if (std::fwrite(line.data(), 1, line.size(), out_) != line.size()) failed_errno_ = errno;
    // Tokens may wait a moment for their neighbours: a write for each would cost more than the
    // rest.
    const auto at = std::chrono::steady_clock::now();
    if (event.type == RunEventType::token && at - flushed_at_ < std::chrono::milliseconds(20))
        return;
    if (std::fflush(out_) != 0) failed_errno_ = errno;
    flushed_at_ = at;
}

}  // namespace hexameter::cli
