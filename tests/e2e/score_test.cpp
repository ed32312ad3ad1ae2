// `hexameter score`: a metric over files of answers.
#include <gmock/gmock.h>
#include <rapidjson/document.h>
#include <sys/stat.h>

#include <fstream>
#include <thread>

#include "e2e/program.hpp"

namespace hexameter::e2e {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Score : public ::testing::Test {
  protected:
    [[nodiscard]] std::string path(const std::string& name) const {
        return (cli_.folder().path() / name).string();
    }

    [[nodiscard]] std::string write(const std::string& name, const std::string& text) const {
        return cli_.folder().write(name, text).string();
    }

    // `words` behind the metric, the candidates and the references.
    [[nodiscard]] Finished score(const std::string& metric, const std::string& candidates,
                                 const std::string& references,
                                 const std::vector<std::string>& words = {}) const {
        std::vector<std::string> all{"score", "--metric", metric, "--candidates", candidates};
        if (!references.empty()) all.insert(all.end(), {"--references", references});
        all.insert(all.end(), words.begin(), words.end());
        return cli_.run(all);
    }

    // Nothing on standard output, exit 2.
    static void expect_refused(const Finished& finished, const std::vector<std::string>& gist) {
        EXPECT_EQ(finished.code, 2);
        EXPECT_THAT(finished.out, IsEmpty());
        for (const auto& words : gist) EXPECT_THAT(finished.err, HasSubstr(words));
    }

