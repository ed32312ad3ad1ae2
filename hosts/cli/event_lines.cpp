#include "event_lines.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "output.hpp"
#include "pipes.hpp"

namespace hexameter::cli {

Result<std::unique_ptr<EventLines>> EventLines::open(const std::string& to) {
    if (to == "-")
        return std::unique_ptr<EventLines>(new EventLines(STDOUT_FILENO, false, "standard output"));
    constexpr mode_t readable_by_all = 0666;  // less the umask
    const int fd = open_to_write(to, readable_by_all);
    if (fd < 0)
        return Error(ErrorCode::config,
                     "cannot be written: " + std::generic_category().message(errno),
                     "--events " + to);
    return std::unique_ptr<EventLines>(new EventLines(fd, true, to));
}

EventLines::~EventLines() {
    write();
    if (owned_) ::close(out_);
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
    if (!begun_ && owned_ && ftruncate(out_, 0) != 0 && errno != EINVAL) failed_errno_ = errno;
    begun_ = true;
    waiting_ += to_json_line(event);
    waiting_ += '\n';
    // Tokens may wait a moment for their neighbours: a write for each would cost more than the
    // rest.
    const auto at = std::chrono::steady_clock::now();
    if (event.type == RunEventType::token && at - written_at_ < std::chrono::milliseconds(20))
        return;
    write();
    written_at_ = at;
}

void EventLines::write() {
    if (failed_errno_ == 0) failed_errno_ = write_or_cut(out_, waiting_);
    waiting_.clear();
}

}  // namespace hexameter::cli
