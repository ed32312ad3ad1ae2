#include "stats/power.hpp"

#include <gtest/gtest.h>

namespace hexameter::detail {
namespace {

TEST(ErrorsToShow, AreTheNormalQuantiles) {
    EXPECT_NEAR(errors_to_show(0.05), 1.959964 + 0.841621, 1e-6);
    EXPECT_NEAR(errors_to_show(0.01, 0.9), 2.575829 + 1.281552, 1e-6);
}

}  // namespace
}  // namespace hexameter::detail
