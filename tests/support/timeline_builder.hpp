// Timelines made by hand: all moments in milliseconds since the request was sent.
#pragma once

#include <string_view>

#include "hexameter/timeline.hpp"

namespace hexameter::test {

class TimelineBuilder {
  public:
    // Streamed, intended and sent at the same moment.
    TimelineBuilder() {
        timeline_.streamed = true;
        timeline_.intended = origin();
        timeline_.sent = origin();
    }

    // Where a run of several timelines has this one.
    explicit TimelineBuilder(double sent_ms) : TimelineBuilder() {
        shift_ms_ = sent_ms;
        timeline_.intended = moment(0);
        timeline_.sent = moment(0);
    }

    [[nodiscard]] Instant moment(double ms) const {
        return origin() + Nanos(static_cast<std::int64_t>((shift_ms_ + ms) * 1e6));
    }

    TimelineBuilder& event(double ms, std::string_view text, EventKind kind = EventKind::content) {
        TimelineEvent event;
        event.at = moment(ms);
        event.kind = kind;
        event.text_begin = static_cast<std::uint32_t>(timeline_.text.size());
        event.text_size = static_cast<std::uint32_t>(text.size());
        timeline_.text += text;
        timeline_.events.push_back(event);
        return *this;
    }

    TimelineBuilder& piece(double ms, std::string_view bytes) {
        event(ms, bytes);
        timeline_.events.back().piece = true;
        return *this;
    }

    // `count` events of one byte from `first_ms` on, `gap_ms` apart.
    TimelineBuilder& tokens(int count, double first_ms, double gap_ms) {
        for (int i = 0; i < count; ++i) event(first_ms + i * gap_ms, "x");
        return *this;
    }

    TimelineBuilder& usage(std::uint64_t output_tokens) {
        timeline_.usage.output_tokens = output_tokens;
        return *this;
    }

    TimelineBuilder& intended(double ms) {
        timeline_.intended = moment(ms);
        return *this;
    }

    TimelineBuilder& end(double ms) {
        timeline_.end = moment(ms);
        return *this;
    }

    TimelineBuilder& not_streamed() {
        timeline_.streamed = false;
        return *this;
    }

    [[nodiscard]] Timeline& raw() { return timeline_; }

    [[nodiscard]] Timeline take() const { return timeline_; }

  private:
    static Instant origin() { return Instant{Nanos{1'000'000'000'000}}; }

    double shift_ms_ = 0;
    Timeline timeline_;
};

}  // namespace hexameter::test
