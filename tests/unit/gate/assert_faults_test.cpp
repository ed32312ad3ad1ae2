#include <gmock/gmock.h>

#include "hexameter/asserts.hpp"
#include "hexameter/spec_flags.hpp"
#include "timeline/definitions.hpp"

namespace hexameter {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

MetricDefinition card(const std::string& id, const std::string& unit,
                      Aggregate aggregate = Aggregate::mean) {
    MetricDefinition card;
    card.id = id;
    card.unit = unit;
    card.origin = "plugin";
    card.aggregate = aggregate;
    return card;
}

// Of a run with two models, 12 samples and `iterations` of each; "" for nothing wrong.
std::string fault_of(const std::string& assert, std::uint32_t iterations = 2) {
    RunSpec spec;
    spec.models = {{"simulated", "swift", "swift", "{}", "{}"},
                   {"simulated", "steady", "steady", "{}", "{}"}};
    spec.iterations = iterations;
    spec.asserts = {"ok>0", assert};
    auto metrics = detail::timing_definitions();
    metrics.push_back(card("exact_match", "1"));
    metrics.push_back(card("pass.at", "1"));
    metrics.push_back(card("trace", "1", Aggregate::none));
    PluginInfo installed;
    installed.id = "token_f1";
    installed.kind = PluginKind::metric;
    installed.metrics = {card("squad_exact_match", "1"), card("no_figure", "1", Aggregate::none)};
    const auto faults = assert_faults(spec, metrics, 12, {installed});
    if (faults.empty()) return "";
    EXPECT_EQ(faults.front().pointer, "/asserts/1");
    return faults.front().message;
}

TEST(AssertFaults, AreNoneForWhatTheRunWillHave) {
    for (const char* assert :
         {"ttft.mean<500ms", "ttft.median < 1.5s", "ttft.min>20us", "tps_e2e.mean>30 tokens/s",
          "tps_e2e.mean > 30", "exact_match.mean>=90%", "exact_match.mean>=0.9", "error_rate<1%",
          "throughput>10", "ttft.n==24", "output_tokens.max<=64 tokens", "ttft.min>0",
          "swift: ok==24", "ok == 24 iterations", "itl.p99<50ms", "exact_match.p99>0"})
        EXPECT_EQ(fault_of(assert), "") << assert;
}

TEST(AssertFaults, NameTheNearestMetricModelAndStatistic) {
    EXPECT_EQ(fault_of("tftt.mean<1s"),
              "'tftt.mean < 1 s': there is no metric 'tftt' in this run; did you mean 'ttft'?");
    EXPECT_THAT(fault_of("cost.mean<1"), HasSubstr("name a file of them (prices, --prices)"));
    EXPECT_THAT(fault_of("eror_rate<1%"), HasSubstr("did you mean 'error_rate'?"));
    EXPECT_THAT(fault_of("swfit: ok>1"), HasSubstr("no model 'swfit' in this run; did you mean"));
    EXPECT_THAT(fault_of("ttft.p50<1s"), HasSubstr("did you mean 'median'?"));
    EXPECT_THAT(fault_of("ttft.avg<1s"), HasSubstr("did you mean 'mean'?"));
    EXPECT_THAT(fault_of("ttft.p98<1s"), HasSubstr("no statistic 'p98'; there are: mean, stddev"));
}

TEST(AssertFaults, TellOfAMetricThatIsInstalledHowToAskForIt) {
    EXPECT_EQ(
        fault_of("squad_exact_match.mean>0.5"),
        "'squad_exact_match.mean > 0.5': 'squad_exact_match' is not among the metrics of this "
        "run; ask for it: --metric token_f1, in a run file metrics: [token_f1]");
    EXPECT_THAT(fault_of("no_figure.mean>0"), HasSubstr("there is no metric 'no_figure'"));
}

TEST(AssertFaults, AskForAStatisticWhereAMetricNeedsOneAndForNoneElse) {
    EXPECT_THAT(fault_of("exact_match>=0.9"), HasSubstr("say which statistic: exact_match.mean"));
    EXPECT_THAT(fault_of("pass.at>=0.9"), HasSubstr("say which statistic: pass.at.mean"));
    EXPECT_THAT(fault_of("error_rate.mean<1"), HasSubstr("error_rate is one number"));
    EXPECT_THAT(fault_of("trace.mean<1"), HasSubstr("no figure of a run"));
}

TEST(AssertFaults, RefuseUnitsThatDoNotFit) {
    EXPECT_THAT(fault_of("ttft.mean<500"),
                AllOf(HasSubstr("a time in ns, us, ms, s or min"), HasSubstr("not with 500")));
    EXPECT_THAT(fault_of("ttft.mean<5%"), HasSubstr("not with 5 %"));
    EXPECT_THAT(fault_of("exact_match.mean>9ms"), HasSubstr("without unit, or in %"));
    EXPECT_THAT(fault_of("ttft.n>3ms"), HasSubstr("ttft.n is compared with a number"));
}

TEST(AssertFaults, RefusePercentilesThatTheRunCanNeverHave) {
    EXPECT_THAT(fault_of("ttft.p90<1s", 3),
                AllOf(HasSubstr("p90 needs 44 values"), HasSubstr("measures 36 for each model")));
    EXPECT_EQ(fault_of("ttft.p90<1s", 4), "");
    EXPECT_THAT(fault_of("total.p99.9<1s", 4), HasSubstr("p99.9 needs 4603 values"));
}

TEST(AssertFaults, RefuseLabelsOfTheHostsOwnMetrics) {
    EXPECT_THAT(fault_of("ttft[a=b].mean<1s"), HasSubstr("ttft has no labels; leave out [a=b]"));
    EXPECT_EQ(fault_of("exact_match[k=5].mean>0"), "") << "a plugin's may have any";
}

TEST(AssertFaults, RefuseBoundsThatSayNothing) {
    EXPECT_EQ(fault_of("swift: ttft.median < -5ms"),
              "'ttft.median < -5 ms': ttft.median is never below 0, so that no run could meet "
              "this");
    EXPECT_THAT(fault_of("error_rate<150%"), HasSubstr("no run could miss this"));
}

TEST(AssertFaults, AreToldWithTheFlagThatGaveThem) {
    RunSpec spec;
    spec.asserts = {"ok>0", "okk>0"};
    const auto text = [&] { return check_asserts(spec, {}, 1).error().text(); };
    EXPECT_THAT(text(), StartsWith("asserts[1]: 'okk > 0': "));
    name_flag(spec, "/asserts/1", "--assert (2 of 2)");
    EXPECT_THAT(text(), StartsWith("--assert (2 of 2): 'okk > 0': "));
    spec.asserts.pop_back();
    EXPECT_TRUE(check_asserts(spec, {}, 1));
}

TEST(AssertFaults, TellWhatCannotBeRead) {
    EXPECT_THAT(fault_of("nonsense"), HasSubstr("there is no comparison"));
}

}  // namespace
}  // namespace hexameter
