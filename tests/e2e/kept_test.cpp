// What is kept stays so, and what is not is said.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2e/event_log.hpp"
#include "e2e/program.hpp"

namespace hexameter::e2e {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(Kept, IsNotSaidOfARunWhoseJournalWasTakenAway) {
    const Cli cli;
    auto program =
        cli.start(quick_run({"--iterations", "300", "--events", "-", "-o", "/dev/null"}));
    program.wait_for_line("\"iteration_complete\"");
    for (const auto& run : std::filesystem::directory_iterator(cli.home() / "runs"))
        std::filesystem::remove_all(run);
    const auto finished = program.finish();
    EXPECT_EQ(finished.code, 1);
    EXPECT_THAT(finished.err, AllOf(HasSubstr("was deleted, moved or replaced while the run"),
                                    Not(HasSubstr("kept in"))));
    EXPECT_THAT(cli.kept(), IsEmpty());
}

class KeptRun : public ::testing::Test {
  protected:
    KeptRun() {
        EXPECT_EQ(cli_.run(quick_run()).code, 0);
        const auto kept = cli_.kept();
        if (!kept.empty()) id_ = kept[0];
        shown_ = cli_.run({"show", id_, "--format", "json"}).out;
    }

    void expect_refused(const std::vector<std::string>& words, const std::string& flag) const {
        const auto refused = cli_.run(words);
        EXPECT_EQ(refused.code, 2);
        EXPECT_THAT(refused.err, AllOf(HasSubstr(flag), HasSubstr("runs are kept there")));
        EXPECT_EQ(cli_.run({"show", id_, "--format", "json"}).out, shown_);
        EXPECT_EQ(cli_.kept().size(), 1U);
    }

    Cli cli_;
    std::string id_;
    std::string shown_;
};

TEST_F(KeptRun, IsNoPlaceForReportsAndEvents) {
    const auto runs = cli_.home() / "runs";
    std::filesystem::create_directory_symlink(runs, cli_.folder().path() / "link");
    std::filesystem::create_symlink(runs / id_ / "new", cli_.folder().path() / "dangling");
    std::filesystem::create_hard_link(runs / id_ / "journal.hxj", cli_.folder().path() / "hard");
    for (const auto& to : {runs / id_ / "journal.hxj", cli_.folder().path() / "hard", runs / "new",
                           cli_.home() / "history.db", cli_.home() / "history.db-wal",
                           cli_.folder().path() / "link" / id_ / "journal.hxj",
                           runs / id_ / ".." / "new", cli_.folder().path() / "dangling"}) {
        expect_refused(quick_run({"-o", to.string()}), "--output " + to.string());
        expect_refused(quick_run({"--no-keep", "--events", to.string()}),
                       "--events " + to.string());
        expect_refused({"show", "-o", to.string()}, "--output " + to.string());
        for (const auto& words : std::vector<std::vector<std::string>>{
                 {"compare", id_, id_, "-o"},
                 {"rescore", id_, "--metric", "contains", "-o"},
                 {"score", "--metric", "contains", "--candidates", "-", "-o"},
                 {"export", id_, "-o"}}) {
            auto with_place = words;
            with_place.push_back(to.string());
            expect_refused(with_place, "--output " + to.string());
        }
        expect_refused({"init", to.string(), "--force"}, "init " + to.string());
    }
}

TEST_F(KeptRun, MayHaveAReportBesideItInTheHome) {
    const auto beside = cli_.home() / "runs" / ".." / "report.txt";
    EXPECT_EQ(cli_.run({"show", "-o", beside.string()}).code, 0);
    EXPECT_TRUE(std::filesystem::exists(cli_.home() / "report.txt"));
}

TEST_F(KeptRun, LeavesAFileWithTwoNamesOfItsOwnAlone) {
    const auto report = cli_.folder().write("report.txt", "");
    std::filesystem::create_hard_link(report, cli_.folder().path() / "again.txt");
    EXPECT_EQ(cli_.run({"show", "-o", report.string()}).code, 0);
}

TEST(Output, WithoutANameIsRefused) {
    const Cli cli;
    for (const auto* flag : {"-o", "--events", "--home"}) {
        const auto refused = cli.run(quick_run({flag, ""}));
        EXPECT_EQ(refused.code, 2) << flag;
        EXPECT_THAT(refused.err, HasSubstr("needs the name of a f")) << flag;
    }
    EXPECT_EQ(cli.run({"show", "-o", ""}).code, 2);
    EXPECT_THAT(cli.kept(), IsEmpty());
}

TEST(Output, ThatIsALinkToItselfIsRefusedAndLeft) {
    const Cli cli;
    const auto link = cli.folder().path() / "circle";
    std::filesystem::create_symlink(link, link);
    const auto refused = cli.run(quick_run({"-o", link.string()}));
    EXPECT_EQ(refused.code, 2);
    EXPECT_THAT(refused.err, HasSubstr("name another file"));
    EXPECT_TRUE(std::filesystem::is_symlink(link));
    EXPECT_THAT(cli.kept(), IsEmpty());
}

TEST(Help, ThatCannotBeWrittenIsAnError) {
    EXPECT_EQ(Cli().run_redirected({"run", "--help"}, ">/dev/full").code, 1);
    EXPECT_EQ(Cli().run_redirected({"--version"}, ">/dev/full").code, 1);
}

TEST(Parameters, AreTakenAsJsonOrElseAsText) {
    const Cli cli;
    const auto run = cli.run(quick_run({"--format", "json",
                                        "--param",  R"(extra.a={"b":[false,null]})",
                                        "--param",  R"(stop=["x","y"])",
                                        "--param",  "extra.c=null",
                                        "--param",  "extra.d=05",
                                        "--param",  "extra.e=.5",
                                        "--param",  R"(extra.f="5")",
                                        "--param",  "extra.g=two words",
                                        "--param",  "extra.h=5",
                                        "--param",  "extra.i=",
                                        "--param",  "extra.j=true"}));
    ASSERT_EQ(run.code, 0) << run.err;
    EXPECT_THAT(run.out, AllOf(HasSubstr(R"("stop":["x","y"])"),
                               HasSubstr(R"("a":{"b":[false,null]},"c":null,"d":"05","e":0.5,)"
                                         R"("f":"5","g":"two words","h":5,"i":"","j":true)")));
}

TEST(Parameters, GivenTwiceAreRefused) {
    const Cli cli;
    const auto refused = [&cli](const std::vector<std::string>& words) {
        const auto run = cli.run(quick_run(words));
        EXPECT_EQ(run.code, 2);
        return run.err;
    };
    EXPECT_THAT(refused({"--param", "temperature=0", "--temperature", "1"}),
                HasSubstr("--param temperature: given by --temperature too; keep one"));
    EXPECT_THAT(refused({"--param", R"(stop=["x"])", "--stop", "y"}),
                HasSubstr("--param stop: given by --stop too; keep one"));
    EXPECT_THAT(refused({"--param", "extra.a=1", "--param", "extra.a=2"}),
                HasSubstr("--param extra.a: given twice; keep one"));
}

TEST(Flags, ThatAreNoUtf8AreNamed) {
    const Cli cli;
    for (const auto* flag : {"--name", "--prompt", "--tag", "--param", "--model", "--stop"}) {
        const auto refused = cli.run(quick_run({flag, "extra.a=\xFF"}));
        EXPECT_EQ(refused.code, 2) << flag;
        EXPECT_THAT(refused.err, HasSubstr(std::string("error: ") + flag +
                                           ": byte 9, 0xFF, is not valid UTF-8"));
    }
}

}  // namespace
}  // namespace hexameter::e2e
