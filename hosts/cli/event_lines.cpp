#include "event_lines.hpp"

#include <cerrno>
#include <system_error>

namespace hexameter::cli {

Result<std::unique_ptr<EventLines>> EventLines::open(const std::string& to) {
    if (to == "-") return std::unique_ptr<EventLines>(new EventLines(stdout, false));
    std::FILE* out = std::fopen(to.c_str(), "wbe");
    if (out == nullptr)
        return Error(ErrorCode::config,
                     "cannot be written: " + std::generic_category().message(errno),
                     "--events " + to);
    return std::unique_ptr<EventLines>(new EventLines(out, true));
}

EventLines::~EventLines() {
    if (owned_)
        std::fclose(out_);
    else
        std::fflush(out_);
}

void EventLines::on_event(const RunEvent& event) {
    auto line = to_json_line(event);
    line += '\n';
    std::fwrite(line.data(), 1, line.size(), out_);
    // Tokens may wait a moment for their neighbours: a write for each would cost more than the
    // rest.
    const auto at = std::chrono::steady_clock::now();
    if (event.type == RunEventType::token && at - flushed_at_ < std::chrono::milliseconds(20))
        return;
    std::fflush(out_);
    flushed_at_ = at;
}

}  // namespace hexameter::cli
