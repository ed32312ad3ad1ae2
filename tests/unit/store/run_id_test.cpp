#include "store/run_id.hpp"

#include <gtest/gtest.h>

#include <regex>
#include <set>

namespace hexameter::detail {
namespace {

TEST(RunId, IsTimeAndFourHexadecimalDigits) {
    const auto id = make_run_id();
    EXPECT_TRUE(std::regex_match(id, std::regex("20\\d{6}-\\d{6}-[0-9a-f]{4}"))) << id;
    EXPECT_TRUE(is_run_id(id));
    EXPECT_EQ(started_at_of(id).substr(0, 4), id.substr(0, 4));
}

TEST(RunId, DiffersWithinASecond) {
    std::set<std::string> ids;
    for (int i = 0; i < 20; ++i) ids.insert(make_run_id());
    EXPECT_GT(ids.size(), 1U);
}

TEST(RunId, SortsByTheMillisecond) {
    const auto first = make_run_id();
    const auto then = utc_now_rfc3339();
    while (utc_now_rfc3339() == then) continue;
    EXPECT_LT(first, make_run_id());
}

TEST(RunId, TellsWhatCanNameAFolder) {
    for (const char* good : {"20261121-083012-7f3a", "a", "imported_run.2"})
        EXPECT_TRUE(is_run_id(good)) << good;
    for (const std::string bad : {"", ".", "..", ".removed-x", "a/b", "a b", "\xC3\xBC"})
        EXPECT_FALSE(is_run_id(bad)) << bad;
    EXPECT_FALSE(is_run_id(std::string(65, 'a')));
}

TEST(RunId, TellsItsStart) {
    EXPECT_EQ(started_at_of("20261121-083012-7f3a"), "2026-11-21T08:30:12Z");
    EXPECT_EQ(started_at_of("imported_run.2"), "");
    EXPECT_EQ(started_at_of("20261121-08301x-7f3a"), "");
}

TEST(RunId, DatesAreRfc3339) {
    const auto now = utc_now_rfc3339();
    const std::regex form("20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    EXPECT_TRUE(std::regex_match(now, form)) << now;
}

}  // namespace
}  // namespace hexameter::detail
