// A run that is stopped or killed: what was measured is there afterwards.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <fstream>
#include <set>

#include "e2e/event_log.hpp"
#include "e2e/program.hpp"

namespace hexameter::e2e {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::SizeIs;

// Many answers of a model that takes its time, told on standard output as they come.
std::vector<std::string> long_run(const std::vector<std::string>& more = {}) {
    std::vector<std::string> words{
        "run", "--provider", "simulated", "--model",  "slow", "--prompt",     "Hello", "--events",
        "-",   "--ttft-ms",  "10",        "--itl-ms", "2",    "--iterations", "100000"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

Json kept_run(const Cli& cli) {
    const auto shown = cli.run({"show", "latest", "--format", "json"});
    EXPECT_EQ(shown.code, 0) << shown.err;
    return parsed(shown.out);
}

std::size_t count_with_status(const Json& run, const std::string& status) {
    std::size_t count = 0;
    for (const auto& iteration : run["iterations"].GetArray())
        count += text_at(iteration, "status") == status;
    return count;
}

std::string status_in_list(const Cli& cli) {
    const Json list = parsed(cli.run({"list", "--format", "json"}).out);
    return list.IsArray() && list.Size() == 1 ? text_at(list[0], "status") : "";
}

TEST(Interrupt, OnceFinishesWhatIsInFlightAndSaves) {
    const Cli cli;
    auto program = cli.start(long_run({"--tokens", "20"}));
    program.wait_for_line("\"iteration_complete\"");
    program.wait_for_line("\"first_token\"");
    program.signal(SIGINT);
    const auto finished = program.finish();
    EXPECT_EQ(finished.code, 130);
    EXPECT_THAT(finished.err, HasSubstr("finishing what is in flight"));
    EXPECT_THAT(finished.err, AllOf(HasSubstr("kept in"), HasSubstr("run --resume ")));
    EXPECT_THAT(finished.out, HasSubstr("\"event\":\"cancelled\""));
    const Json run = kept_run(cli);
    EXPECT_EQ(count_with_status(run, "ok"), run["iterations"].Size());
    EXPECT_GE(run["iterations"].Size(), 2u);
    EXPECT_EQ(status_in_list(cli), "cancelled");
}

TEST(Interrupt, WhileTheLastOneIsInFlightLeavesACompleteRun) {
    const Cli cli;
    auto program = cli.start({"run", "--provider", "simulated", "--model", "slow", "--prompt",
                              "Hello", "--events", "-", "--itl-ms", "2", "--tokens", "200"});
    program.wait_for_line("\"token\"");
    program.signal(SIGINT);
    const auto finished = program.finish();
    EXPECT_EQ(finished.code, 0) << finished.err;
    EXPECT_THAT(finished.out, HasSubstr("\"event\":\"complete\""));
    EXPECT_EQ(status_in_list(cli), "complete");
}

TEST(Interrupt, TwiceCutsWhatIsInFlightAndKeepsItsTokens) {
    const Cli cli;
    auto program = cli.start(long_run({"--tokens", "32768"}));
    program.wait_for_line("\"token\"");
    program.signal(SIGINT);
    program.wait_for_error("finishing what is in flight");
    program.signal(SIGINT);
    const auto finished = program.finish();
    EXPECT_EQ(finished.code, 130);
    EXPECT_THAT(finished.err, HasSubstr("cutting what is in flight"));
    const Json run = kept_run(cli);
    ASSERT_EQ(run["iterations"].Size(), 1u);
    EXPECT_EQ(text_at(run["iterations"][0], "status"), "cancelled");
    EXPECT_NE(text_at(run["iterations"][0], "answer"), "");
    EXPECT_EQ(status_in_list(cli), "cancelled");
    EXPECT_THAT(cli.run({"show"}).out, HasSubstr("0 of 100000 iterations are here"));
    EXPECT_THAT(cli.run({"list"}).out, HasSubstr(" 0 of 100000"));
}

TEST(Interrupt, ReportsWhatWasMeasured) {
    const Cli cli;
    const auto report = cli.folder().path() / "report.txt";
    auto program = cli.start(long_run({"--tokens", "20", "-o", report.string()}));
    program.wait_for_line("\"iteration_complete\"");
    program.signal(SIGTERM);
    EXPECT_EQ(program.finish().code, 130);
    EXPECT_THAT(hexameter::testing::content_of(report),
                AllOf(HasSubstr("cancelled"), HasSubstr("ttft")));
}

// A shell that ends says so, and then the kernel once more.
TEST(Hangup, HoweverOftenFinishesWhatIsInFlightAndSaves) {
    const Cli cli;
    auto program = cli.start(long_run({"--tokens", "20"}), Program::Terminal::yes);
    program.wait_for_line("\"iteration_complete\"");
    program.wait_for_line("\"first_token\"");
    for (int i = 0; i < 3; ++i) program.signal(SIGHUP);
    EXPECT_EQ(program.finish().code, 130);
    const Json run = kept_run(cli);
    EXPECT_EQ(count_with_status(run, "ok"), run["iterations"].Size());
    EXPECT_GE(run["iterations"].Size(), 2u);
    EXPECT_EQ(status_in_list(cli), "cancelled");
}

// As nohup starts it.
TEST(Hangup, ThatWasIgnoredAtTheStartStaysSo) {
    const Cli cli;
    std::signal(SIGHUP, SIG_IGN);
    auto program = cli.start(long_run({"--tokens", "3"}));
    std::signal(SIGHUP, SIG_DFL);
    program.wait_for_line("\"iteration_complete\"");
    program.signal(SIGHUP);
    for (int i = 0; i < 20; ++i) program.wait_for_line("\"iteration_complete\"");
    program.signal(SIGINT);
    EXPECT_EQ(program.finish().code, 130);
}

std::string pipe_in(const Cli& cli, const std::string& name) {
    const auto pipe = cli.folder().path() / name;
    EXPECT_EQ(mkfifo(pipe.c_str(), 0600), 0);
    return pipe.string();
}

// The program hangs on a pipe of which nobody has the other end.
class Blocked : public ::testing::TestWithParam<const char*> {};

TEST_P(Blocked, BeforeTheStartEndsWithTheFirstInterrupt) {
    const Cli cli;
    const std::string flag = GetParam();
    const auto pipe = pipe_in(cli, flag == "file" ? "pipe.yaml" : "pipe.jsonl");
    std::vector<std::string> words{"run", "--provider", "simulated", "--model", "swift"};
    if (flag != "--dataset") words.insert(words.end(), {"--prompt", "x"});
    if (flag != "file") words.push_back(flag);
    words.push_back(pipe);
    auto program = cli.start(words);
    program.wait_until_blocked();
    program.signal(SIGINT);
    EXPECT_EQ(program.finish().code, 130);
    EXPECT_THAT(cli.kept(), SizeIs(0));
}

INSTANTIATE_TEST_SUITE_P(
    Every, Blocked, ::testing::Values("file", "--dataset", "--events"), [](const auto& given) {
        return std::string(given.param).erase(0, given.param[0] == '-' ? 2 : 0);
    });

class Waiting : public ::testing::TestWithParam<const char*> {};

TEST_P(Waiting, ForSomebodyToWriteIntoAPipeIsToldAndEndsWhenSomebodyDoes) {
    const Cli cli;
    const bool file = std::string(GetParam()) == "file";
    const auto pipe = pipe_in(cli, file ? "pipe.yaml" : "pipe.jsonl");
    std::vector<std::string> words{"run", "--provider", "simulated", "--model", "swift"};
    if (!file) words.emplace_back("--dataset");
    words.push_back(pipe);
    auto program = cli.start(words);
    program.wait_for_error("waiting for the end of " + pipe);
    std::ofstream(pipe) << (file ? "dataset: {samples: [{prompt: x}]}\n" : "{\"prompt\": \"x\"}\n");
    const auto finished = program.finish();
    EXPECT_EQ(finished.code, 0) << finished.err;
    EXPECT_THAT(finished.out, HasSubstr("1 ok"));
}

INSTANTIATE_TEST_SUITE_P(Every, Waiting, ::testing::Values("file", "dataset"),
                         [](const auto& given) { return std::string(given.param); });

TEST(Pipe, OfEventsIsToldOfWhereNobodyReadsIt) {
    const Cli cli;
    const auto pipe = pipe_in(cli, "events");
    auto program = cli.start(quick_run({"--events", pipe}));
    program.wait_for_error("waiting for somebody to read " + pipe);
    std::ifstream events(pipe);
    std::string line;
    std::size_t count = 0;
    while (std::getline(events, line)) count += line.find("iteration_complete") != line.npos;
    EXPECT_EQ(program.finish().code, 0);
    EXPECT_GE(count, 1U);
}

TEST(Interrupt, TwiceEndsTheProgramThoughNobodyReadsItsEvents) {
    const Cli cli;
    const auto pipe = pipe_in(cli, "events");
    auto program =
        cli.start({"run", "--provider", "simulated", "--model", "slow", "--prompt", "Hello",
                   "--events", pipe, "--ttft-ms", "1", "--itl-ms", "0", "--iterations", "1000000"});
    const int reader = open(pipe.c_str(), O_RDONLY);
    ASSERT_GE(reader, 0);
    const int filler = open(pipe.c_str(), O_WRONLY | O_NONBLOCK);
    ASSERT_GE(filler, 0);
    pollfd begun{reader, POLLIN, 0};
    ASSERT_EQ(poll(&begun, 1, 60'000), 1) << "no event came";
    // Full for certain, and for good: nobody reads. Its next event blocks the program, the last one
    // at the latest.
    while (write(filler, "x", 1) == 1) continue;
    ASSERT_EQ(errno, EAGAIN);
    program.signal(SIGINT);
    program.wait_for_error("finishing what is in flight");
    program.signal(SIGINT);
    EXPECT_EQ(program.finish().code, 130);
    close(reader);
    close(filler);
    EXPECT_THAT(cli.kept(), SizeIs(1));
}

TEST(Kill, LosesNoIterationThatWasReportedComplete) {
    const Cli cli;
    for (const int completed : {1, 2, 5, 9}) {
        auto program = cli.start(long_run({"--tokens", "3", "--concurrency", "3"}));
        std::vector<std::string> told;
        for (int i = 0; i < completed; ++i)
            told.push_back(program.wait_for_line("\"iteration_complete\""));
        program.signal(SIGKILL);
        const auto finished = program.finish();
        EXPECT_EQ(finished.code, 128 + SIGKILL);
        const auto whole_lines = finished.out.substr(0, finished.out.rfind('\n') + 1);
        for (const auto& line : lines_of(whole_lines))
            if (line.find("\"iteration_complete\"") != std::string::npos) told.push_back(line);

        const Json run = kept_run(cli);
        EXPECT_GE(run["iterations"].Size(), told.size());
        std::set<int> there;
        for (const auto& iteration : run["iterations"].GetArray())
            there.insert(iteration["iteration"].GetInt());
        for (const auto& line : told)
            EXPECT_TRUE(there.contains(parsed(line)["iteration"].GetInt()));
        EXPECT_EQ(status_in_list(cli), "interrupted");
        const auto count = std::to_string(run["iterations"].Size());
        EXPECT_THAT(cli.run({"show"}).out, HasSubstr(count + " of 100000 iterations are here"));
        EXPECT_THAT(cli.run({"list"}).out, HasSubstr(" " + count + " of 100000"));
        EXPECT_EQ(cli.run({"delete", "--all", "--yes"}).code, 0);
        ASSERT_THAT(cli.kept(), SizeIs(0));
    }
}

TEST(AnotherProcess, SeesThatARunGoesOnAndDoesNotDeleteIt) {
    const Cli cli;
    auto program = cli.start(long_run({"--tokens", "3"}));
    program.wait_for_line("\"iteration_complete\"");
    ASSERT_THAT(cli.kept(), SizeIs(1));
    const auto id = cli.kept()[0];
    EXPECT_EQ(status_in_list(cli), "running");
    EXPECT_THAT(cli.run({"show", id}).out, HasSubstr("Still running: "));
    for (const auto& words :
         {std::vector<std::string>{"delete", id}, {"delete", "--all", "--yes"}}) {
        const auto refused = cli.run(words);
        EXPECT_EQ(refused.code, 2);
        EXPECT_EQ(refused.out, "");
        EXPECT_THAT(refused.err, AllOf(HasSubstr(id), HasSubstr("still going on")));
    }
    program.wait_for_line("\"iteration_complete\"");
    program.signal(SIGINT);
    EXPECT_EQ(program.finish().code, 130);
    EXPECT_EQ(status_in_list(cli), "cancelled");
    EXPECT_EQ(cli.run({"delete", id}).code, 0);
}

}  // namespace
}  // namespace hexameter::e2e
