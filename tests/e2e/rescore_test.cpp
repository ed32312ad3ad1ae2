// `hexameter rescore`: the answers of a kept run, scored again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>

#include "e2e/event_log.hpp"
#include "e2e/program.hpp"
#include "faults/wires.hpp"

namespace hexameter::e2e {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(Filter, ThatFailsOnAnAnswerLeavesItsTimesAndIsMendedByRescore) {
    using hexameter::testing::FaultServer;
    const auto& wire = hexameter::testing::openai_wire();
    const FaultServer server(
        hexameter::testing::serve_bytes(wire.answer({std::string(40, 'a') + "!"}, 1)));
    const Cli cli;
    const auto run =
        cli.run({"run", "--provider", "openai", "--url", server.url(""), "--model", "m", "--prompt",
                 "x", "--reference", "aa", "--filter", "regex:(a+)+b", "--metric", "contains"});
    EXPECT_EQ(run.code, 5) << run.err;
    EXPECT_THAT(run.out, AllOf(HasSubstr("1 ok, 0 failed"),
                               HasSubstr("text: not scored (finish: plugin text: the pattern")));
    const auto mended = cli.run({"rescore", "latest", "--metric", "contains", "--filter", "strip"});
    EXPECT_EQ(mended.code, 0) << mended.err;
    EXPECT_THAT(mended.out, Not(HasSubstr("not scored")));
}

// Each answer takes the pattern some tenths of a second.
class SlowScoring : public ::testing::Test {
  protected:
    [[nodiscard]] std::vector<std::string> run(const std::vector<std::string>& more) const {
        std::vector<std::string> words{
            "run",      "--provider", "openai",       "--url", server_.url(""), "--model", "m",
            "--prompt", "x",          "--iterations", "60"};
        words.insert(words.end(), more.begin(), more.end());
        return words;
    }

    const std::vector<std::string> metric_{"--metric", "regex", "--pattern", "(a+)+b"};
    const hexameter::testing::FaultServer server_{hexameter::testing::serve_bytes(
        hexameter::testing::openai_wire().answer({std::string(23, 'a') + "!"}, 1))};
    const Cli cli_;
};

TEST_F(SlowScoring, OfARunTellsHowManyAnswersAreLeft) {
    auto words = run(metric_);
    words.insert(words.end(), {"--events", "-"});
    auto program = cli_.start(words);
    program.wait_for_error("scoring: ");
    const auto event = parsed(program.wait_for_line("\"scoring\""));
    EXPECT_GE(event["left"].GetInt(), 1);
    EXPECT_LE(event["left"].GetInt(), 60);
    program.signal(SIGINT);
    program.wait_for_error("finishing what is in flight");
    program.signal(SIGINT);
    EXPECT_EQ(program.finish().code, 130);
    EXPECT_THAT(cli_.run({"show"}).out, HasSubstr("60 ok, 0 failed"));
}

TEST_F(SlowScoring, OfAKeptRunTellsHowManyAnswersAreLeftAndEndsWithTheFirstInterrupt) {
    ASSERT_EQ(cli_.run(run({})).code, 0);
    const auto before = cli_.run({"show", "--format", "json"}).out;
    std::vector<std::string> words{"rescore", "latest", "--format", "json"};
    words.insert(words.end(), metric_.begin(), metric_.end());
    auto program = cli_.start(words);
    program.wait_for_error("scoring: ");
    program.signal(SIGINT);
    const auto finished = program.finish();
    EXPECT_EQ(finished.code, 130);
    EXPECT_THAT(finished.err,
                AllOf(HasSubstr(" answers left\n"), HasSubstr("the run stays as it was")));
    EXPECT_EQ(text_at(parsed(finished.out)["error"], "code"), "cancelled");
    EXPECT_EQ(cli_.run({"show", "--format", "json"}).out, before);
    std::size_t files = 0;
    for (const auto& file :
         std::filesystem::directory_iterator(cli_.home() / "runs" / cli_.kept().at(0))) {
        EXPECT_EQ(file.path().filename(), "journal.hxj");
        ++files;
    }
    EXPECT_EQ(files, 1U);
}

class Rescore : public ::testing::Test {
  protected:
    Rescore() {
        const auto run =
            cli_.run({"run", "--provider", "simulated", "--model", "swift", "--dataset", questions_,
                      "--iterations", "20", "--warmup", "1", "--itl-ms", "1", "--ttft-ms", "2",
                      "--metric", "exact_match", "-o", "/dev/null"});
        EXPECT_EQ(run.code, 0) << run.err;
    }

    [[nodiscard]] Finished rescore(const std::vector<std::string>& words) const {
        std::vector<std::string> all{"rescore", "latest"};
        all.insert(all.end(), words.begin(), words.end());
        return cli_.run(all);
    }

    [[nodiscard]] std::string shown() const {
        return cli_.run({"show", "latest", "--format", "json"}).out;
    }

    void expect_refused(const std::vector<std::string>& words, const std::string& gist) const {
        const auto before = shown();
        const auto finished = rescore(words);
        EXPECT_EQ(finished.code, 2);
        EXPECT_THAT(finished.out, IsEmpty());
        EXPECT_THAT(finished.err, HasSubstr(gist));
        EXPECT_EQ(shown(), before);
    }

