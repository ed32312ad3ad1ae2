// Runs that are given away as files, as a user does it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>

#include "e2e/event_log.hpp"
#include "e2e/program.hpp"

namespace hexameter::e2e {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

class Bundle : public ::testing::Test {
  protected:
    // A run of two samples in a file, exported; the file is gone then.
    void SetUp() override {
        const auto data =
            here_.folder().write("data.jsonl", "{\"prompt\":\"a\"}\n{\"prompt\":\"b\"}\n");
        ASSERT_EQ(here_.run(quick_run()).code, 0);  // another run
        ASSERT_EQ(
            here_.run({"run", "--provider", "null", "--model", "m", "--dataset", data.string()})
                .code,
            0);
        const auto exported = here_.run({"export", "latest", "-o", file()});
        ASSERT_EQ(exported.code, 0) << exported.err;
        EXPECT_EQ(exported.out, file() + "\n");
        std::filesystem::remove(data);
    }

    [[nodiscard]] std::string file() const { return (here_.folder().path() / "r.hxrun").string(); }

    Cli here_;
    Cli there_;
};

TEST_F(Bundle, IsCheckedImportedShownComparedAndRepeatedElsewhere) {
    const auto verified = there_.run({"verify", file(), "--format", "json"});
    EXPECT_EQ(verified.code, 0) << verified.out;
    const auto checks = parsed(verified.out);
    ASSERT_TRUE(checks.IsArray());
    for (const auto& check : checks.GetArray())
        EXPECT_EQ(text_at(check, "state"), "ok") << text_at(check, "found");

    const auto imported = there_.run({"import", file()});
    EXPECT_EQ(imported.code, 0) << imported.err;
    EXPECT_EQ(imported.out, here_.kept().front() + "\n");
    EXPECT_EQ(there_.kept(), std::vector<std::string>{here_.kept().front()});
    const auto again = there_.run({"import", file()});
    EXPECT_EQ(again.code, 0);
    EXPECT_THAT(again.err, HasSubstr("is kept already, with the same content"));
    EXPECT_EQ(there_.run({"show", "latest", "--format", "json"}).out,
              here_.run({"show", "latest", "--format", "json"}).out);
    EXPECT_EQ(there_.run({"verify", "latest"}).code, 0);

    const auto repeated = there_.run({"repeat", "latest", "--format", "json"});
    EXPECT_EQ(repeated.code, 0) << repeated.err;
    EXPECT_THAT(repeated.err, Not(HasSubstr("are not those")));
    EXPECT_THAT(there_.kept(), SizeIs(2));
    EXPECT_EQ(there_.run({"compare", there_.kept()[0], there_.kept()[1]}).code, 0);
}

TEST_F(Bundle, IsScoredAgainAndExportedElsewhereWithTheSamplesThatCameWithIt) {
    ASSERT_EQ(there_.run({"import", file()}).code, 0);
    // What lies here under that name is another one's.
    here_.folder().write("data.jsonl", "{\"prompt\":\"c\"}\n");
    const auto scored = there_.run({"rescore", "latest", "--metric", "sentence_count"});
    EXPECT_EQ(scored.code, 0) << scored.err;
    EXPECT_THAT(scored.err, HasSubstr("2 of 2 answers"));
    const auto onward = (there_.folder().path() / "onward.hxrun").string();
    const auto exported = there_.run({"export", "latest", "-o", onward});
    EXPECT_EQ(exported.code, 0) << exported.err;
    EXPECT_THAT(exported.err, Not(HasSubstr("the samples are not in it")));
}

TEST_F(Bundle, ThatIsDamagedIsToldAndNotImported) {
    std::fstream bytes(file(), std::ios::in | std::ios::out | std::ios::binary);
    bytes.seekg(200);
    const auto byte = static_cast<char>(bytes.get());
    bytes.seekp(200);
    bytes.put(static_cast<char>(byte ^ '\x55'));
    bytes.close();
    const auto verified = there_.run({"verify", file()});
    EXPECT_EQ(verified.code, 1);
    EXPECT_THAT(verified.out, AllOf(HasSubstr("seal"), HasSubstr("failed")));
    const auto imported = there_.run({"import", file()});
    EXPECT_EQ(imported.code, 2);
    EXPECT_THAT(imported.err, HasSubstr("seal: "));
    EXPECT_THAT(there_.kept(), SizeIs(0));
}

TEST_F(Bundle, IsNotWrittenOverKeptRunsNorToNowhere) {
    const auto run = here_.kept().front();
    for (const auto& to :
         {here_.home() / "runs" / run / "journal.hxj", here_.home() / "no" / "x"}) {
        const auto refused = here_.run({"export", run, "-o", to.string()});
        EXPECT_EQ(refused.code, 2) << refused.err;
    }
    EXPECT_EQ(here_.run({"export", run, "-o", "-"}).code, 2);
    const auto full = here_.run({"export", run, "-o", "/dev/full"});
    EXPECT_EQ(full.code, 2);
    EXPECT_THAT(full.err, HasSubstr("is no file"));
}

TEST_F(Bundle, OfARunThatGoesOnIsRefused) {
    auto program = here_.start({"run", "--provider", "simulated", "--model", "swift", "--prompt",
                                "Hello", "--iterations", "100000", "--events", "-"});
    program.wait_for_line("\"iteration_complete\"");
    for (const auto* command : {"export", "verify"}) {
        const auto refused = here_.run({command, here_.kept().front()});
        EXPECT_EQ(refused.code, 2);
        EXPECT_THAT(refused.err, HasSubstr("still going on"));
    }
    program.signal(SIGKILL);
    static_cast<void>(program.finish());
    const auto exported = here_.run({"export", here_.kept().front(), "-o", file()});
    EXPECT_EQ(exported.code, 0) << exported.err;
    EXPECT_EQ(there_.run({"import", file()}).code, 0);
    EXPECT_THAT(there_.run({"list"}).out, HasSubstr("interrupted"));
}

}  // namespace
}  // namespace hexameter::e2e
