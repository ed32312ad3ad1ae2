#include "compare/pairs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hexameter/compare.hpp"
#include "runs.hpp"

namespace hexameter::detail {
namespace {

using test::run_of;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(PairModels, ByLabelInTheOrderOfA) {
    const auto a = run_of({"x", "y", "z"});
    const auto b = run_of({"z", "x", "w"});
    const auto pairs = pair_models(a, b);
    ASSERT_EQ(pairs.size(), 2U);
    EXPECT_EQ(pairs[0].name, "x");
    EXPECT_EQ(pairs[1].name, "z");
    EXPECT_THAT(unpaired_models(a, b), ElementsAre("y"));
    EXPECT_THAT(unpaired_models(b, a), ElementsAre("w"));
}

TEST(PairModels, TwoSingleModelsAreAPairWhateverTheirLabels) {
    const auto a = run_of({"small"});
    const auto b = run_of({"large"});
    const auto pairs = pair_models(a, b);
    ASSERT_EQ(pairs.size(), 1U);
    EXPECT_EQ(pairs[0].name, "small vs large");
    EXPECT_EQ(pairs[0].b, "large");
    EXPECT_THAT(unpaired_models(a, b), IsEmpty());
    EXPECT_THAT(unpaired_models(b, a), IsEmpty());
}

TEST(PairModels, FindNothingInCommon) {
    EXPECT_THAT(pair_models(run_of({"a", "b"}), run_of({"c"})), IsEmpty());
}

}  // namespace
}  // namespace hexameter::detail
