#include "dataset/sample_seeds.hpp"

#include <gtest/gtest.h>

namespace hexameter::detail {
namespace {

// Numbers of the published generator (Vigna, splitmix64.c) for the seed 1234567.
TEST(SampleSeeds, GiveARowItsNumberOfTheSequence) {
    EXPECT_EQ(row_key(1234567, 1), 6457827717110365317U);
    EXPECT_EQ(row_key(1234567, 2), 3203168211198807973U);
    EXPECT_EQ(row_key(1234567, 3), 9817491932198370423U);
}

TEST(SampleSeeds, ComeFromTheSeedOfTheRunUnlessTheyAreNamed) {
    RunSpec spec;
    spec.seed = 1234567;
    EXPECT_EQ(sample_seeds(spec).sampling, 6457827717110365317U);
    EXPECT_EQ(sample_seeds(spec).order, 3203168211198807973U);
    spec.seeds.sampling = 0;
    EXPECT_EQ(sample_seeds(spec).sampling, 0U);
    EXPECT_EQ(sample_seeds(spec).order, 3203168211198807973U);
    spec.seeds.order = 5;
    EXPECT_EQ(sample_seeds(spec).order, 5U);
}

}  // namespace
}  // namespace hexameter::detail
