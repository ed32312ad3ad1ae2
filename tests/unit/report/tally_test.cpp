#include "report/tally.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hexameter::detail {
namespace {

using ::testing::ElementsAre;

TEST(TallyLines, TellAFewNumbersApartAndManyAsOne) {
    std::map<std::string, std::uint64_t> counts;
    for (const char* status : {"429", "500", "500", "503"})
        ++counts[std::string("HTTP ") + status + ": busy"];
    for (int i = 0; i < 20; ++i)
        ++counts["HTTP 200: broke off after " + std::to_string(i) + " events"];
    EXPECT_THAT(tally_lines(counts, 5),
                ElementsAre("20 x HTTP 200: broke off after … events", "2 x HTTP 500: busy",
                            "1 x HTTP 429: busy", "1 x HTTP 503: busy"));
}

TEST(TallyLines, SayHowManyMoreThereAre) {
    EXPECT_THAT(tally_lines({{"a", 1}, {"b", 2}, {"c", 1}}, 2),
                ElementsAre("2 x b", "1 x a", "and 1 other texts: see the JSON"));
}

}  // namespace
}  // namespace hexameter::detail
