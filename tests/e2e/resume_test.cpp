// Runs that are gone on with and run again, as a user does it; and what kill -9 leaves.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <random>
#include <set>

#include "e2e/event_log.hpp"
#include "e2e/program.hpp"

namespace hexameter::e2e {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::SizeIs;

std::vector<std::string> hundred(const std::vector<std::string>& more = {}) {
    std::vector<std::string> words{
        "run",   "--provider",   "simulated", "--model",  "swift", "--prompt",
        "Hello", "--events",     "-",         "--itl-ms", "1",     "--ttft-ms",
        "2",     "--iterations", "100",       "--tokens", "4"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

Json shown(const Cli& cli) {
    return parsed(cli.run({"show", "latest", "--format", "json"}).out);
}

void expect_all_hundred_once(const Json& run) {
    std::set<unsigned> there;
    for (const auto& iteration : run["iterations"].GetArray())
        EXPECT_TRUE(there.insert(iteration["iteration"].GetUint()).second);
    EXPECT_THAT(there, SizeIs(100));
    EXPECT_EQ(text_at(run["summary"], "status"), "complete");
}

TEST(Resume, GoesOnAfterCtrlC) {
    const Cli cli;
    auto program = cli.start(hundred());
    program.wait_for_line("\"iteration_complete\"");
    program.signal(SIGINT);
    EXPECT_EQ(program.finish().code, 130);
    EXPECT_THAT(cli.run({"show", "latest"}).err, HasSubstr("run --resume " + cli.kept().at(0)));
    const auto resumed = cli.run({"run", "--resume", "latest", "-o", "/dev/null"});
    EXPECT_EQ(resumed.code, 0) << resumed.err;
    EXPECT_EQ(cli.run({"show", "latest"}).err, "");
    expect_all_hundred_once(shown(cli));
    EXPECT_THAT(cli.kept(), SizeIs(1));
    EXPECT_THAT(cli.run({"show", "latest"}).out, HasSubstr("Resumed at 20"));
}

TEST(Resume, GoesOnAfterKill9) {
    const Cli cli;
    auto program = cli.start(hundred());
    program.wait_for_line("\"iteration_complete\"");
    program.signal(SIGKILL);
    static_cast<void>(program.finish());
    EXPECT_THAT(cli.run({"show"}).err, HasSubstr("run --resume " + cli.kept().at(0)));
    EXPECT_EQ(cli.run({"run", "--resume", "latest", "-o", "/dev/null"}).code, 0);
    expect_all_hundred_once(shown(cli));
}

TEST(Resume, SaysWhatItCannotGoOnWith) {
    const Cli cli;
    EXPECT_EQ(cli.run(quick_run()).code, 0);
    const auto complete = cli.run({"run", "--resume", "latest"});
    EXPECT_EQ(complete.code, 2);
    EXPECT_THAT(complete.err,
                AllOf(HasSubstr("nothing is left to do"), HasSubstr("hexameter repeat")));
    const auto flags = cli.run({"run", "--resume", "latest", "--iterations", "3"});
    EXPECT_EQ(flags.code, 2);
    EXPECT_THAT(flags.err, AllOf(HasSubstr("--resume"), HasSubstr("leave out --iterations")));
    const auto absent = cli.run({"run", "--resume", "2020"});
    EXPECT_EQ(absent.code, 2);
    EXPECT_THAT(absent.err, HasSubstr("no run has an id that begins with '2020'"));
}

TEST(Repeat, RunsTheSameSpecAsANewRun) {
    const Cli cli;
    EXPECT_EQ(cli.run(quick_run({"--seed", "7", "--tag", "night"})).code, 0);
    const auto before = shown(cli);
    const auto repeated = cli.run({"repeat", "latest", "--format", "json"});
    EXPECT_EQ(repeated.code, 0) << repeated.err;
    const auto again = parsed(repeated.out);
    EXPECT_NE(text_at(again, "id"), text_at(before, "id"));
    EXPECT_EQ(again["spec"], before["spec"]);
    EXPECT_THAT(cli.kept(), SizeIs(2));
}

TEST(Repeat, SaysWhenTheDataSetHasChanged) {
    const Cli cli;
    const auto data = cli.folder().write("data.jsonl", R"({"prompt": "one"})");
    EXPECT_EQ(
        cli.run({"run", "--provider", "null", "--model", "m", "--dataset", data.string()}).code, 0);
    cli.folder().write("data.jsonl", R"({"prompt": "two"})");
    const auto repeated = cli.run({"repeat", "latest"});
    EXPECT_EQ(repeated.code, 0) << repeated.err;
    EXPECT_THAT(repeated.err, HasSubstr("the samples of the data set are not those of run 20"));
}

// What was told is there afterwards, and nothing of it twice. `./dev kills` asks for more of them.
TEST(Kill9, AtAnyMomentLosesNoIterationThatWasTold) {
    const char* asked = std::getenv("HEXAMETER_KILLS");  // NOLINT(concurrency-mt-unsafe)
    const int kills = asked != nullptr ? std::atoi(asked) : 20;
    std::minstd_rand random(20261121);
    for (int i = 0; i < kills; ++i) {
        const Cli cli;
        auto program =
            cli.start({"run", "--provider", "null", "--model", "m", "--prompt", "Hello",
                       "--iterations", "1000000", "--concurrency", "4", "--events", "-"});
        std::string last;
        for (auto lines = 1 + random() % 400; lines > 0; --lines)
            last = program.wait_for_line("\"iteration_complete\"");
        program.signal(SIGKILL);
        std::set<unsigned> told{parsed(last)["iteration"].GetUint()};
        for (const auto& line : lines_of(program.finish().out)) {
            if (line.find("\"iteration_complete\"") == std::string::npos || line.back() != '}')
                continue;
            told.insert(parsed(line)["iteration"].GetUint());
        }
        std::set<unsigned> kept;
        const auto run = cli.run({"show", "latest", "--format", "jsonl"});
        ASSERT_EQ(run.code, 0) << run.err;
        for (const auto& line : lines_of(run.out))
            ASSERT_TRUE(kept.insert(parsed(line)["iteration"].GetUint()).second);
        for (const auto iteration : told) ASSERT_TRUE(kept.contains(iteration)) << iteration;
    }
}

}  // namespace
}  // namespace hexameter::e2e
