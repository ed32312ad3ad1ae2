#include "report/tally.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hexameter::detail {
namespace {

using ::testing::ElementsAre;

TEST(Tally, TakesFailuresOfManySamplesForOne) {
    Tally tally;
    for (int i = 0; i < 300; ++i) {
        const auto id = "q-" + std::string(1, static_cast<char>('a' + i % 26)) + std::to_string(i);
        tally.add("sample " + id + ": no field \"prompt\"", id);
    }
    tally.add("sample q: no field \"x\"", "q");
    EXPECT_THAT(tally.lines(5),
                ElementsAre("300 x sample …: no field \"prompt\"", "1 x sample …: no field \"x\""));
}

TEST(Tally, LeavesWhatOnlyBeginsLikeTheSample) {
    Tally tally;
    tally.add("sample 12: bad", "1");
    EXPECT_THAT(tally.lines(5), ElementsAre("1 x sample 12: bad"));
}

TEST(Tally, TellsAFewNumbersApartAndManyAsOne) {
    Tally tally;
    for (const char* status : {"429", "500", "500", "503"})
        tally.add(std::string("HTTP ") + status + ": busy", "1");
    for (int i = 0; i < 20; ++i)
        tally.add("HTTP 200: broke off after " + std::to_string(i) + " events", "1");
    EXPECT_THAT(tally.lines(5),
                ElementsAre("20 x HTTP 200: broke off after … events", "2 x HTTP 500: busy",
                            "1 x HTTP 429: busy", "1 x HTTP 503: busy"));
}

TEST(Tally, SaysHowManyMoreThereAre) {
    Tally tally;
    for (const char* text : {"a", "b", "b", "c"}) tally.add(text, "1");
    EXPECT_THAT(tally.lines(2), ElementsAre("2 x b", "1 x a", "and 1 other texts: see the JSON"));
}

}  // namespace
}  // namespace hexameter::detail
