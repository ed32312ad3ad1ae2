#include "hexameter/error.hpp"

#include <gtest/gtest.h>

namespace hexameter {
namespace {

TEST(Error, NamesItsPlaceBeforeItsMessage) {
    const Error error(ErrorCode::config, "unknown field", "run.yaml:3:1");
    EXPECT_EQ(error.text(), "run.yaml:3:1: unknown field");
    EXPECT_EQ(error.at("demo").text(), "demo: run.yaml:3:1: unknown field");
}

TEST(ErrorCode, WordsLeadBackToTheirCodes) {
    for (int i = 0; i <= static_cast<int>(ErrorCode::internal); ++i) {
        const auto code = static_cast<ErrorCode>(i);
        EXPECT_EQ(error_code_from(to_string(code)), code);
    }
    EXPECT_EQ(error_code_from("no such word"), ErrorCode::internal);
}

TEST(Result, HoldsAValueOrAnError) {
    const Result<int> value(4);
    ASSERT_TRUE(value.has_value());
    EXPECT_EQ(value.value(), 4);
    const Result<int> error(Error(ErrorCode::io, "gone"));
    ASSERT_TRUE(error.has_error());
    EXPECT_EQ(error.error().code(), ErrorCode::io);
    EXPECT_THROW(static_cast<void>(error.value()), std::runtime_error);
}

}  // namespace
}  // namespace hexameter
