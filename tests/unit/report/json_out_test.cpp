#include "report/json_out.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace hexameter::detail {
namespace {

TEST(JsonOut, WritesMembersOfEveryKind) {
    JsonOut out;
    out.open_object().member("t", "text").member("d", 0.5).member("i", -3).member("u", 7U);
    out.member("b", true).member("none", std::optional<int>()).member("some", std::optional(1));
    out.member_if("left_out", std::optional<int>()).key("a").open_array().number(1).close_array();
    out.close_object();
    EXPECT_EQ(out.take(),
              R"({"t":"text","d":0.5,"i":-3,"u":7,"b":true,"none":null,"some":1,"a":[1.0]})");
}

TEST(JsonOut, IsValidWhateverComesIn) {
    JsonOut out;
    out.open_object()
        .member("\xFF", "a\"\n\xC3")
        .member("n", std::numeric_limits<double>::quiet_NaN());
    out.close_object();
    EXPECT_EQ(out.take(), "{\"\xEF\xBF\xBD\":\"a\\\"\\n\xEF\xBF\xBD\",\"n\":null}");
}

TEST(JsonOut, TakesJsonOfOthersOnlyWhenItIsJson) {
    JsonOut out;
    out.open_array().json(R"({"a": [1]})").json("").json("{broken").json("\"\xFF\"").close_array();
    EXPECT_EQ(out.take(), "[{\"a\": [1]},null,\"{broken\",\"\\\"\xEF\xBF\xBD\\\"\"]");
}

TEST(JsonOut, EscapesWhatSteersATerminal) {
    JsonOut out;
    out.open_array().text("\x1b\x7F\xC2\x9B\xE2\x80\xAE\xD8\x9C caf\xC3\xA9");
    out.json("{\"\xC2\x85\":\n\"\xE2\x81\xA6\"}").close_array();
    EXPECT_EQ(out.take(),
              "[\"\\u001B\\u007F\\u009B\\u202E\\u061C caf\xC3\xA9\","
              "{\"\\u0085\":\n\"\\u2066\"}]");
}

TEST(JsonOut, SurvivesDeepNesting) {
    const std::string deep = std::string(200'000, '[') + std::string(200'000, ']');
    JsonOut out;
    EXPECT_EQ(out.json(deep).take(), deep);
}

}  // namespace
}  // namespace hexameter::detail
