#include "run/run_control.hpp"

#include <gmock/gmock.h>

namespace hexameter {
namespace {

using Level = RunControl::State::Level;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(RunControl, TellsEachRiseOnce) {
    RunControl control;
    std::vector<Level> told;
    control.state()->listen([&](Level level) { told.push_back(level); });
    EXPECT_THAT(told, IsEmpty());
    control.drain();
    control.drain();
    control.abort();
    control.drain();
    EXPECT_THAT(told, ElementsAre(Level::drain, Level::abort));
    EXPECT_EQ(control.state()->reached(), Level::abort);
}

TEST(RunControl, TellsALateListenerOfWhatWasAskedBefore) {
    RunControl control;
    control.abort();
    std::vector<Level> told;
    control.state()->listen([&](Level level) { told.push_back(level); });
    EXPECT_THAT(told, ElementsAre(Level::abort));
    control.state()->listen(nullptr);
}

}  // namespace
}  // namespace hexameter
