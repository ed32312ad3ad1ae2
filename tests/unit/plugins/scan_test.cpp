#include "support/json/scan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "hexameter/sdk/error.hpp"

namespace hexameter::plugin_json {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Two names lead to node 3; lists of 4 hold 5, whose name is 6.
struct Recorder {
    static constexpr auto rules = std::to_array<ScanRule>({
        {scan_root, "a", 2},
        {scan_root, "b", 3},
        {scan_root, "c", 3},
        {scan_root, "list", 4},
        {4, "", 5},
        {5, "name", 6},
    });

    void text(std::uint8_t node, std::string_view value) { add(node, " text ", value); }

    void number(std::uint8_t node, std::string_view value) { add(node, " number ", value); }

    void boolean(std::uint8_t node, bool value) { add(node, " is ", value ? "true" : "false"); }

    void begin(std::uint8_t node) { add(node, " begins", ""); }

    void end(std::uint8_t node, std::string_view json) { add(node, " was ", json); }

    void add(std::uint8_t node, std::string_view what, std::string_view value) {
        if (node != scan_root) {
            seen.push_back(std::to_string(node).append(what).append(value));
        }
    }

    std::vector<std::string> seen;
};

std::vector<std::string> scanned(std::string_view text) {
    Recorder recorder;
    std::string scratch;
    scan(text, scratch, recorder, "the text");
    return recorder.seen;
}

std::string error_of(std::string_view text) {
    try {
        scanned(text);
        return "";
    } catch (const sdk::Error& e) {
        EXPECT_EQ(e.status(), sdk::Status::decode);
        return e.what();
    }
}

TEST(Scan, TellsOfTheMembersNamedAndOfNoOthers) {
    EXPECT_THAT(scanned(R"({"x":{"a":"no","b":[1]},"b":"x\u00e9\n","a":-1.5e3,"c":true,"b":null})"),
                ElementsAre("3 text x\u00E9\n", "2 number -1.5e3", "3 is true"));
}

TEST(Scan, GoesIntoListsAndComesBack) {
    EXPECT_THAT(
        scanned(R"({"list":[{"name":"p","a":1},[0],{"x":{"name":"no"},"name":"q"}],"a":2})"),
        ElementsAre("4 begins", "5 begins", "6 text p", R"(5 was {"name":"p","a":1})", "5 begins",
                    "5 was [0]", "5 begins", "6 text q", R"(5 was {"x":{"name":"no"},"name":"q"})",
                    R"(4 was [{"name":"p","a":1},[0],{"x":{"name":"no"},"name":"q"}])",
                    "2 number 2"));
}

// The scratch loses its escapes as it is read; what a visitor is given at the end must not.
TEST(Scan, GivesTheTextOfAnObjectAsItCame) {
    EXPECT_THAT(scanned(R"({"a": { "k" : "\"\u00e9\"" , "l":[ ] } })"),
                ElementsAre("2 begins", R"(2 was { "k" : "\"\u00e9\"" , "l":[ ] })"));
}

TEST(Scan, TakesAnyRoot) {
    EXPECT_THAT(scanned("[{\"a\":1}]"), IsEmpty());
    EXPECT_THAT(scanned("1"), IsEmpty());
}

TEST(Scan, SaysWhereTheTextIsNoJson) {
    EXPECT_THAT(error_of(R"({"a":1,})"), HasSubstr("the text is no JSON at byte 7"));
    EXPECT_THAT(error_of(""), HasSubstr("the text is no JSON at byte 0"));
    EXPECT_NE(error_of("{} {}"), "");
    EXPECT_NE(error_of("{\"a\":\"unfinished"), "");
}

TEST(Scan, EndsBeforeTheStackDoes) {
    EXPECT_EQ(error_of(std::string(60, '[') + std::string(60, ']')), "");
    EXPECT_THAT(error_of(std::string(1 << 22, '[')), HasSubstr("nested too deeply"));
}

TEST(CountOf, RoundsAndStaysInRange) {
    EXPECT_EQ(count_of("18446744073709551615"), UINT64_MAX);
    EXPECT_EQ(count_of("18446744073709551616"), 0U);
    EXPECT_EQ(count_of("2.5"), 3U);
    EXPECT_EQ(count_of("1e3"), 1000U);
    EXPECT_EQ(count_of("-1"), 0U);
}

}  // namespace
}  // namespace hexameter::plugin_json
