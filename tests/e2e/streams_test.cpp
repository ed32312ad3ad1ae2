// Standard streams that are full, closed or a terminal.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "e2e/event_log.hpp"
#include "e2e/program.hpp"

namespace hexameter::e2e {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class Unwritable : public ::testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(Unwritable, StandardOutputIsAnErrorAndTheRunIsKept) {
    const Cli cli;
    const auto run = cli.run_redirected(quick_run(), GetParam().second);
    EXPECT_EQ(run.code, 1);
    EXPECT_THAT(run.err, AllOf(HasSubstr("error: standard output: cannot be written"),
                               HasSubstr("kept in")));
    ASSERT_THAT(cli.kept(), SizeIs(1));
    EXPECT_EQ(cli.run({"show"}).code, 0);
    EXPECT_EQ(cli.run_redirected({"list"}, GetParam().second).code, 1);
}

INSTANTIATE_TEST_SUITE_P(Every, Unwritable,
                         ::testing::Values(std::pair("full", ">/dev/full"),
                                           std::pair("closed", ">&-")),
                         [](const auto& given) { return std::string(given.param.first); });

class Mute : public ::testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(Mute, StandardErrorChangesNothing) {
    const Cli cli;
    const auto run = cli.run_redirected(quick_run({"--format", "jsonl", "--iterations", "4"}),
                                        GetParam().second);
    EXPECT_EQ(run.code, 0);
    EXPECT_THAT(lines_of(run.out), SizeIs(4));
    EXPECT_THAT(cli.kept(), SizeIs(1));
}

INSTANTIATE_TEST_SUITE_P(Every, Mute,
                         ::testing::Values(std::pair("full", "2>/dev/full"),
                                           std::pair("closed", "2>&-"),
                                           std::pair("both_but_one", "<&- 2>&-")),
                         [](const auto& given) { return std::string(given.param.first); });

TEST(Run, WhoseReaderLeavesIsKeptWhole) {
    const Cli cli;
    // `head` leaves after the first event, long before the last.
    const auto run =
        cli.run_redirected(quick_run({"--events", "-", "--iterations", "20"}), "| head -n 1");
    EXPECT_THAT(lines_of(run.out), SizeIs(1));
    EXPECT_THAT(run.err, HasSubstr("--events"));
    const Json list = parsed(cli.run({"list", "--format", "json"}).out);
    ASSERT_EQ(list.Size(), 1u);
    EXPECT_EQ(text_at(list[0], "status"), "complete");
}

TEST(Run, WritesItsReportThroughALinkAndLeavesTheLink) {
    const Cli cli;
    const auto target = cli.folder().path() / "target.json";
    const auto link = cli.folder().path() / "link.json";
    std::ofstream(target) << "old";
    std::filesystem::create_symlink(target, link);
    EXPECT_EQ(cli.run(quick_run({"--format", "json", "-o", link.string()})).code, 0);
    EXPECT_TRUE(std::filesystem::is_symlink(link));
    EXPECT_GT(std::filesystem::file_size(target), 100U);
}

// A link to a device stands for the device: were it replaced, the link would be a file after.
TEST(Run, WritesItsReportIntoADevice) {
    const Cli cli;
    const auto link = cli.folder().path() / "device";
    std::filesystem::create_symlink("/dev/full", link);
    EXPECT_EQ(cli.run(quick_run({"-o", link.string()})).code, 1);
    EXPECT_TRUE(std::filesystem::is_character_file(link));
}

TEST(Simulate, StartsTheServerBesideTheProgram) {
    const auto help = Cli().run({"simulate", "--port", "0", "--help"});
    EXPECT_EQ(help.code, 0);
    EXPECT_NE(help.out.find("--seed"), std::string::npos);
}

TEST(Run, SaysThatItsEventsCouldNotBeWritten) {
    const Cli cli;
    const auto run = cli.run(quick_run({"--events", "/dev/full"}));
    EXPECT_EQ(run.code, 1);
    EXPECT_THAT(run.err,
                AllOf(HasSubstr("--events /dev/full: cannot be written"), HasSubstr("kept in")));
    EXPECT_THAT(run.out, HasSubstr("1 ok, 0 failed"));
}

TEST(Run, KnowsANewFileUnderTwoNames) {
    const Cli cli;
    const testing::TempFolder folder;
    const auto finished =
        cli.run_redirected({"run", "--provider", "simulated", "--model", "swift", "--modality",
                            "text", "--prompt", "x", "-o", "new.txt", "--events", "./new.txt"},
                           "", "cd " + folder.path().string());
    EXPECT_EQ(finished.code, 2) << finished.err;
    EXPECT_NE(finished.err.find("--events"), std::string::npos) << finished.err;
}

TEST(Terminal, HearsNoControlOfAnotherMaking) {
    const Cli cli;
    const auto finished = cli.run({"show", "a\x1B[31mb\u009B31mc\u202Ed"});
    EXPECT_EQ(finished.code, 2);
    EXPECT_NE(finished.err.find("a?[31mb?31mc?d"), std::string::npos) << finished.err;
}

TEST(Terminal, IsNotToldWhenAReaderLeaves) {
    const Cli cli;
    EXPECT_EQ(cli.run(quick_run()).code, 0);
    const auto finished = cli.run_redirected({"show", "--format", "csv"}, "| :");
    EXPECT_EQ(finished.err, "");
}

TEST(Run, LeavesItsOutputsAsTheyAreWhenItDoesNotStart) {
    const Cli cli;
    const auto broken = cli.folder().write("broken.yaml", "modality: text\n");
    const auto report = cli.folder().write("report.txt", "last report");
    const auto events = cli.folder().write("events.jsonl", "last events, longer than one line\n");
    const std::vector<std::string> outputs{"-o", report.string(), "--events", events.string()};
    std::vector<std::string> words{"run", broken.string()};
    words.insert(words.end(), outputs.begin(), outputs.end());
    EXPECT_EQ(cli.run(words).code, 2);
    std::filesystem::create_directory(cli.home());
    std::ofstream(cli.home() / "runs") << "no folder";
    EXPECT_NE(cli.run(quick_run(outputs)).code, 0);
    EXPECT_EQ(hexameter::testing::content_of(report), "last report");
    EXPECT_EQ(hexameter::testing::content_of(events), "last events, longer than one line\n");

    std::filesystem::remove(cli.home() / "runs");
    EXPECT_EQ(cli.run(quick_run(outputs)).code, 0);
    EXPECT_THAT(hexameter::testing::content_of(report), HasSubstr("1 ok, 0 failed"));
    EXPECT_THAT(hexameter::testing::content_of(events), ::testing::StartsWith("{"));
    EXPECT_THAT(hexameter::testing::content_of(events), ::testing::Not(HasSubstr("last")));
}

TEST(Run, MayGiveReportAndEventsToTheNullDevice) {
    EXPECT_EQ(Cli().run(quick_run({"-o", "/dev/null", "--events", "/dev/null"})).code, 0);
}

// As /dev is for everyone but root.
TEST(Run, WritesIntoADeviceWhoseFolderIsNotItsOwn) {
    const Cli cli;
    const auto closed = cli.folder().path() / "closed";
    std::filesystem::create_directory(closed);
    std::filesystem::create_symlink("/dev/null", closed / "null");
    chmod(closed.c_str(), 0500);
    // Root would be stopped by nothing.
    const std::string unprivileged =
        R"sh([ "$(id -u)" != 0 ] || exec setpriv --bounding-set=-all --inh-caps=-all "$0" "$@")sh";
    const auto run = [&](const char* name) {
        return cli.run_redirected(quick_run({"-o", (closed / name).string()}), "", unprivileged);
    };
    const auto device = run("null");
    EXPECT_EQ(device.code, 0) << device.err;
    const auto file = run("report.txt");
    EXPECT_EQ(file.code, 2);
    EXPECT_THAT(file.err, HasSubstr("Permission denied"));
    chmod(closed.c_str(), 0700);
}

TEST(Run, ReadsItsDataSetFromAPipe) {
    const Cli cli;
    const auto pipe = cli.folder().path() / "samples.jsonl";
    ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
    auto program = cli.start(
        {"run", "--provider", "simulated", "--model", "swift", "--dataset", pipe.string()});
    std::ofstream(pipe) << "{\"prompt\": \"a\"}\n" << std::flush << "{\"prompt\": \"b\"}\n";
    const auto run = program.finish();
    EXPECT_EQ(run.code, 0) << run.err;
    EXPECT_THAT(run.out, HasSubstr("2 ok, 0 failed"));
}

TEST(Terminal, ShowsABarForEachModelAndEndsWithACleanLine) {
    const Cli cli;
    auto program =
        cli.start(quick_run({"--model", "steady", "--iterations", "5"}), Program::Terminal::yes);
    const auto run = program.finish();
    EXPECT_EQ(run.code, 0);
    // The state in which the bars are left, and nothing of them behind it.
    const auto last = run.err.rfind("\x1b[K");
    ASSERT_NE(last, std::string::npos) << run.err;
    const std::string end = run.err.substr(last);
    EXPECT_THAT(end, HasSubstr("steady               [####################] 5/5"));
    EXPECT_THAT(end, HasSubstr("tokens/s\r\n\x1b[?7h\r\nkept in"));
    EXPECT_THAT(run.err, HasSubstr("swift                [####################] 5/5"));
    EXPECT_EQ(run.err.back(), '\n');
}

TEST(Terminal, KeepsItsBarsInOrderWhenInterrupted) {
    const Cli cli;
    auto program =
        cli.start({"run", "--provider", "simulated", "--model", "slow", "--prompt", "x",
                   "--ttft-ms", "5", "--itl-ms", "1", "--tokens", "40", "--iterations", "100000"},
                  Program::Terminal::yes);
    program.wait_for_error("slow ");
    program.signal(SIGINT);
    const auto run = program.finish();
    EXPECT_EQ(run.code, 130);
    EXPECT_THAT(run.err, HasSubstr("\x1b[1A\x1b[Jfinishing what is in flight"));
}

TEST(Terminal, ThatIsDumbGetsNoColorAndNoMovesOfItsCursor) {
    Cli cli;
    cli.set("TERM", "dumb");
    auto program = cli.start({"run", "--provider", "simulated", "--model", "swift", "--prompt", "x",
                              "--error-rate", "1", "--ttft-ms", "1"},
                             Program::Terminal::yes);
    const auto run = program.finish();
    EXPECT_EQ(run.code, 5);
    EXPECT_THAT(run.err, HasSubstr("[####################] 1/1  1 failed"));
    EXPECT_EQ(run.err.find('\x1b'), std::string::npos) << run.err;
}

TEST(Terminal, GetsNoColorWhereNoColorIsSet) {
    Cli cli;
    cli.set("NO_COLOR", "1");
    auto program = cli.start({"run", "--provider", "simulated", "--model", "swift", "--prompt", "x",
                              "--error-rate", "1", "--ttft-ms", "1"},
                             Program::Terminal::yes);
    const auto run = program.finish();
    EXPECT_EQ(run.code, 5);
    EXPECT_THAT(run.err, HasSubstr("1 failed"));
    EXPECT_THAT(run.err, ::testing::Not(HasSubstr("\x1b[31m")));
}

}  // namespace
}  // namespace hexameter::e2e
