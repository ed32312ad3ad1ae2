#include "hexameter/nearest.hpp"

#include <gtest/gtest.h>

namespace hexameter::detail {
namespace {

const std::vector<std::string> fields{"iterations", "warmup", "order", "seed", "stream", "id"};

TEST(NearestWord, FindsTheWordOfAMisspelling) {
    EXPECT_EQ(nearest_word("iteratons", fields), "iterations");
    EXPECT_EQ(nearest_word("Iterations", fields), "iterations");
    EXPECT_EQ(nearest_word("warm_up", fields), "warmup");
    EXPECT_EQ(nearest_word("ordre", fields), "order") << "a swap is one edit";
    EXPECT_EQ(nearest_word("sede", fields), "seed");
}

TEST(NearestWord, IsAbsentWhenNothingIsNear) {
    EXPECT_FALSE(nearest_word("models", fields));
    EXPECT_FALSE(nearest_word("x", fields));
    EXPECT_FALSE(nearest_word("", fields));
    EXPECT_FALSE(nearest_word("seed", {}));
    EXPECT_FALSE(nearest_word(std::string(100'000, 'a'), fields));
}

TEST(NearestWord, TakesTheFirstOfEquals) {
    EXPECT_EQ(nearest_word("sead", {"seed", "send"}), "seed");
    EXPECT_EQ(nearest_word("sead", {"lead", "seed", "send"}), "lead");
}

TEST(NearestWord, TakesABeginningWhereNoneIsNear) {
    EXPECT_EQ(nearest_word("iter", fields), "iterations");
    EXPECT_EQ(nearest_word("Ttft", {"seed", "ttft_ms", "ttft_long"}), "ttft_ms");
    EXPECT_FALSE(nearest_word("wa", fields));
}

}  // namespace
}  // namespace hexameter::detail
