// Whatever goes wrong, who reads standard output as JSON reads JSON, or nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "e2e/event_log.hpp"
#include "e2e/program.hpp"

namespace hexameter::e2e {
namespace {

using hexameter::testing::content_of;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// The program's only document on standard output, a failure told as `code`.
void expect_failure(const Finished& done, int exit_code, const std::string& code) {
    EXPECT_EQ(done.code, exit_code) << done.err;
    const Json document = parsed(done.out);
    ASSERT_TRUE(document.IsObject() && document.HasMember("error")) << done.out;
    const auto& error = document["error"];
    EXPECT_EQ(text_at(error, "code"), code);
    EXPECT_EQ(error["exit_code"].GetInt(), exit_code);
    EXPECT_THAT(text_at(error, "message"), Not(IsEmpty()));
    EXPECT_THAT(done.err, HasSubstr("error: "));
}

std::vector<std::string> in_json(std::vector<std::string> words) {
    words.insert(words.end(), {"--format", "json"});
    return words;
}

struct Failure {
    const char* name;
    std::vector<std::string> words;
    const char* code;
};

class JsonOf : public ::testing::TestWithParam<Failure> {};

TEST_P(JsonOf, AFailureIsTheFailureAndItsCode) {
    const Cli cli;
    auto words = GetParam().words;
    const auto file = cli.folder().write("wrong.yaml", "modality: text\niterations: none\n");
    for (auto& word : words)
        if (word == "FILE") word = file.string();
    expect_failure(cli.run(in_json(words)), 2, GetParam().code);
    words.emplace_back("--format=jsonl");
    expect_failure(cli.run(words), 2, GetParam().code);
}

INSTANTIATE_TEST_SUITE_P(
    Every, JsonOf,
    ::testing::Values(Failure{"unknown_run", {"show", "19990101-000000-abcd"}, "not_found"},
                      Failure{"no_run_at_all", {"compare", "latest", "latest~1"}, "not_found"},
                      Failure{"unknown_plugin", quick_run({"--modality", "smell"}), "config"},
                      Failure{"unknown_provider", {"models", "--provider", "opnai"}, "config"},
                      Failure{"wrong_file", {"run", "FILE"}, "config"},
                      Failure{"no_file", {"run", "/nowhere.yaml"}, "config"},
                      Failure{"wrong_flag", {"list", "--limt", "3"}, "config"},
                      Failure{"wrong_bytes", {"show", "\xff\xfe\"\n"}, "not_found"},
                      Failure{"unknown_command", {"lst"}, "config"}),
    [](const auto& given) { return std::string(given.param.name); });

TEST(JsonOf, AHomeThatIsNoneIsTheFailure) {
    Cli cli;
    cli.set("HOME", "");
    cli.set("HEXAMETER_HOME", "");
    for (const auto& words : {quick_run(), {"list"}, {"show"}})
        expect_failure(cli.run(in_json(words)), 2, "config");
    cli.set("HEXAMETER_HOME", "/dev/null/home");
    for (const auto& words : {quick_run(), {"list"}}) {
        const auto done = cli.run(in_json(words));
        EXPECT_NE(done.code, 0);
        EXPECT_TRUE(parsed(done.out).HasMember("error")) << done.out;
    }
}

TEST(JsonOf, ADamagedJournalIsTheFailureOrTheRestOfTheRun) {
    const Cli cli;
    ASSERT_EQ(cli.run(quick_run({"--iterations", "3"})).code, 0);
    const auto id = cli.kept().at(0);
    const auto journal = cli.home() / "runs" / id / "journal.hxj";
    const auto whole = std::filesystem::file_size(journal);
    for (const auto left : {whole - 5, whole / 2, std::uintmax_t{20}, std::uintmax_t{0}}) {
        std::filesystem::resize_file(journal, left);
        for (const auto& words : {std::vector<std::string>{"show", id}, {"list"}}) {
            const auto done = cli.run(in_json(words));
            const Json document = parsed(done.out);
            EXPECT_FALSE(document.IsNull()) << left;
            EXPECT_EQ(document.IsObject() && document.HasMember("error"), done.code != 0)
                << done.err;
        }
    }
}

TEST(JsonOf, ADeadServerIsTheRunThatFailed) {
    const Cli cli;
    const std::vector<std::string> server{"--provider", "openai", "--url", "http://127.0.0.1:1"};
    auto words = in_json({"run", "--model", "m", "--prompt", "x"});
    words.insert(words.end(), server.begin(), server.end());
    const auto run = cli.run(words);
    EXPECT_EQ(run.code, 5);
    EXPECT_EQ(text_at(parsed(run.out)["summary"], "status"), "failed");
    words = in_json({"models"});
    words.insert(words.end(), server.begin(), server.end());
    expect_failure(cli.run(words), 5, "transport");
    EXPECT_TRUE(parsed(cli.run(in_json({"models"})).out).IsArray());
}

TEST(JsonOf, ARunThatIsStoppedIsTheRunSoFar) {
    const Cli cli;
    auto run = cli.start(in_json(quick_run({"--iterations", "1000000", "--log-level", "debug"})));
    run.wait_for_error("iteration 3 of");
    run.signal(SIGINT);
    const auto done = run.finish();
    EXPECT_EQ(done.code, 130) << done.err;
    EXPECT_EQ(text_at(parsed(done.out)["summary"], "status"), "cancelled");
}

class JsonOfWhatIsStopped : public ::testing::TestWithParam<const char*> {};

TEST_P(JsonOfWhatIsStopped, BeforeItsResultIsTheInterruption) {
    const Cli cli;
    const auto pipe = cli.folder().path() / "pipe.jsonl";
    ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
    const std::string command = GetParam();
    std::vector<std::string> words{"score", "--metric", "exact_match", "--candidates", pipe};
    if (command == "run") words = {"run", "--provider", "null", "--model", "m", "--dataset", pipe};
    for (const int signal : {SIGINT, SIGTERM}) {
        auto program = cli.start(in_json(words));
        program.wait_until_blocked();
        program.signal(signal);
        expect_failure(program.finish(), 130, "cancelled");
    }
}

INSTANTIATE_TEST_SUITE_P(Every, JsonOfWhatIsStopped, ::testing::Values("run", "score"),
                         [](const auto& given) { return std::string(given.param); });

TEST(JsonOf, AWaitForAServerThatIsStoppedIsTheInterruption) {
    const Cli cli;
    auto program = cli.start(in_json({"run", "--provider", "openai", "--url", "http://127.0.0.1:1",
                                      "--model", "m", "--prompt", "x", "--wait-ready", "600"}));
    program.wait_for_error("waiting: ");
    program.signal(SIGINT);
    expect_failure(program.finish(), 130, "cancelled");
}

// A disk that is full in the middle of a document leaves none of it.
TEST(JsonOf, AFullDiskLeavesNoHalfOfADocument) {
    const Cli cli;
    ASSERT_EQ(cli.run(quick_run({"--iterations", "40"})).code, 0);
    const auto to = cli.folder().path() / "out.json";
    for (const char* redirection : {">", ">>"}) {
        std::ofstream(to) << "[]\n";
        const auto full =
            cli.run_redirected(in_json({"show"}), redirection + to.string(), "ulimit -f 8");
        EXPECT_EQ(full.code, 1);
        EXPECT_THAT(full.err, HasSubstr("error: standard output: cannot be written"));
        EXPECT_EQ(content_of(to), redirection == std::string(">") ? "" : "[]\n");
    }
}

TEST(EventsOf, AFullDiskEndWithAWholeLine) {
    const Cli cli;
    const auto to = cli.folder().path() / "events.jsonl";
    for (const auto& events : {std::string("-"), to.string()}) {
        const auto redirection = events == "-" ? ">" + to.string() : "> /dev/null";
        const auto full =
            cli.run_redirected(quick_run({"--no-keep", "--iterations", "200", "--events", events}),
                               redirection, "ulimit -f 16");
        EXPECT_EQ(full.code, 1) << full.err;
        const auto written = content_of(to);
        EXPECT_GT(written.size(), 1000U);
        EXPECT_EQ(written.back(), '\n');
        EXPECT_FALSE(valid_events(written).empty());
    }
}

TEST(EventsOf, ARunThatDoesNotStartAreNone) {
    const Cli cli;
    for (const auto& format : {std::vector<std::string>{}, {"--format", "json"}}) {
        auto words = quick_run({"--modality", "smell", "--events", "-"});
        words.insert(words.end(), format.begin(), format.end());
        const auto run = cli.run(words);
        EXPECT_EQ(run.code, 2);
        EXPECT_THAT(run.out, IsEmpty());
    }
}

TEST(JsonOf, AStandardOutputThatIsClosedIsAnErrorAlone) {
    const Cli cli;
    EXPECT_EQ(cli.run_redirected(in_json({"show", "nothing"}), ">&-").code, 2);
    EXPECT_EQ(cli.run_redirected(in_json({"list"}), ">&-").code, 1);
}

// The document is for whoever reads standard output: not for a file, and not for people.
TEST(JsonOf, AFailureGoesNowhereElse) {
    const Cli cli;
    const auto to = cli.folder().path() / "out.json";
    EXPECT_THAT(cli.run({"show", "nothing", "-o", to.string()}).out, IsEmpty());
    EXPECT_FALSE(std::filesystem::exists(to));
    EXPECT_THAT(cli.run({"show", "nothing"}).out, IsEmpty());
    EXPECT_THAT(cli.run({"show", "nothing", "--format", "csv"}).out, IsEmpty());
    ASSERT_EQ(cli.run({"config", "set", "format", "json"}).code, 0);
    expect_failure(cli.run({"show", "nothing"}), 2, "not_found");
}

}  // namespace
}  // namespace hexameter::e2e