    Cli cli_;
    std::string questions_ =
        cli_.folder()
            .write("questions.jsonl",
                   R"({"prompt": "What is the capital of France?", "reference": "PARIS"})"
                   "\n")
            .string();
};

TEST_F(Rescore, TakesTheFlagsOfMetricAndModalityAndSaysSoForGood) {
    const auto finished = rescore(
        {"--metric", "exact_match", "--ignore-case", "true", "--filter", "regex:(Paris|Lyon)"});
    EXPECT_EQ(finished.code, 0) << finished.err;
    EXPECT_THAT(finished.err, HasSubstr("21 of 21 answers, warm-ups included, have a score"));
    EXPECT_THAT(finished.out, HasSubstr("exact_match by exact_match 0.1.0 (before: 0.1.0)"));
    const auto run = parsed(shown());
    const auto& told = run["rescored"][0];
    EXPECT_EQ(text_at(told, "metric"), "exact_match");
    EXPECT_TRUE(told["config"]["ignore_case"].GetBool());
    EXPECT_STREQ(told["modality_config"]["filter"][0].GetString(), "regex:(Paris|Lyon)");
    EXPECT_FALSE(run["spec"].HasMember("filter"));
    bool any = false;
    for (const auto& iteration : run["iterations"].GetArray())
        for (const auto& value : iteration["values"].GetArray())
            any = any || (text_at(value, "metric") == "exact_match" &&
                          value["values"][0].GetDouble() == 1.0);
    EXPECT_TRUE(any) << "PARIS is Paris now";
}

TEST_F(Rescore, WithoutAMetricTakesThoseOfTheRun) {
    EXPECT_EQ(rescore({}).code, 0);
    EXPECT_THAT(shown(), HasSubstr(R"("rescored":[{)"));
}

TEST_F(Rescore, OnTrialWritesNothing) {
    const auto before = shown();
    const auto finished = rescore({"--metric", "contains", "--dry-run"});
    EXPECT_EQ(finished.code, 0);
    EXPECT_THAT(finished.out, HasSubstr("contains by contains 0.1.0, rescored at"));
    EXPECT_THAT(finished.err, HasSubstr("dry run, the run stays as it was"));
    EXPECT_EQ(shown(), before);
}

TEST_F(Rescore, RefusesWhatIsWrong) {
    expect_refused({"--metric", "exct_match"}, "did you mean \"exact_match\"?");
    expect_refused({"--metric", "exact_match", "--config", "{\"no\":1}"},
                   "metric exact_match: --config /no: unknown field");
    expect_refused({"--metric", "exact_match", "--config", "{"}, "not valid JSON");
    expect_refused({"--metric", "exact_match", "--metric", "contains", "--config", "{}"},
                   "--config: is of one metric, and 2 are asked");
    expect_refused({"--find", "whole"}, "--find: neither the modality nor a metric that is asked");
    expect_refused({"--filter", "no_such_function"}, "there is no function");
    expect_refused({"--prompt", "another"}, "--prompt");
    expect_refused({"-o", questions_}, "it is the data set");
    EXPECT_EQ(cli_.run({"rescore", "1999"}).code, 2);
    EXPECT_EQ(cli_.run({"rescore"}).code, 2);
}

TEST_F(Rescore, NeedsTheDataSetAsItWas) {
    const auto moved = (cli_.folder().path() / "moved.jsonl").string();
    std::filesystem::rename(questions_, moved);
    expect_refused({}, "the data set of the run is not there");
    std::ofstream(questions_)
        << R"({"prompt": "What is the capital of France?", "reference": "R"})";
    expect_refused({}, "are not those of the run");
    EXPECT_EQ(rescore({"--dataset", moved}).code, 0);
}

TEST_F(Rescore, TakesTheSamplesFromAFileOfAnotherFormat) {
    const auto as = [&](const char* name, const char* text) {
        return rescore({"--dry-run", "--dataset", cli_.folder().write(name, text).string()});
    };
    const auto csv = as("moved.csv", "prompt,reference\nWhat is the capital of France?,PARIS\n");
    EXPECT_EQ(csv.code, 0) << csv.err;
    const auto array =
        as("moved.json", R"([{"prompt": "What is the capital of France?", "reference": "PARIS"}])");
    EXPECT_EQ(array.code, 0) << array.err;
    const auto unnamed =
        as("moved", R"({"prompt": "What is the capital of France?", "reference": "PARIS"})");
    EXPECT_EQ(unnamed.code, 0) << "as the run had it: " << unnamed.err;
}

TEST_F(Rescore, OnAFullDiskLeavesTheRunAsItWas) {
    const auto before = shown();
    const auto finished = cli_.run_redirected(
        {"rescore", "latest", "--metric", "contains", "--format", "json"}, "", "ulimit -f 8");
    EXPECT_EQ(finished.code, 1);
    EXPECT_THAT(finished.err, HasSubstr("the run stays as it was"));
    EXPECT_FALSE(parsed(finished.out).HasParseError()) << finished.out;
    EXPECT_EQ(shown(), before);
}

TEST_F(Rescore, SendsNothingAndNeedsNoProvider) {
    // Of the wire's flags there is none, and none of the provider's is asked.
    const auto help = cli_.run({"rescore", "--help"}).out;
    EXPECT_THAT(help, AllOf(HasSubstr("--ignore-case"), HasSubstr("--filter"),
                            Not(HasSubstr("--url")), Not(HasSubstr("--prompt"))));
}

}  // namespace
}  // namespace hexameter::e2e
