// The gate of compare: exit codes and what is written beside the report.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "e2e/event_log.hpp"
#include "e2e/program.hpp"

namespace hexameter::e2e {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// The newer run is slower by far, so that no busy machine hides it.
struct TwoSpeeds {
    Cli cli;
    std::string slow;
    std::string quick;

    TwoSpeeds() {
        for (const char* ttft_ms : {"5", "100"})
            EXPECT_EQ(cli.run({"run", "--provider", "simulated", "--model", "swift", "--prompt",
                               "Hello", "--iterations", "12", "--ttft-ms", ttft_ms, "--itl-ms", "1",
                               "--tokens", "1"})
                          .code,
                      0);
        const auto kept = cli.kept();
        EXPECT_EQ(kept.size(), 2U);
        slow = kept.at(0);
        quick = kept.at(1);
    }
};

std::string content(const std::filesystem::path& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
}

TEST(Compare, OfARunWithItselfIsNoGate) {
    const TwoSpeeds runs;
    const auto gate = runs.cli.run({"compare", runs.slow, runs.slow, "--fail-on-regression", "5%"});
    EXPECT_EQ(gate.code, 2);
    EXPECT_THAT(gate.err, HasSubstr("A and B are one run, " + runs.slow));
    const auto seen = runs.cli.run({"compare", runs.slow, runs.slow});
    EXPECT_EQ(seen.code, 0);
    EXPECT_THAT(seen.err, HasSubstr("warning: A and B are one run"));
}

TEST(Compare, EndsWithFourWhereAMetricGotWorse) {
    const TwoSpeeds runs;
    for (const char* limit : {"5", "5%", "0.5%", "5 %", "0"}) {
        const auto gate =
            runs.cli.run({"compare", runs.slow, runs.quick, "--fail-on-regression", limit});
        EXPECT_EQ(gate.code, 4) << limit << gate.err;
        EXPECT_THAT(gate.err, HasSubstr("regression: ttft (swift): mean "));
        EXPECT_THAT(gate.err, HasSubstr(" metrics worse by more than "));
        EXPECT_THAT(gate.out, HasSubstr("A worse, p<0.001"));
    }
    const auto plain = runs.cli.run({"compare", runs.slow, runs.quick});
    EXPECT_EQ(plain.code, 0) << "nothing was asked to fail";
}

TEST(Compare, EndsWithZeroWhereNothingGotWorseByThatMuch) {
    const TwoSpeeds runs;
    const auto better =
        runs.cli.run({"compare", runs.quick, runs.slow, "--fail-on-regression", "5%"});
    EXPECT_EQ(better.code, 0) << better.err;
    EXPECT_THAT(better.err, Not(HasSubstr("regression: ")));
    EXPECT_THAT(better.out, HasSubstr("A better, p<0.001"));
    const auto within =
        runs.cli.run({"compare", runs.slow, runs.quick, "--fail-on-regression", "100000%"});
    EXPECT_EQ(within.code, 0) << within.err;
}

TEST(Compare, RefusesAGateThatIsNoPercentage) {
    const TwoSpeeds runs;
    for (const char* limit : {"five", "-5", "5%%", "%", "0x5", "1e400", "nan", "inf", " ", ""}) {
        const auto gate = runs.cli.run(
            {"compare", runs.slow, runs.quick, std::string("--fail-on-regression=") + limit});
        EXPECT_EQ(gate.code, 2) << limit;
        EXPECT_THAT(gate.err, HasSubstr("--fail-on-regression")) << limit;
        EXPECT_EQ(gate.out, "") << limit;
    }
}

TEST(Compare, RefusesAGateThatCannotTestAnything) {
    const Cli cli;
    for (int i = 0; i < 2; ++i) ASSERT_EQ(cli.run(quick_run({"--iterations", "2"})).code, 0);
    const auto kept = cli.kept();
    const auto gate = cli.run({"compare", kept[0], kept[1], "--fail-on-regression", "5%"});
    EXPECT_EQ(gate.code, 2);
    EXPECT_THAT(gate.err, HasSubstr("--fail-on-regression: nothing could be tested"));
    EXPECT_THAT(gate.out, HasSubstr("too few")) << "the report is written all the same";
}

TEST(Compare, WritesJunitBesideTheReport) {
    const TwoSpeeds runs;
    const auto file = runs.cli.folder().path() / "junit.xml";
    const auto gate = runs.cli.run({"compare", runs.slow, runs.quick, "--fail-on-regression", "5%",
                                    "--junit", file.string(), "--format", "json"});
    EXPECT_EQ(gate.code, 4);
    EXPECT_FALSE(parsed(gate.out).IsNull());
    EXPECT_THAT(content(file),
                AllOf(HasSubstr("<testsuite name=\"compare " + runs.slow + " " + runs.quick),
                      HasSubstr("<testcase name=\"ttft\" classname=\"swift\""),
                      HasSubstr("<failure message=\"mean "), HasSubstr("</testsuite>\n")));
    const auto itself = runs.cli.run(
        {"compare", runs.slow, runs.slow, "--fail-on-regression", "5%", "--junit", file.string()});
    EXPECT_EQ(itself.code, 2);
    EXPECT_THAT(content(file), AllOf(HasSubstr("tests=\"1\" failures=\"0\" errors=\"1\""),
                                     HasSubstr("<error message=\"A and B are one run, ")));
    const auto twice = runs.cli.run({"compare", runs.slow, runs.quick, "--junit", "-"});
    EXPECT_EQ(twice.code, 2);
    EXPECT_THAT(twice.err, HasSubstr("--junit -: the report goes there too"));
    const auto inside = runs.cli.run({"compare", runs.slow, runs.quick, "--junit",
                                      (runs.cli.home() / "runs" / "x.xml").string()});
    EXPECT_EQ(inside.code, 2);
    EXPECT_THAT(inside.err, HasSubstr("runs are kept there"));
}

}  // namespace
}  // namespace hexameter::e2e
