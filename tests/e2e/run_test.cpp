// `hexameter run` as the README shows it, and every form of its output.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "e2e/event_log.hpp"
#include "e2e/program.hpp"
#include "unit/base/temp_folder.hpp"

namespace hexameter::e2e {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

// The rows of the tables that no clock decides: tokens and scores.
std::vector<std::string> rows_of_no_clock(const std::string& text) {
    std::vector<std::string> rows;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
        for (const char* metric : {"  output_tokens ", "  exact_match ", "  contains "})
            if (line.starts_with(metric)) rows.push_back(line);
    return rows;
}

TEST(Hexameter, TellsItsVersionAndItsCommands) {
    const Cli cli;
    const auto version = cli.run({"--version"});
    EXPECT_EQ(version.code, 0);
    EXPECT_EQ(version.out, HEXAMETER_VERSION "\n");
    const auto help = cli.run({"--help"});
    EXPECT_EQ(help.code, 0);
    for (const char* command : {"run", "models", "list", "show", "compare", "delete", "plugin"})
        EXPECT_THAT(help.out, HasSubstr(std::string("\n  ") + command));
}

TEST(Hexameter, HelpOfRunShowsFlagsOfPluginsAndExamples) {
    const auto help = Cli().run({"run", "--help"});
    EXPECT_EQ(help.code, 0);
    EXPECT_THAT(help.out, AllOf(HasSubstr("--prompt"), HasSubstr("--url"), HasSubstr("--ttft-ms"),
                                HasSubstr("Examples:")));
}

TEST(Run, OfTheExampleShowsATableAndSaysWhereItIsKept) {
    const Cli cli;
    const auto run = cli.run({"run", HEXAMETER_SOURCE_DIR "/examples/text-two-models.yaml"});
    EXPECT_EQ(run.code, 0) << run.err;
    EXPECT_THAT(run.out,
                AllOf(HasSubstr("swift (simulated)"), HasSubstr("steady (simulated)"),
                      HasSubstr("ttft"), HasSubstr("exact_match"), HasSubstr("24 ok, 0 failed")));
    EXPECT_THAT(run.err, AllOf(HasSubstr("24/24"), HasSubstr("kept in " + cli.home().string()),
                               HasSubstr(" show "), HasSubstr(" compare ")));
    EXPECT_EQ(cli.kept().size(), 1u);
    const auto shown =
        rows_of_no_clock(hexameter::testing::content_of(HEXAMETER_SOURCE_DIR "/README.md"));
    EXPECT_EQ(shown.size(), 6U);
    EXPECT_EQ(rows_of_no_clock(run.out), shown) << "README's are others";
}

TEST(Run, LaysTheFlagsOfMetricsOverEachThatHasThem) {
    const Cli cli;
    const auto file =
        cli.folder().write("run.yaml",
                           "modality: text\nmodels: [{provider: simulated, model: swift}]\n"
                           "dataset: {samples: [{prompt: 'What is the capital of France?', "
                           "reference: PARIS}]}\n"
                           "metrics: [{id: exact_match, config: {ignore_punctuation: true}}, "
                           "contains, {id: regex, config: {pattern: P}}]\n");
    const std::vector<std::string> words{"run",      file.string(), "--ignore-case", "true",
                                         "--format", "json",        "--pattern",     "paris"};
    auto dry = words;
    dry.emplace_back("--dry-run");
    for (const auto& typed : {words, dry}) {
        const auto run = cli.run(typed);
        EXPECT_EQ(run.code, 0) << run.err;
        const auto shown = parsed(run.out);
        const auto& metrics = shown["spec"]["metrics"];
        ASSERT_EQ(metrics.Size(), 3U);
        EXPECT_TRUE(metrics[0]["config"]["ignore_punctuation"].GetBool());
        EXPECT_TRUE(metrics[0]["config"]["ignore_case"].GetBool());
        EXPECT_TRUE(metrics[1]["config"]["ignore_case"].GetBool());
        EXPECT_STREQ(metrics[2]["config"]["pattern"].GetString(), "paris");
        EXPECT_FALSE(metrics[2]["config"].HasMember("ignore_case"));
    }
    EXPECT_EQ(cli.kept().size(), 1U);
}

TEST(Run, KeepsNothingWithNoKeepAndUsesTheHomeThatIsNamed) {
    const Cli cli;
    const auto none = cli.run(quick_run({"--no-keep"}));
    EXPECT_EQ(none.code, 0) << none.err;
    EXPECT_THAT(none.err, Not(HasSubstr("kept in")));
    EXPECT_FALSE(std::filesystem::exists(cli.home()));
    const auto other = cli.folder().path() / "other";
    const auto run = cli.run(quick_run({"--home", other.string()}));
    EXPECT_EQ(run.code, 0) << run.err;
    EXPECT_THAT(run.err, HasSubstr("kept in " + other.string()));
    EXPECT_FALSE(std::filesystem::exists(cli.home()));
    EXPECT_THAT(cli.run({"list", "--home", other.string()}).out, HasSubstr("swift"));
}

TEST(Run, WritesJsonWithEverything) {
    const auto run = Cli().run(quick_run({"--iterations", "3", "--format", "json"}));
    EXPECT_EQ(run.code, 0) << run.err;
    const Json json = parsed(run.out);
    ASSERT_TRUE(json.IsObject());
    ASSERT_TRUE(json.HasMember("iterations"));
    EXPECT_EQ(json["iterations"].Size(), 3u);
}

TEST(Run, TakesItsTimeLimitsToTheMillisecond) {
    const auto run =
        Cli().run(quick_run({"--timeout", "1.001", "--stall-timeout", "2.01", "--format", "json"}));
    EXPECT_EQ(run.code, 0) << run.err;
    const Json json = parsed(run.out);
    ASSERT_TRUE(json.IsObject());
    EXPECT_EQ(json["spec"]["limits"]["total_ms"].GetUint64(), 1001u);
    EXPECT_EQ(json["spec"]["limits"]["stall_ms"].GetUint64(), 2010u);
}

TEST(Run, WritesAnObjectPerIterationAsJsonLines) {
    const auto run = Cli().run(quick_run({"--iterations", "3", "--format", "jsonl"}));
    const auto lines = lines_of(run.out);
    ASSERT_EQ(lines.size(), 3u) << run.err;
    for (const auto& line : lines) EXPECT_TRUE(parsed(line).IsObject());
}

TEST(Run, WritesARowPerIterationAsCsv) {
    const auto run = Cli().run(quick_run({"--iterations", "3", "--format", "csv"}));
    const auto lines = lines_of(run.out);
    ASSERT_EQ(lines.size(), 4u) << run.err;
    for (const char* column : {"model", "iteration", "status", "ttft", "total"})
        EXPECT_THAT(lines[0], HasSubstr(column));
    for (const auto& line : lines)
        EXPECT_EQ(std::count(line.begin(), line.end(), ','),
                  std::count(lines[0].begin(), lines[0].end(), ','));
}

TEST(Run, WritesMarkdownTables) {
    const auto run = Cli().run(quick_run({"--format", "md"}));
    EXPECT_EQ(run.code, 0) << run.err;
    EXPECT_THAT(run.out, AllOf(StartsWith("# "), HasSubstr("| metric | unit |"),
                               HasSubstr("\n| ttft | ms | 1 |")));
}

TEST(Run, WritesItsReportIntoAFile) {
    const Cli cli;
    const auto file = cli.folder().path() / "report.json";
    const auto run = cli.run(quick_run({"--format", "json", "-o", file.string()}));
    EXPECT_EQ(run.code, 0) << run.err;
    EXPECT_THAT(run.out, IsEmpty());
    EXPECT_TRUE(parsed(hexameter::testing::content_of(file)).IsObject());
    EXPECT_FALSE(std::filesystem::exists(file.string() + ".part"));
}

TEST(Run, WritesEventsThatTheSchemaAllowsInTheirOrder) {
    const Cli cli;
    const auto file = cli.folder().path() / "events.jsonl";
    const auto run = cli.run(quick_run(
        {"--iterations", "3", "--warmup", "2", "--model", "steady", "--events", file.string()}));
    EXPECT_EQ(run.code, 0) << run.err;
    const auto events = valid_events(hexameter::testing::content_of(file));
    expect_order(events);
    EXPECT_EQ(count_of(events, "model_start"), 2u);
    EXPECT_EQ(count_of(events, "warmup"), 4u);
    EXPECT_EQ(count_of(events, "iteration_complete"), 10u);
    ASSERT_FALSE(events.empty());
    EXPECT_EQ(text_at(events.back(), "event"), "complete");
}

TEST(Run, PutsEventsAloneOnStandardOutputWhenAsked) {
    const auto run = Cli().run(quick_run({"--events", "-"}));
    EXPECT_EQ(run.code, 0) << run.err;
    const auto events = valid_events(run.out);
    ASSERT_FALSE(events.empty());
    EXPECT_EQ(text_at(events.back(), "event"), "complete");
}

TEST(Run, TakesAFileBehindAFlagThatMayBeGivenAgain) {
    const Cli cli;
    const auto file = cli.folder().write("run.yaml",
                                         "modality: text\ndataset: {samples: [{prompt: Hello}]}\n"
                                         "models: [{provider: simulated, model: swift, config: "
                                         "{ttft_ms: 1, itl_ms: 1, tokens: 2}}]\n");
    const auto run = cli.run({"run", "--tag", "nightly", file.string(), "--format", "csv"});
    EXPECT_EQ(run.code, 0) << run.err;
    EXPECT_EQ(lines_of(run.out).size(), 2u);
    EXPECT_EQ(cli.run({"list", "--tag", "nightly", "--format", "jsonl"}).out,
              cli.run({"list", "--format", "jsonl"}).out);
}

TEST(Run, ReadsItsFileFromStandardInput) {
    const Cli cli;
    const auto folder = cli.folder().path().string();
    cli.folder().write("q.jsonl", "{\"prompt\": \"Hi\"}\n{\"prompt\": \"Ho\"}\n");
    const auto piped = [&](const std::string& text, const std::vector<std::string>& words) {
        const auto file = cli.folder().write("piped.yaml", text).string();
        return cli.run_redirected(words, "<" + file, "cd '" + folder + "'");
    };
    const std::string whole =
        "modality: text\ndataset: q.jsonl\nmodels: [{provider: simulated, model: swift}]\n";
    const auto run = piped(whole, {"run", "-", "--name", "piped"});
    EXPECT_EQ(run.code, 0) << run.err;
    EXPECT_THAT(run.out, HasSubstr("q.jsonl, 2 samples"));
    EXPECT_EQ(cli.run({"repeat", "latest"}).code, 0) << "it was kept with the whole path";
    const auto wrong = piped(whole + "iterations: none\nname: 3\n", {"run", "-"});
    EXPECT_EQ(wrong.code, 2);
    EXPECT_THAT(wrong.err, AllOf(HasSubstr("standard input:4:1 iterations: "),
                                 HasSubstr("standard input:5:1 name: ")));
    EXPECT_THAT(piped("", {"run", "-"}).err, HasSubstr("error: standard input"));
    EXPECT_THAT(piped(whole + "asserts: [okk>0]\n", {"run", "-"}).err,
                HasSubstr("standard input:4:11 asserts[0]: "));
}

TEST(Run, TakesStepsOfAFilterAsObjects) {
    const Cli cli;
    const auto with = [&](const std::string& step) {
        return cli.run(quick_run({"--filter", step, "--format", "json"}));
    };
    const auto run = with(R"({"function": "regex", "regex_pattern": "[A-Z]", "group_select": -1})");
    EXPECT_EQ(run.code, 0) << run.err;
    EXPECT_THAT(run.out, HasSubstr(R"("group_select":-1)"));
    EXPECT_THAT(with(R"({"function": )").err, HasSubstr("--filter: value:1:"));
    EXPECT_THAT(with(R"({"function": "regex", "pattern": "a"})").err, HasSubstr("--filter: "));
    EXPECT_THAT(with("regexx:a").err, HasSubstr("error: --filter: modality text: "));
}

TEST(Run, LaysFlagsOverAFileThatLacksWhatTheyGive) {
    const Cli cli;
    const std::string model =
        "models: [{provider: simulated, model: steady, config: {ttft_ms: 1, "
        "itl_ms: 1, tokens: 2}}]\n";
    const std::string sample = "dataset: {samples: [{prompt: Hello}]}\n";
    const auto without_data = cli.folder().write("nods.yaml", "modality: text\n" + model).string();
    const auto without_models = cli.folder().write("nomod.yaml", sample).string();
    const auto whole = cli.folder().write("whole.yaml", sample + model).string();
    const auto samples = cli.folder().write("d.csv", "prompt\nHello\n").string();
    const auto ran = [&](const std::vector<std::string>& words) {
        const auto run = cli.run(words);
        EXPECT_EQ(run.code, 0) << run.err;
        return run.out;
    };
    EXPECT_THAT(ran({"run", without_data, "--prompt", "x"}), HasSubstr("steady (simulated)"));
    EXPECT_THAT(ran({"run", without_data, "--dataset", samples}), HasSubstr("data: d.csv"));
    EXPECT_THAT(ran({"run", without_models, "--provider", "simulated", "--model", "swift",
                     "--ttft-ms", "1", "--tokens", "2"}),
                HasSubstr("swift (simulated)"));
    EXPECT_THAT(ran({"run", whole, "--modality", "text"}), HasSubstr("steady (simulated)"));
    EXPECT_THAT(ran({"run", whole, "--model", "swift"}), HasSubstr("swift (simulated)"));
    EXPECT_THAT(ran({"run", whole, "--provider", "null"}), HasSubstr("steady (null)"));
    const auto nothing = cli.run({"run", without_data});
    EXPECT_EQ(nothing.code, 2);
    EXPECT_THAT(nothing.err, HasSubstr("nods.yaml:1:1: the field 'dataset' is missing"));
}

TEST(Run, NamesTheFieldOfAMissingDataSetAndAMetricThatCanScoreNothing) {
    const Cli cli;
    const std::string model = "models: [{provider: simulated, model: swift}]\n";
    const auto missing =
        cli.folder().write("nightly.yaml", "modality: text\n" + model + "dataset: q.jsonl\n");
    const auto run = cli.run({"run", missing.string()});
    EXPECT_EQ(run.code, 2);
    EXPECT_THAT(run.err, HasSubstr("nightly.yaml:3:1 dataset: "));
    EXPECT_THAT(run.err, HasSubstr("paths are relative to the run file"));
    const auto scored = cli.run(quick_run({"--metric", "exact_match"}));
    EXPECT_EQ(scored.code, 2);
    EXPECT_THAT(scored.err, HasSubstr("metrics[0] exact_match: no sample has a reference"));
    const auto partly = cli.folder().write("some.jsonl",
                                           "{\"prompt\":\"a\"}\n{\"prompt\":\"b\","
                                           "\"reference\":\"x\"}\n");
    const auto noted =
        cli.run({"run", "--provider", "simulated", "--model", "swift", "--ttft-ms", "1", "--tokens",
                 "2", "--metric", "exact_match", "--dataset", partly.string()});
    EXPECT_EQ(noted.code, 0) << noted.err;
    EXPECT_THAT(noted.out, HasSubstr("note: 1 x exact_match: not scored (no reference)"));
}

TEST(Models, ListsThoseOfAProviderAndHintsForServersThatDoNotAnswer) {
    const Cli cli;
    const auto one = cli.run({"models", "--provider", "simulated"});
    EXPECT_EQ(one.code, 0);
    EXPECT_THAT(one.out, AllOf(HasSubstr("swift"), HasSubstr("flaky")));
    const Json details =
        parsed(cli.run({"models", "--provider", "simulated", "--format", "json"}).out);
    EXPECT_GT(details[0]["details"]["ttft_ms"].GetDouble(), 0.0);
    // Nothing answers on port 9 of this machine.
    const auto all = cli.run({"models", "--url", "http://127.0.0.1:9"});
    EXPECT_EQ(all.code, 0);
    EXPECT_THAT(all.out, HasSubstr("swift"));
    for (const char* provider : {"ollama", "openai"})
        EXPECT_THAT(all.err, HasSubstr(std::string(provider) + ": no models from "
                                                               "http://127.0.0.1:9"));
    EXPECT_THAT(all.err, HasSubstr("--provider ollama --url URL"));
    const auto dead = cli.run({"models", "--provider", "ollama", "--url", "http://127.0.0.1:9"});
    EXPECT_EQ(dead.code, 5);
    EXPECT_THAT(dead.err, AllOf(HasSubstr("refused"), HasSubstr("--url URL")));
}

TEST(Plugin, ListsWhatIsLoadedAndInspectsAFile) {
    const Cli cli;
    // Whether a table has room for the files depends on where they are.
    const auto list = cli.run({"plugin", "list", "--format", "csv"});
    EXPECT_EQ(list.code, 0);
    for (const char* id : {"text", "simulated", "openai", "ollama", "null", "exact_match"})
        EXPECT_THAT(list.out, HasSubstr("," + std::string(id) + ","));
    EXPECT_THAT(list.out, HasSubstr(HEXAMETER_PLUGIN_DIR "/openai.so"));
    const auto file = cli.run({"plugin", "inspect", HEXAMETER_PLUGIN_DIR "/openai.so"});
    EXPECT_EQ(file.code, 0);
    EXPECT_THAT(file.out, AllOf(HasSubstr("sha256"), HasSubstr("exports   hexameter_plugin_v1\n"),
                                HasSubstr("provider openai")));
    const auto nothing = cli.run({"plugin", "inspect", "/nowhere.so"});
    EXPECT_EQ(nothing.code, 2) << nothing.err;
}

TEST(Plugin, IsInspectedByWhatTheListCallsIt) {
    const Cli cli;
    for (const char* word : {"exact_match", "equals", "exact_match.so"}) {
        const auto found = cli.run({"plugin", "inspect", word});
        EXPECT_EQ(found.code, 0) << found.err;
        EXPECT_THAT(found.out, HasSubstr("metric exact_match "));
    }
    const auto near = cli.run({"plugin", "inspect", "exct_match"});
    EXPECT_EQ(near.code, 2);
    EXPECT_THAT(near.err, AllOf(HasSubstr("exct_match: no such file"),
                                HasSubstr("did you mean \"exact_match\"?"),
                                HasSubstr("hexameter plugin list")));
}

}  // namespace
}  // namespace hexameter::e2e
