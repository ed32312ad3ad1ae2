#include "bundle/json_difference.hpp"

#include <gtest/gtest.h>

namespace hexameter::detail {
namespace {

TEST(Difference, NamesThePlaceAndBothValues) {
    EXPECT_EQ(first_difference(R"({"a":[{"b":1},{"b":2}]})", R"({"a":[{"b":1},{"b":2.5}]})"),
              "a[1].b: 2 is stored, 2.5 comes out");
}

TEST(Difference, TellsNumbersApartThatDifferInTheLastBit) {
    EXPECT_EQ(first_difference(R"({"a":0.1})", R"({"a":0.1})"), "");
    EXPECT_NE(first_difference(R"({"a":0.1})", R"({"a":0.10000000000000002})"), "");
}

TEST(Difference, LooksAtWhatWasStoredOnly) {
    EXPECT_EQ(first_difference(R"({"a":1})", R"({"a":1,"b":2})"), "");
    EXPECT_EQ(first_difference(R"({"a":1,"b":2})", R"({"a":1})"), "b does not come out");
}

TEST(Difference, OfLengthIsOne) {
    EXPECT_NE(first_difference(R"({"a":[1]})", R"({"a":[1,2]})"), "");
}

}  // namespace
}  // namespace hexameter::detail
