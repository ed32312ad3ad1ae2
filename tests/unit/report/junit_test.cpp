#include "hexameter/junit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "demo_run.hpp"
#include "hexameter/report.hpp"
#include "stats/summary.hpp"

namespace hexameter {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Junit, CountsItsCases) {
    EXPECT_EQ(render_junit("suite", {{"good", "m", {}, {}, 1.5},
                                     {"bad", "m", "too slow", {}, 0},
                                     {"unknown", "m", {}, "no values", 0}}),
              "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
              "<testsuite name=\"suite\" tests=\"3\" failures=\"1\" errors=\"0\" skipped=\"1\" "
              "time=\"1.500\">\n"
              "  <testcase name=\"good\" classname=\"m\" time=\"1.500\"/>\n"
              "  <testcase name=\"bad\" classname=\"m\" time=\"0.000\">\n"
              "    <failure message=\"too slow\"/>\n"
              "  </testcase>\n"
              "  <testcase name=\"unknown\" classname=\"m\" time=\"0.000\">\n"
              "    <skipped message=\"no values\"/>\n"
              "  </testcase>\n"
              "</testsuite>\n");
    EXPECT_THAT(render_junit("none", {}), HasSubstr("tests=\"0\""));
}

TEST(Junit, HoldsWhateverStandsInANameOrMessage) {
    const auto xml = render_junit("a<b>&\"c\"", {{"l1\nl2\x1b[31m", "caf\xE9", "p < 0.05", {}, 0}});
    EXPECT_THAT(xml, HasSubstr("name=\"a&lt;b&gt;&amp;&quot;c&quot;\""));
    EXPECT_THAT(xml, HasSubstr("message=\"p &lt; 0.05\""));
    EXPECT_THAT(xml, HasSubstr("name=\"l1 l2\xEF\xBF\xBD[31m\""));
    EXPECT_THAT(xml, HasSubstr("classname=\"caf\xEF\xBF\xBD\""));
    EXPECT_THAT(render_junit("a\xEF\xBF\xBE\xEF\xBF\xBF", {}),
                HasSubstr("name=\"a\xEF\xBF\xBD\xEF\xBF\xBD\""))
        << "XML has no U+FFFE";
}

TEST(ComparisonJunit, HasACaseForEachMetricWithADirection) {
    RunRecord a = test::demo_run();
    RunRecord b = test::demo_run();
    for (auto* run : {&a, &b}) {
        auto iterations = run->iterations.all();
        std::erase_if(iterations, [](const auto& one) { return one.model != "fast"; });
        // A's ttft is a quarter above B's.
        for (auto& iteration : iterations) {
            MetricValues slower;
            for (const auto& value : iteration.values) {
                MetricValue changed = value;
                if (run == &a && value.metric == "ttft") changed.value *= 1.25;
                slower.push_back(changed);
            }
            iteration.values = slower;
        }
        run->iterations = iterations;
        run->summary = detail::summarise_run(run->header, run->iterations);
    }
    const auto rows = compare_runs(a, b);
    const auto xml = render_comparison_junit(a, b, rows, 0.05);
    EXPECT_THAT(xml, HasSubstr("<testcase name=\"ttft\" classname=\"fast\" time=\"0.000\">\n"
                               "    <failure message=\"mean "));
    EXPECT_THAT(xml, HasSubstr("failures=\"1\""));
    EXPECT_THAT(xml, HasSubstr("<testcase name=\"exact_match\" classname=\"fast\" "));
    EXPECT_THAT(xml, Not(HasSubstr("name=\"output_tokens\"")));
    EXPECT_THAT(render_comparison_junit(a, b, rows, 0.5), HasSubstr("failures=\"0\""));
    auto unsure = rows;
    for (auto& row : unsure) {
        row.winner = Comparison::Winner::none;
        row.outcome = Comparison::Outcome::inconclusive;
        row.verdict = "inconclusive (p=0.2)";
        row.advice = "about 80 more iterations in each run would show a difference of 5 %";
    }
    EXPECT_THAT(render_comparison_junit(a, b, unsure, 0.05),
                HasSubstr("<skipped message=\"inconclusive (p=0.2): about 80 more iterations in "
                          "each run would show a difference of 5 %\"/>"));
    b.iterations = {};
    b.summary = detail::summarise_run(b.header, b.iterations);
    EXPECT_THAT(render_comparison_junit(a, b, compare_runs(a, b), 0.05),
                HasSubstr("<skipped message=\"B measured nothing\"/>"));
    a.header.spec.models.push_back({"simulated", "new", "", "{}", "{}", {}});
    EXPECT_THAT(render_comparison_junit(a, b, compare_runs(a, b), 0.05),
                HasSubstr("classname=\"new\" time=\"0.000\">\n"
                          "    <skipped message=\"only A has this model\"/>"));
}

}  // namespace
}  // namespace hexameter
