#include "spec/yaml_scalar.hpp"

#include <gtest/gtest.h>

namespace hexameter::detail {
namespace {

using Kind = PlainScalar::Kind;

// The tables of the YAML 1.2.2 specification, section 10.3.2.
TEST(PlainScalar, FollowsTheCoreSchema) {
    const auto literal = [](std::string_view yaml) {
        const auto scalar = resolve_plain_scalar(yaml);
        return scalar.kind == Kind::literal ? scalar.json : std::string("no literal");
    };
    for (const auto* const null : {"", "~", "null", "Null", "NULL"})
        EXPECT_EQ(literal(null), "null");
    for (const auto* const yes : {"true", "True", "TRUE"}) EXPECT_EQ(literal(yes), "true");
    for (const auto* const no : {"false", "False", "FALSE"}) EXPECT_EQ(literal(no), "false");
    EXPECT_EQ(literal("0"), "0");
    EXPECT_EQ(literal("0o7"), "7");
    EXPECT_EQ(literal("0x3A"), "58");
    EXPECT_EQ(literal("-19"), "-19");
    EXPECT_EQ(literal("+12"), "12");
    EXPECT_EQ(literal("007"), "7");
    EXPECT_EQ(literal("0."), "0.0");
    EXPECT_EQ(literal("-0.0"), "-0.0");
    EXPECT_EQ(literal(".5"), "0.5");
    EXPECT_EQ(literal("+12e03"), "12000.0");
    EXPECT_EQ(literal("-2E+05"), "-200000.0");
    EXPECT_EQ(literal("1e22"), "1e+22");
    EXPECT_EQ(literal("18446744073709551615"), "18446744073709551615");
    EXPECT_EQ(literal("18446744073709551616"), "1.8446744073709552e+19");
}

TEST(PlainScalar, LeavesOtherWordsAsStrings) {
    for (const auto* const word :
         {"yes",   "no",    "on",  "off",       "y",        "tRue", "nUll", "1_000",    "1,5",
          "12:30", "0x",    "0xG", "0o8",       "-0x1",     "1e",   "e5",   ".",        "-",
          "+",     "1.2.3", "- 1", "127.0.0.1", "llama3.2", "nan",  "inf",  "infinity", " "})
        EXPECT_EQ(resolve_plain_scalar(word).kind, Kind::string) << word;
}

TEST(PlainScalar, KnowsNumbersThatJsonCannotHold) {
    for (const auto* const word : {".inf", "-.Inf", "+.INF", ".nan", ".NaN", "1e999", "-1e999"})
        EXPECT_EQ(resolve_plain_scalar(word).kind, Kind::unholdable) << word;
}

}  // namespace
}  // namespace hexameter::detail
