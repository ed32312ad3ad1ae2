// Whatever the stamps are, no value is negative or without meaning, and total >= ttft.
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "support/timeline_builder.hpp"
#include "timeline/definitions.hpp"
#include "timeline_values.hpp"

namespace hexameter::detail {
namespace {

using test::TimelineBuilder;

class RandomTimelines {
  public:
    // In disorder: stamps now and then as no clock would give them.
    explicit RandomTimelines(bool disorder) : slip_ms_(disorder ? 5 : 0) {}

    Timeline next() {
        TimelineBuilder builder(between(0, 1000));
        if (chance(0.2)) builder.not_streamed();
        builder.intended(between(-5, slip_ms_));
        double at = between(-slip_ms_, 20);
        for (int i = static_cast<int>(between(0, 30)); i > 0; --i) {
            builder.event(at, chance(0.9) ? "word" : "",
                          static_cast<EventKind>(static_cast<int>(between(0, 4))));
            auto& event = builder.raw().events.back();
            event.piece = chance(0.1);
            event.coalesced = chance(0.1);
            event.units = chance(0.2) ? 3 : 0;
            at += chance(0.3) ? 0 : between(chance(0.1) ? -slip_ms_ : 0, 10);
        }
        if (chance(0.5)) builder.usage(static_cast<std::uint64_t>(between(0, 40)));
        if (chance(0.2)) builder.raw().tokenizer_tokens = 12;
        if (chance(0.9)) builder.end(at + between(-slip_ms_, 5));
        if (slip_ms_ > 0 && chance(0.1)) builder.raw().sent.reset();
        return builder.take();
    }

  private:
    double between(double low, double high) {
        return std::uniform_real_distribution<double>(low, high)(random_);
    }

    bool chance(double p) { return between(0, 1) < p; }

    double slip_ms_;
    std::mt19937_64 random_{20261121};
};

int faults(const Timeline& timeline) {
    int found = 0;
    for (const auto& note : timeline_notes(timeline))
        if (note.starts_with("engine fault")) ++found;
    return found;
}

TEST(TimingValues, AreNeverNegativeAndTotalIsNeverBelowTtft) {
    RandomTimelines timelines(true);
    int both = 0;
    for (int i = 0; i < 20'000; ++i) {
        const Timeline timeline = timelines.next();
        for (const auto& value : timing_values(timeline)) {
            ASSERT_TRUE(std::isfinite(value.value)) << value.metric << " of timeline " << i;
            ASSERT_GE(value.value, 0) << value.metric << " of timeline " << i;
            if (value.metric == "itl" || value.metric.starts_with("tp")) {
                ASSERT_GT(value.value, 0) << value.metric << " of timeline " << i;
            }
        }
        const auto ttft = test::one(timeline, "ttft");
        const auto total = test::one(timeline, "total");
        if (!ttft) continue;
        ++both;
        ASSERT_TRUE(total);
        ASSERT_GE(*total, *ttft) << "timeline " << i;
    }
    EXPECT_GT(both, 5'000);
}

TEST(TimelineNotes, NameAFaultOnlyWhenStampsAreInDisorder) {
    RandomTimelines orderly(false);
    for (int i = 0; i < 2'000; ++i) ASSERT_EQ(faults(orderly.next()), 0) << "timeline " << i;
    RandomTimelines disorderly(true);
    int found = 0;
    for (int i = 0; i < 2'000; ++i) found += faults(disorderly.next());
    EXPECT_GT(found, 1'000);
}

}  // namespace
}  // namespace hexameter::detail
