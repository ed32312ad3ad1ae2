// A run file to begin with.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2e/event_log.hpp"
#include "e2e/program.hpp"

namespace hexameter::e2e {
namespace {

using hexameter::testing::content_of;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::string file_in(const Cli& cli) {
    return (cli.folder().path() / "my run.yaml").string();
}

TEST(Init, WritesAFileThatRunsAsItIs) {
    const Cli cli;
    const auto wrote = cli.run({"init", file_in(cli)});
    EXPECT_EQ(wrote.code, 0) << wrote.err;
    EXPECT_THAT(wrote.out, IsEmpty());
    EXPECT_THAT(wrote.err, HasSubstr(" run '" + file_in(cli) + "'"));
    const auto run = cli.run({"run", file_in(cli), "--format", "json"});
    EXPECT_EQ(run.code, 0) << run.err;
    const Json record = parsed(run.out);
    EXPECT_EQ(text_at(record["spec"], "name"), "first run");
    EXPECT_THAT(run.out, HasSubstr("exact_match"));
}

TEST(Init, SaysWhyItWritesNoJson) {
    const Cli cli;
    const auto place = cli.folder().path() / "x.json";
    const auto refused = cli.run({"init", place.string()});
    EXPECT_EQ(refused.code, 2);
    EXPECT_THAT(refused.err, AllOf(HasSubstr("is YAML"), HasSubstr("ends in .yaml")));
    EXPECT_FALSE(std::filesystem::exists(place));
}

TEST(Init, GoesToStandardOutputToo) {
    const auto wrote = Cli().run({"init", "-"});
    EXPECT_THAT(wrote.out, HasSubstr("modality: text"));
    EXPECT_THAT(wrote.err, IsEmpty());
}

TEST(Init, ReplacesNothingWithoutForce) {
    const Cli cli;
    cli.folder().write("my run.yaml", "mine");
    const auto refused = cli.run({"init", file_in(cli)});
    EXPECT_EQ(refused.code, 2);
    EXPECT_THAT(refused.err, AllOf(HasSubstr("is there already"), HasSubstr("--force")));
    EXPECT_EQ(content_of(file_in(cli)), "mine");
    EXPECT_EQ(cli.run({"init", file_in(cli), "--force"}).code, 0);
    EXPECT_THAT(content_of(file_in(cli)), HasSubstr("modality"));
    const auto place = (cli.folder().path() / "none" / "run.yaml").string();
    const auto nowhere = cli.run({"init", place});
    EXPECT_EQ(nowhere.code, 2);
    EXPECT_THAT(nowhere.err, HasSubstr(place + ": cannot be written"));
}

TEST(Init, NamesTheModelsThatWereAskedFor) {
    const Cli cli;
    const auto wrote = cli.run({"init", file_in(cli), "--provider", "openai", "--model", "a: \"b\"",
                                "--model", "c", "--url", "http://127.0.0.1:1"});
    EXPECT_EQ(wrote.code, 0) << wrote.err;
    EXPECT_THAT(content_of(file_in(cli)), Not(HasSubstr("simulated")));
    const auto run = cli.run({"run", file_in(cli), "--format", "json"});
    EXPECT_EQ(run.code, 5) << run.err;
    EXPECT_THAT(run.out, AllOf(HasSubstr(R"("a: \"b\"")"), HasSubstr("http://127.0.0.1:1")));
}

TEST(Init, SaysWhatIsMissingOrWrongAndWritesNothing) {
    const Cli cli;
    const std::pair<std::vector<std::string>, const char*> mistakes[] = {
        {{"--model", "m"}, "--provider ID"},
        {{"--provider", "openai"}, "--model NAME"},
        {{"--provider", "opnai", "--model", "m"}, "did you mean \"openai\"?"},
        {{"--provider", "openai", "--model", "m", "--url", "nowhere"}, "http://"}};
    for (const auto& [more, gist] : mistakes) {
        std::vector<std::string> words{"init", file_in(cli)};
        words.insert(words.end(), more.begin(), more.end());
        const auto wrong = cli.run(words);
        EXPECT_EQ(wrong.code, 2) << gist;
        EXPECT_THAT(wrong.err, HasSubstr(gist));
        EXPECT_FALSE(std::filesystem::exists(file_in(cli)));
    }
}

}  // namespace
}  // namespace hexameter::e2e
