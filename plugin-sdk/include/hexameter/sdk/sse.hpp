// Splits a byte stream into server-sent events, whatever pieces it comes in.
// Source: WHATWG HTML, "Server-sent events", parsing and interpreting an event stream.
//
// Threads: one at a time for one splitter, as the calls of one operation come.
#pragma once

#include <hexameter/sdk/lines.hpp>
#include <string>
#include <string_view>

namespace hexameter::sdk {
inline namespace v1 {

struct SseEvent {
    std::string_view data;   // data lines joined by LF
    std::string_view event;  // "" when not given
};

class SseSplitter {
  public:
    explicit SseSplitter(std::size_t limit_bytes = LineSplitter::default_limit_bytes) noexcept
        : lines_(limit_bytes), limit_bytes_(limit_bytes) {}

    // Calls on_event(const SseEvent&) -> Status for each event that is whole; its views live for
    // the call. Ends early when on_event says anything but ok, and returns that; the rest of
    // `bytes` is lost. Throws Error(limit) when an event grows past the limit.
    template <class OnEvent>
    Status feed(std::string_view bytes, OnEvent&& on_event) {
        const Status status = lines_.feed_lines(bytes, [&](std::string_view line, bool borrowed) {
            return take(line, borrowed, on_event);
        });
        own();
        return status;
    }

    // At the end of the stream: an event that no empty line followed. The standard drops it; a
    // server that closes right after its last line meant it.
    template <class OnEvent>
    Status flush(OnEvent&& on_event) {
        const Status status =
            lines_.flush([&](std::string_view line) { return take(line, false, on_event); });
        return status == Status::ok ? dispatch(on_event) : status;
    }

  private:
    template <class OnEvent>
    Status take(std::string_view line, bool borrowed, OnEvent& on_event) {
        if (first_) {
            first_ = false;
            if (line.substr(0, 3) == "\xEF\xBB\xBF") {
                line.remove_prefix(3);
            }
        }
        if (line.empty()) {
            return dispatch(on_event);
        }
        const std::size_t colon = line.find(':');
        const std::string_view field = line.substr(0, colon);
        std::string_view value =
            colon == std::string_view::npos ? std::string_view() : line.substr(colon + 1);
        if (!value.empty() && value.front() == ' ') {
            value.remove_prefix(1);
        }
        if (field == "data") {
            add(value, borrowed);
        } else if (field == "event") {
            event_.assign(value);
        }
        return Status::ok;
    }

    void add(std::string_view value, bool borrowed) {
        if (!has_data_ && borrowed) {
            borrowed_ = value;
        } else {
            own();
            if (has_data_) {
                owned_.push_back('\n');
            }
            if (owned_.size() + value.size() > limit_bytes_) {
                throw Error(Status::limit, "an event of the reply is longer than " +
                                               std::to_string(limit_bytes_) + " bytes");
            }
            owned_.append(value);
        }
        has_data_ = true;
    }

    // The bytes that a view points at are about to go.
    void own() {
        if (!borrowed_.empty()) {
            owned_.assign(borrowed_);
            borrowed_ = {};
        }
    }

    template <class OnEvent>
    Status dispatch(OnEvent& on_event) {
        const bool has_data = has_data_;
        has_data_ = false;
        Status status = Status::ok;
        if (has_data) {
            status = on_event(
                SseEvent{borrowed_.empty() ? std::string_view(owned_) : borrowed_, event_});
        }
        borrowed_ = {};
        owned_.clear();
        event_.clear();
        return status;
    }

    LineSplitter lines_;
    std::size_t limit_bytes_;
    std::string_view borrowed_;  // the event's only data line so far, in the bytes being fed
    std::string owned_;
    std::string event_;
    bool has_data_ = false;
    bool first_ = true;
};

}  // namespace v1
}  // namespace hexameter::sdk
