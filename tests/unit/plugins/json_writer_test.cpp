#include "support/json/json_writer.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace hexameter::plugin_json {
namespace {

TEST(JsonWriter, WritesEveryKindOfValue) {
    JsonWriter writer;
    writer.begin_object().key("s").string("a\"b\n\u00E9").key("u").uint(UINT64_MAX);
    writer.key("i").integer(-3).key("n").number(0.5).key("b").boolean(true).key("z").null();
    writer.key("a").begin_array().raw("{\"x\":1}").string({}).end_array().end_object();
    EXPECT_EQ(writer.text(),
              "{\"s\":\"a\\\"b\\n\u00E9\",\"u\":18446744073709551615,\"i\":-3,\"n\":0.5,\"b\":true,"
              "\"z\":null,\"a\":[{\"x\":1},\"\"]}");
}

TEST(JsonWriter, WritesNumbersThatJsonLacksAsNull) {
    JsonWriter writer;
    writer.begin_array().number(NAN).number(std::numeric_limits<double>::infinity()).end_array();
    EXPECT_EQ(writer.text(), "[null,null]");
}

TEST(JsonWriter, WritesOneMoreDocumentAfterClear) {
    JsonWriter writer;
    writer.uint(1);
    writer.clear();
    writer.uint(2);
    EXPECT_EQ(writer.text(), "2");
}

TEST(Quote, ComesBackThroughTheParser) {
    std::string text;
    for (int c = 0; c < 128; ++c) {
        text.push_back(static_cast<char>(c));
    }
    EXPECT_EQ(text_of(parse(quote(text), "it")), text);
}

TEST(ToText, KeepsTheOrderOfMembers) {
    EXPECT_EQ(to_text(parse(R"({ "b" : 1, "a" : [ 2 ] })", "it")), R"({"b":1,"a":[2]})");
}

}  // namespace
}  // namespace hexameter::plugin_json
