// list, show, compare and delete over real runs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2e/event_log.hpp"
#include "e2e/program.hpp"

namespace hexameter::e2e {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(History, ShowsARunAsItWasReported) {
    const Cli cli;
    const auto run = cli.run(quick_run({"--iterations", "3", "--format", "json"}));
    ASSERT_EQ(run.code, 0) << run.err;
    const auto kept = cli.kept();
    ASSERT_THAT(kept, SizeIs(1));
    const auto by_id = cli.run({"show", kept[0], "--format", "json"});
    EXPECT_EQ(by_id.code, 0) << by_id.err;
    EXPECT_EQ(by_id.out, run.out);
    EXPECT_EQ(cli.run({"show", "latest", "--format", "json"}).out, run.out);
    EXPECT_EQ(cli.run({"show", "--format", "json"}).out, run.out);
    EXPECT_EQ(cli.run({"show", kept[0].substr(0, kept[0].size() - 1), "--format", "json"}).out,
              run.out);
}

TEST(History, ListsRunsWithTheirDatesAtAnyWidth) {
    const Cli cli;
    ASSERT_EQ(cli.run(quick_run({"--name", "a name that is rather long for a list of runs", "--tag",
                                 "nightly", "--model", "steady", "--model", "bursty"}))
                  .code,
              0);
    const auto list = cli.run({"list"});
    EXPECT_EQ(list.code, 0);
    const auto lines = lines_of(list.out);
    ASSERT_THAT(lines, SizeIs(2));
    EXPECT_THAT(lines[1], HasSubstr(cli.kept().at(0)));
    EXPECT_THAT(lines[1], ::testing::ContainsRegex(
                              " 20[0-9][0-9]-[01][0-9]-[0-3][0-9] [0-2][0-9]:[0-5][0-9] "));
}

TEST(History, ComparesTwoRuns) {
    const Cli cli;
    for (int i = 0; i < 2; ++i) ASSERT_EQ(cli.run(quick_run({"--iterations", "5"})).code, 0);
    const auto kept = cli.kept();
    ASSERT_THAT(kept, SizeIs(2));
    const auto table = cli.run({"compare", kept[0], kept[1]});
    EXPECT_EQ(table.code, 0) << table.err;
    EXPECT_THAT(table.out, AllOf(HasSubstr("A: " + kept[0]), HasSubstr("B: " + kept[1]),
                                 HasSubstr("ttft"), HasSubstr("(A-B)/B")));
    const auto json = cli.run({"compare", kept[0], kept[1], "--format", "json"});
    EXPECT_EQ(json.code, 0);
    EXPECT_FALSE(parsed(json.out).IsNull());
}

TEST(History, DeletesARunAndThenAll) {
    const Cli cli;
    for (int i = 0; i < 3; ++i) ASSERT_EQ(cli.run(quick_run()).code, 0);
    const auto kept = cli.kept();
    ASSERT_THAT(kept, SizeIs(3));
    const auto one = cli.run({"delete", kept[1]});
    EXPECT_EQ(one.code, 0) << one.err;
    EXPECT_EQ(one.out, "deleted " + kept[1] + "\n");
    EXPECT_FALSE(std::filesystem::exists(cli.home() / "runs" / kept[1]));
    EXPECT_EQ(cli.kept(), (std::vector<std::string>{kept[0], kept[2]}));
    EXPECT_EQ(cli.run({"delete", "--older-than", "1"}).out, "");
    const auto unasked = cli.run({"delete", "--all"});
    EXPECT_EQ(unasked.code, 2);
    EXPECT_THAT(unasked.err, AllOf(HasSubstr("error: --all: would delete 2 runs"),
                                   HasSubstr("--yes deletes them without asking")));
    const auto latest = cli.run({"delete", "latest"});
    EXPECT_EQ(latest.code, 2);
    EXPECT_THAT(latest.err, HasSubstr("named by its id"));
    ASSERT_THAT(cli.kept(), SizeIs(2));
    EXPECT_EQ(cli.run({"delete", "--all", "--yes"}).out,
              "deleted " + kept[0] + "\ndeleted " + kept[2] + "\n");
    EXPECT_THAT(cli.kept(), IsEmpty());
}

TEST(History, IsNotMadeByReadingWhereThereIsNone) {
    const Cli cli;
    const auto folder = cli.folder().path() / "typo";
    const auto none = "no run is kept in " + folder.string() + ";";
    const std::vector<std::string> home{"--home", folder.string()};
    const auto run = [&](std::vector<std::string> words) {
        words.insert(words.end(), home.begin(), home.end());
        return cli.run(words);
    };
    for (const bool is_there : {false, true}) {
        if (is_there) std::filesystem::create_directory(folder);
        EXPECT_THAT(run({"list"}).err, HasSubstr(none));
        EXPECT_THAT(run({"list", "--tag", "night"}).err, HasSubstr("no run that fits is kept in "));
        EXPECT_EQ(run({"list", "--format", "json"}).out, "[]\n");
        for (const auto& words : {std::vector<std::string>{"show"},
                                  {"show", "2026"},
                                  {"compare", "latest", "latest~1"},
                                  {"delete", "2026"},
                                  {"export", "latest"},
                                  {"run", "--resume", "latest"}}) {
            const auto refused = run(words);
            EXPECT_EQ(refused.code, 2) << words[0];
            EXPECT_THAT(refused.err, HasSubstr(folder.string() + ": ")) << words[0];
        }
        EXPECT_EQ(std::filesystem::exists(folder), is_there);
        EXPECT_TRUE(!is_there || std::filesystem::is_empty(folder));
    }
}

TEST(History, RefusesAnIdThatIsUnknownOrNotOneRunAlone) {
    const Cli cli;
    const auto none = cli.run({"show"});
    EXPECT_EQ(none.code, 2);
    EXPECT_THAT(none.err, HasSubstr("error: "));
    for (int i = 0; i < 2; ++i) ASSERT_EQ(cli.run(quick_run()).code, 0);
    for (const char* command : {"show", "delete"}) {
        const auto unknown = cli.run({command, "19990101-000000-abcd"});
        EXPECT_EQ(unknown.code, 2);
        EXPECT_THAT(unknown.err, HasSubstr("19990101-000000-abcd"));
        const auto both = cli.run({command, "2"});
        EXPECT_EQ(both.code, 2);
        EXPECT_THAT(cli.kept(), SizeIs(2));
        for (const auto& id : cli.kept()) EXPECT_THAT(both.err, HasSubstr(id));
    }
    EXPECT_EQ(cli.run({"delete"}).code, 2);
}

TEST(History, SaysWhereinTwoComparedRunsDiffer) {
    const Cli cli;
    for (const char* prompt : {"Hello", "Goodbye"}) {
        const auto data =
            cli.folder().write("questions.jsonl", "{\"prompt\":\"" + std::string(prompt) + "\"}\n");
        ASSERT_EQ(cli.run({"run", "--provider", "simulated", "--model", "swift", "--dataset",
                           data.string(), "--ttft-ms", "2", "--itl-ms", "1", "--tokens", "4",
                           "--temperature", std::to_string(prompt[0] == 'H')})
                      .code,
                  0);
    }
    const auto kept = cli.kept();
    ASSERT_THAT(kept, SizeIs(2));
    const auto table = cli.run({"compare", kept[0], kept[1]}).out;
    EXPECT_THAT(table, AllOf(HasSubstr("differs: parameters.temperature: 0 | 1\n"),
                             HasSubstr("differs: dataset: questions.jsonl, 1 sample, sha256 ")));
    EXPECT_THAT(cli.run({"compare", kept[0], kept[0]}).out, HasSubstr("differs: nothing"));
}

TEST(FullDisk, EndsTheRunAndLeavesWhatWasKeptBefore) {
    const Cli cli;
    const auto run = cli.run_redirected(quick_run({"--iterations", "500"}), "", "ulimit -f 32");
    EXPECT_EQ(run.code, 1);
    EXPECT_THAT(run.err, HasSubstr("cannot append: File too large"));
    EXPECT_THAT(run.out, HasSubstr("records could not be kept"));
    ASSERT_THAT(cli.kept(), SizeIs(1));
    const Json shown = parsed(cli.run({"show", "--format", "json"}).out);
    EXPECT_EQ(text_at(shown["summary"], "status"), "interrupted");
    EXPECT_GE(shown["iterations"].Size(), 3u);
    EXPECT_EQ(shown["damage"].Size(), 0u);
    EXPECT_EQ(shown["summary"]["models"][0]["ok"].GetUint(), shown["iterations"].Size());
}

TEST(FullDisk, IsToldToPeopleThoughTheyWantNoProgress) {
    const auto run = Cli().run_redirected(
        quick_run({"--iterations", "500", "--progress", "never", "-o", "/dev/null"}), "",
        "ulimit -f 32");
    EXPECT_EQ(run.code, 1);
    EXPECT_THAT(run.err, HasSubstr("cannot append: File too large"));
}

TEST(FullDisk, ThatCannotTakeTheHeaderStartsNothing) {
    const Cli cli;
    // Ignored from the start: a sanitizer's own start writes files too.
    const auto run = cli.run_redirected(quick_run(), "", "trap '' XFSZ; ulimit -f 0");
    EXPECT_EQ(run.code, 1);
    EXPECT_EQ(run.out, "");
    EXPECT_THAT(run.err, HasSubstr("cannot append: File too large"));
    EXPECT_THAT(cli.kept(), IsEmpty());
    EXPECT_TRUE(std::filesystem::is_empty(cli.home() / "runs"));
}

}  // namespace
}  // namespace hexameter::e2e
