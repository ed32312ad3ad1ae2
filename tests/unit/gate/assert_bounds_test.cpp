#include "gate/assert_bounds.hpp"

#include <gmock/gmock.h>

#include <algorithm>

#include "gate/assert_terms.hpp"
#include "timeline/definitions.hpp"

namespace hexameter::detail {
namespace {

using ::testing::HasSubstr;

// Of a metric of the host by its id, else of a plugin's with values of that unit.
std::string fault_of(const std::string& text, const std::string& unit = "1") {
    const auto one = parse_asserts(text).value().front();
    if (is_figure(one.metric)) return bound_fault(one, nullptr);
    const auto& known = timing_definitions();
    const auto host =
        std::find_if(known.begin(), known.end(), [&](const auto& d) { return d.id == one.metric; });
    if (host != known.end()) return bound_fault(one, &*host);
    MetricDefinition card;
    card.id = one.metric;
    card.unit = unit;
    card.origin = "plugin";
    return bound_fault(one, &card);
}

TEST(AssertBounds, ThatDependOnWhatIsMeasuredAreSound) {
    for (const char* text : {"failed==0",
                             "failed<=0",
                             "failed>=0",
                             "failed!=0",
                             "failed<0.5",
                             "ok>0.5",
                             "ok>=3",
                             "error_rate<1%",
                             "error_rate==0",
                             "error_rate<=100%",
                             "error_rate>=1",
                             "error_rate<100%",
                             "throughput>0",
                             "throughput>=0.5",
                             "ttft.mean>0",
                             "ttft.mean>=0ms",
                             "ttft.n==24",
                             "ttft.stddev<=0",
                             "output_tokens.mean==2.5",
                             "tps_e2e.p90>1.5"})
        EXPECT_EQ(fault_of(text), "") << text;
}

// A score may be below 0, or above 1.
TEST(AssertBounds, OfAPluginsMetricAreSound) {
    for (const char* text : {"score.mean<-1", "score.mean>150%", "score.max>=-3", "score.min<0"})
        EXPECT_EQ(fault_of(text), "") << text;
    EXPECT_EQ(fault_of("lag.mean>-5ms", "ns"), "");
}

TEST(AssertBounds, ThatNoRunCouldMeetAreTold) {
    EXPECT_EQ(fault_of("ttft.p90<-5ms"),
              "ttft.p90 is never below 0, so that no run could meet this");
    EXPECT_EQ(fault_of("error_rate==150%"),
              "error_rate is never above 100 %, so that no run could meet this");
    EXPECT_EQ(fault_of("failed==0.5"), "failed is a whole number, so that no run could meet this");
    for (const char* text :
         {"failed<0", "ok<=-1", "ok==-1", "error_rate>1", "error_rate>=1.5", "error_rate<0",
          "throughput<0", "total.max<0", "ttft.n==1.5", "score.n<0", "score.stddev<0"})
        EXPECT_THAT(fault_of(text), HasSubstr("no run could meet")) << text;
}

TEST(AssertBounds, ThatNoRunCouldMissAreTold) {
    for (const char* text :
         {"error_rate<150%", "error_rate<=101%", "error_rate!=2", "ttft.mean>-5ms",
          "ttft.mean>=-5ms", "failed!=0.5", "ok!=-1", "output_tokens.min>-1", "score.stddev>-1"})
        EXPECT_THAT(fault_of(text), HasSubstr("no run could miss")) << text;
}

}  // namespace
}  // namespace hexameter::detail
