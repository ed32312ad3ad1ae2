#include "base/splitmix64.hpp"

#include <gtest/gtest.h>

namespace hexameter::detail {
namespace {

// Numbers of the published generator (Vigna, splitmix64.c) for the seed 1234567.
TEST(SplitMix64, GivesThePublishedSequence) {
    std::uint64_t state = 1234567;
    EXPECT_EQ(splitmix64(state), 6457827717110365317u);
    EXPECT_EQ(splitmix64(state), 3203168211198807973u);
    EXPECT_EQ(splitmix64(state), 9817491932198370423u);
}

}  // namespace
}  // namespace hexameter::detail
