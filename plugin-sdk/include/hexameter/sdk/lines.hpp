// Splits a byte stream into lines, whatever pieces it comes in. Fits NDJSON as it is.
//
// Threads: one at a time for one splitter, as the calls of one operation come.
#pragma once

#include <cstddef>
#include <cstring>
#include <hexameter/sdk/error.hpp>
#include <string>
#include <string_view>

namespace hexameter::sdk {
inline namespace v1 {

// A line ends with LF, CR LF or CR. A line that lies whole in the bytes given is not copied.
// Work is linear in the bytes, also when they come one by one.
class LineSplitter {
  public:
    static constexpr std::size_t default_limit_bytes = std::size_t{64} << 20;

    explicit LineSplitter(std::size_t limit_bytes = default_limit_bytes) noexcept
        : limit_bytes_(limit_bytes) {}

    // Calls on_line(std::string_view line, bool borrowed) -> Status for each line that is whole,
    // empty ones too; borrowed: the view lives as long as `bytes`, else until on_line returns.
    // Ends early when on_line says anything but ok, and returns that; the rest of `bytes` is lost.
    // Throws Error(limit) when a line grows past the limit.
    template <class OnLine>
    Status feed_lines(std::string_view bytes, OnLine&& on_line) {
        const char* at = bytes.data();
        const char* const last = at + bytes.size();
        const char* lf = nullptr;
        while (at != last) {
            if (after_cr_ && *at == '\n') {
                after_cr_ = false;
                ++at;
                continue;
            }
            after_cr_ = false;
            lf = lf != nullptr && lf >= at ? lf : find(at, last, '\n');
            const char* const end = find(at, lf, '\r');
            const std::string_view piece(at, static_cast<std::size_t>(end - at));
            if (end == last) {
                keep(piece);
                break;
            }
            after_cr_ = *end == '\r';
            at = end + 1;
            const Status status = hand_on(piece, on_line);
            if (status != Status::ok) {
                return status;
            }
        }
        return Status::ok;
    }

    // As feed_lines, for on_line(std::string_view) and without the empty lines.
    template <class OnLine>
    Status feed(std::string_view bytes, OnLine&& on_line) {
        return feed_lines(bytes, [&](std::string_view line, bool) {
            return line.empty() ? Status::ok : on_line(line);
        });
    }

    // At the end of the stream: a last line that no end of line followed.
    template <class OnLine>
    Status flush(OnLine&& on_line) {
        if (kept_.empty()) {
            return Status::ok;
        }
        const std::string line = std::move(kept_);
        kept_.clear();
        return on_line(std::string_view(line));
    }

  private:
    static const char* find(const char* from, const char* to, char c) noexcept {
        const void* found = std::memchr(from, c, static_cast<std::size_t>(to - from));
        return found == nullptr ? to : static_cast<const char*>(found);
    }

    void keep(std::string_view piece) {
        if (kept_.size() + piece.size() > limit_bytes_) {
            throw Error(Status::limit, "a line of the reply is longer than " +
                                           std::to_string(limit_bytes_) + " bytes");
        }
        kept_.append(piece);
    }

    template <class OnLine>
    Status hand_on(std::string_view piece, OnLine& on_line) {
        if (kept_.empty()) {
            return on_line(piece, true);
        }
        keep(piece);
        const Status status = on_line(std::string_view(kept_), false);
        kept_.clear();
        return status;
    }

    std::string kept_;
    std::size_t limit_bytes_;
    bool after_cr_ = false;
};

}  // namespace v1
}  // namespace hexameter::sdk
