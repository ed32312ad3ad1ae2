#include <gmock/gmock.h>

#include "hexameter/asserts.hpp"
#include "timeline/definitions.hpp"

namespace hexameter {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

MetricSummary metric(const std::string& id, const std::string& label, Distribution distribution) {
    return {id, label, std::move(distribution), std::nullopt};
}

Distribution values(std::uint64_t n, double mean) {
    Distribution d;
    d.n = n;
    d.mean = mean;
    d.median = mean + 1;
    d.min = mean - 2;
    d.max = mean + 2;
    d.stddev = 0.5;
    return d;
}

// "swift" with 50 values and a p90, "steady" with few, "dead" with nothing but failures.
RunRecord measured(const std::vector<std::string>& asserts) {
    RunRecord run;
    run.header.spec.asserts = asserts;
    run.header.metrics = detail::timing_definitions();
    ModelSummary swift;
    swift.model = "swift";
    swift.ok = 49;
    swift.failed = 1;
    swift.throughput_tokens_per_s = 31;
    auto ttft = values(50, 60e6);
    ttft.percentiles[900] = 90e6;
    swift.metrics = {metric("ttft", "", ttft), metric("pass_at", "k=5", values(12, 0.9)),
                     metric("rate", "", values(12, 0.1))};
    swift.metrics.back().ratio = 0.25;
    ModelSummary steady;
    steady.model = "steady";
    steady.ok = 2;
    steady.metrics = {metric("ttft", "", values(2, 110e6))};
    ModelSummary dead;
    dead.model = "dead";
    dead.failed = 3;
    run.summary.models = {swift, steady, dead};
    return run;
}

AssertOutcome of_swift(const std::string& assert) {
    const auto outcomes = assert_outcomes(measured({"swift: " + assert}));
    EXPECT_THAT(outcomes, SizeIs(1)) << assert;
    return outcomes.empty() ? AssertOutcome{} : outcomes.front();
}

TEST(AssertOutcomes, AreOnePerModelUnlessOneIsNamed) {
    const auto outcomes = assert_outcomes(measured({"ttft.mean<100ms", "steady: ok==2"}));
    ASSERT_THAT(outcomes, SizeIs(4));
    EXPECT_EQ(outcomes[0].model, "swift");
    EXPECT_TRUE(outcomes[0].passed);
    EXPECT_EQ(outcomes[1].model, "steady");
    EXPECT_FALSE(outcomes[1].passed);
    EXPECT_EQ(outcomes[2].model, "dead");
    EXPECT_FALSE(outcomes[2].passed);
    EXPECT_EQ(outcomes[2].reason, "no value was measured");
    EXPECT_TRUE(outcomes[3].passed);
}

TEST(AssertOutcomes, CompareInTheUnitOfTheMetric) {
    const auto below = of_swift("ttft.p90 < 90.001ms");
    EXPECT_TRUE(below.passed);
    EXPECT_EQ(below.unit, "ns");
    EXPECT_EQ(below.bound, 90.001e6);
    EXPECT_EQ(below.actual, 90e6);
    EXPECT_EQ(actual_text(below), "90.00 ms");
    EXPECT_FALSE(of_swift("ttft.p90 < 0.09 s").passed);
    EXPECT_TRUE(of_swift("ttft.p90 <= 0.09 s").passed);
    EXPECT_TRUE(of_swift("ttft.p90 >= 90000us").passed);
    EXPECT_FALSE(of_swift("ttft.p90 > 90ms").passed);
    EXPECT_TRUE(of_swift("ttft.p90 == 90ms").passed);
    EXPECT_FALSE(of_swift("ttft.p90 != 90ms").passed);
}

TEST(AssertOutcomes, KnowEveryStatistic) {
    EXPECT_EQ(of_swift("ttft.mean<1s").actual, 60e6);
    EXPECT_EQ(of_swift("ttft.median<1s").actual, 60e6 + 1);
    EXPECT_EQ(of_swift("ttft.min<1s").actual, 60e6 - 2);
    EXPECT_EQ(of_swift("ttft.max<1s").actual, 60e6 + 2);
    EXPECT_EQ(of_swift("ttft.stddev<1s").actual, 0.5);
    EXPECT_EQ(of_swift("ttft.n==50").actual, 50);
    EXPECT_EQ(of_swift("pass_at[k=5].mean>=0.9").actual, 0.9);
    EXPECT_EQ(of_swift("ok==49").actual, 49);
    EXPECT_EQ(of_swift("failed<2").actual, 1);
    EXPECT_EQ(of_swift("throughput>30").actual, 31);
}

TEST(AssertOutcomes, TakeTheWeightedMeanOfARatio) {
    EXPECT_EQ(of_swift("rate.mean<1").actual, 0.25);
}

TEST(AssertOutcomes, CountAsErrorsWhatFailedOfWhatEnded) {
    const auto outcome = of_swift("error_rate<=2%");
    EXPECT_TRUE(outcome.passed);
    EXPECT_EQ(outcome.actual, 0.02);
    EXPECT_EQ(actual_text(outcome), "2.0 %");
    EXPECT_FALSE(of_swift("error_rate<2%").passed);
}

TEST(AssertOutcomes, HaveNotPassedWithoutAValueAndSayWhy) {
    const auto few = assert_outcomes(measured({"steady: ttft.p90<9s"})).front();
    EXPECT_FALSE(few.passed);
    EXPECT_FALSE(few.actual);
    EXPECT_EQ(few.reason, "too few values: p90 needs 44, n is 2");
    EXPECT_EQ(actual_text(few), "-");
    EXPECT_THAT(of_swift("pass_at[k=9].mean>0").reason, HasSubstr("values of pass_at[k=5]"));
    EXPECT_THAT(assert_outcomes(measured({"dead: throughput>1"})).front().reason,
                HasSubstr("no output token"));
    EXPECT_THAT(assert_outcomes(measured({"steady: throughput>1"})).front().reason,
                HasSubstr("records are lost of the time"));
    // Not even the contrary of what cannot be told is met.
    EXPECT_FALSE(assert_outcomes(measured({"dead: ttft.mean!=1s"})).front().passed);
    EXPECT_TRUE(assert_outcomes(measured({"dead: ttft.n==0"})).front().passed);
}

}  // namespace
}  // namespace hexameter