    Cli cli_;
    std::string answers_ = write("answers.txt", "Paris\nLondon, of course\n\n");
    std::string right_ = write("right.txt", "Paris\nLondon\nRome\n");
};

TEST_F(Score, GivesEachPairAndTheFiguresAsJson) {
    const auto finished = score("exact_match", answers_, right_, {"--format", "json"});
    EXPECT_EQ(finished.code, 0);
    EXPECT_THAT(finished.err, IsEmpty());
    rapidjson::Document json;
    json.Parse(finished.out);
    ASSERT_FALSE(json.HasParseError()) << finished.out;
    EXPECT_STREQ(json["metric"].GetString(), "exact_match");
    EXPECT_EQ(json["sha256"].GetStringLength(), 64U);
    EXPECT_EQ(json["n"].GetInt(), 3);
    EXPECT_EQ(json["scored"].GetInt(), 3);
    EXPECT_EQ(json["figures"][0]["value"].GetDouble(), 1.0 / 3);
    EXPECT_EQ(json["pairs"][0]["values"]["exact_match"].GetDouble(), 1);
    EXPECT_EQ(json["pairs"][2]["values"]["exact_match"].GetDouble(), 0);
}

TEST_F(Score, TakesTheConfigurationAsJsonAndByFlags) {
    const auto json = R"({"regexes_to_ignore":[", of course"]})";
    EXPECT_THAT(score("exact_match", answers_, right_, {"--config", json, "--format", "csv"}).out,
                HasSubstr("2,true,1,\r\n"));
    EXPECT_THAT(
        score("equals", answers_, right_, {"--regex-to-ignore", ", .*", "--format", "jsonl"}).out,
        HasSubstr(R"({"id":"2","scored":true,"values":{"exact_match":1.0})"));
}

TEST_F(Score, WritesToAFileWhoseEndingIsTheFormat) {
    const auto to = path("scores.json");
    const auto finished = score("contains", answers_, right_, {"-o", to});
    EXPECT_EQ(finished.code, 0);
    EXPECT_THAT(finished.out, IsEmpty());
    EXPECT_THAT(testing::content_of(to), HasSubstr("\"metric\":\"contains\""));
}

TEST_F(Score, ReadsOneOfTheTwoFromStandardInput) {
    const std::vector<std::string> words{"score",        "--metric", "contains",
                                         "--candidates", "-",        "--references",
                                         right_,         "--format", "csv"};
    const auto finished = cli_.run_redirected(words, "<" + answers_);
    EXPECT_EQ(finished.code, 0);
    EXPECT_THAT(finished.out, HasSubstr("2,true,1,\r\n"));
    expect_refused(score("contains", "-", "-"), {"standard input", "not both"});
}

TEST_F(Score, ReadsJsonLinesFromAPipeThatIsToldItsFormat) {
    const auto pipe = path("pipe");
    ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
    std::thread writer([&pipe] { std::ofstream(pipe) << "{\"id\":\"x\",\"answer\":\"{}\"}\n"; });
    const auto finished =
        score("is-json", pipe, "", {"--input-format", "jsonl", "--format", "csv"});
    writer.join();
    EXPECT_EQ(finished.code, 0) << finished.err;
    EXPECT_THAT(finished.out, HasSubstr("x,true,1,\r\n"));
}

TEST_F(Score, GivesForTheRowsOfARunWhatTheRunGave) {
    const auto data = write("data.jsonl",
                            "{\"id\":\"fr\",\"prompt\":\"What is the capital of France?\","
                            "\"reference\":\"Paris\"}\n"
                            "{\"prompt\":\"What is the capital of Peru?\",\"reference\":\"Lima\"}\n"
                            "{\"id\":\"no\",\"prompt\":\"What is the capital of Norway?\","
                            "\"reference\":\"Oslo\"}\n");
    const auto ran = cli_.run(
        {"run", "--provider", "simulated", "--model",  "swift",    "--dataset",    data, "--itl-ms",
         "1",   "--ttft-ms",  "2",         "--metric", "contains", "--iterations", "8",  "--warmup",
         "2",   "--shuffle",  "--limit",   "2",        "--format", "json"});
    ASSERT_EQ(ran.code, 0) << ran.err;
    rapidjson::Document run;
    run.Parse(ran.out);
    ASSERT_FALSE(run.HasParseError());
    double of_run = -1;
    for (const auto& metric : run["summary"]["models"][0]["metrics"].GetArray())
        if (metric["metric"] == "contains") of_run = metric["mean"].GetDouble();
    const auto rows = write("rows.jsonl", cli_.run({"show", "--format", "jsonl"}).out);
    const auto scored = score("contains", rows, data, {"--format", "json"});
    EXPECT_EQ(scored.code, 0) << scored.err;
    rapidjson::Document json;
    json.Parse(scored.out);
    ASSERT_FALSE(json.HasParseError()) << scored.out;
    EXPECT_EQ(json["n"].GetInt(), 16);
    EXPECT_DOUBLE_EQ(json["figures"][0]["value"].GetDouble(), of_run);
}

TEST_F(Score, RefusesJsonLinesOnStandardInputThatNobodyNamedSo) {
    const auto lines = write("lines", "{\"answer\":\"Paris\"}\n");
    const auto finished = cli_.run_redirected(
        {"score", "--metric", "contains", "--candidates", "-", "--references", right_},
        "<" + lines);
    expect_refused(finished, {"standard input: looks like JSON Lines", "--input-format jsonl"});
}

TEST_F(Score, CountsAndNamesPairsThatAreNotScored) {
    const auto some = write("some.jsonl", "\"Paris\"\nnull\n\"Rome\"\n");
    const auto finished = score("exact_match", answers_, some, {"--format", "json"});
    EXPECT_EQ(finished.code, 0);
    EXPECT_THAT(finished.out, AllOf(HasSubstr(R"("n":3,"scored":2)"),
                                    HasSubstr("exact_match: not scored (no reference)")));
    const auto none = score("exact_match", answers_, "");
    EXPECT_EQ(none.code, 5) << "no figure at all";
    EXPECT_THAT(none.out, HasSubstr("3 pairs, 0 scored, 3 not"));
}

TEST_F(Score, EndsWithFiveWhereTheMetricGivesWhatIsNoNumber) {
    const auto odd = write("odd.txt", "abc\nnan\n");
    const auto two = write("two.txt", "abc\nx\n");
    const auto finished =
        score("ratio", odd, two,
              {"--plugin-dir", HEXAMETER_BUILD_DIR "/tests/plugins/ratio", "--format", "json"});
    EXPECT_EQ(finished.code, 5);
    EXPECT_THAT(finished.err,
                HasSubstr("error: 2: ratio gave a value for length_ratio that is not"));
    EXPECT_THAT(finished.out, AllOf(HasSubstr(R"("n":2,"scored":1,"failed":1)"),
                                    HasSubstr(R"("aggregate":"ratio","value":1.0)")));
}

TEST_F(Score, RefusesFilesThatDoNotFit) {
    expect_refused(score("contains", path("none.txt"), right_), {"none.txt: no such file"});
    expect_refused(score("contains", write("empty.txt", ""), right_), {"empty.txt: is empty"});
    expect_refused(score("contains", write("two.txt", "a\nb\n"), right_),
                   {"two.txt holds 2", "right.txt holds 3"});
    expect_refused(score("contains", write("bad.txt", "a\nb\n\xC3(\n"), right_),
                   {"bad.txt:3: byte 1 of the line, 0xC3, is not valid UTF-8"});
    expect_refused(score("contains", answers_, right_, {"-o", answers_}),
                   {"--output", "it is the file of candidates"});
}

TEST_F(Score, RefusesMetricsAndConfigurationsThatAreNone) {
    expect_refused(score("contians", answers_, right_), {"--metric", "contians", "contains"});
    expect_refused(cli_.run({"score", "--candidates", answers_}), {"--metric"});
    expect_refused(cli_.run({"score", "--metric", "contains"}), {"--candidates"});
    expect_refused(score("regex", answers_, "", {"--pattern", "("}), {"metric regex", "\"(\""});
    expect_refused(score("regex", answers_, "", {"--group", "1"}), {"metric regex", "\"pattern\""});
    expect_refused(score("regex", answers_, "", {"--group", "x"}), {"--group", "whole number"});
    expect_refused(score("contains", answers_, right_, {"--pattern", "x"}),
                   {"--pattern: metric contains does not take this flag; it is of metric regex"});
    expect_refused(score("contains", answers_, right_, {"--config", "{\"ignore_cas\":true}"}),
                   {"--config /ignore_cas", "did you mean 'ignore_case'?"});
    expect_refused(score("contains", answers_, right_, {"--config", "{"}), {"--config"});
    expect_refused(score("contains", answers_, right_, {"--format", "xml"}), {"--format", "xml"});
}

}  // namespace
}  // namespace hexameter::e2e
