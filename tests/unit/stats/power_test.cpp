#include "stats/power.hpp"

#include <gtest/gtest.h>

namespace hexameter::detail {
namespace {

TEST(PairsNeeded, IsLmmsEvalsValue) {
    // lmms-eval's formula for effect 0.03, sigma 0.5, rho 0.5.
    EXPECT_EQ(pairs_needed(0.03, 0.5, 0.5), 2181U);
}

TEST(PairsNeeded, HasTheTextbooksValues) {
    // Cohen 1988, table 2.4.1, two-sided 5 %, power 0.80: 393 for d = 0.2, 64 for 0.5, 26 for 0.8.
    // They are for t, 1 above the normal's.
    EXPECT_NEAR(static_cast<double>(pairs_needed(0.2, 1, 0)), 393, 1);
    EXPECT_NEAR(static_cast<double>(pairs_needed(0.5, 1, 0)), 64, 1);
    EXPECT_NEAR(static_cast<double>(pairs_needed(0.8, 1, 0)), 26, 1);
}

TEST(ErrorsToShow, AreTheNormalQuantiles) {
    EXPECT_NEAR(errors_to_show(0.05), 1.959964 + 0.841621, 1e-6);
    EXPECT_NEAR(errors_to_show(0.01, 0.9), 2.575829 + 1.281552, 1e-6);
}

}  // namespace
}  // namespace hexameter::detail
