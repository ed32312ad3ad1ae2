// What the commands say of themselves.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2e/program.hpp"

namespace hexameter::e2e {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

std::string help_of(std::vector<std::string> command) {
    command.emplace_back("--help");
    const auto help = Cli().run(command);
    EXPECT_EQ(help.code, 0) << help.err;
    return help.out;
}

TEST(Help, IsACommandToo) {
    const Cli cli;
    EXPECT_EQ(cli.run({"help"}).out, help_of({}));
    EXPECT_EQ(cli.run({"help", "run"}).out, help_of({"run"}));
    EXPECT_EQ(cli.run({"help", "plugin", "list"}).out, help_of({"plugin", "list"}));
    EXPECT_EQ(cli.run({"help", "run", "bench.yaml"}).out, help_of({"run"}));
}

TEST(Help, OfWhatIsNoCommandNamesTheNearest) {
    const std::pair<std::vector<std::string>, const char*> typed[] = {
        {{"help", "rnu"}, "rnu is no command of hexameter; did you mean run?"},
        {{"help", "rnu", "bench.yaml"}, "rnu is no command of hexameter; did you mean run?"},
        {{"help", "config", "sett"}, "sett is no command of hexameter config; did you mean set?"}};
    for (const auto& [words, why] : typed) {
        const auto help = Cli().run(words);
        EXPECT_EQ(help.code, 2);
        EXPECT_EQ(help.out, "");
        EXPECT_THAT(help.err, HasSubstr(why));
    }
}

TEST(Help, PointsToItselfAtTheTopAndToTheCommonFlagsElsewhere) {
    EXPECT_THAT(help_of({}), HasSubstr("COMMAND --help, tells more"));
    for (const auto& command : {std::vector<std::string>{"run"}, {"list"}, {"plugin", "list"}})
        EXPECT_THAT(help_of(command),
                    AllOf(Not(HasSubstr("tells more")),
                          HasSubstr("All commands take --home, --plugin-dir, --color and "
                                    "--log-level")));
}

TEST(Help, TellsTypesDefaultsAndWhichFlagsMayBeRepeated) {
    const auto help = help_of({"run"});
    for (const char* line : {"--model TEXT \\.\\.\\.", "--prompt TEXT  ", "--accuracy NUMBER  ",
                             "--pace BOOLEAN  ", "--reference TEXT \\.\\.\\.",
                             "ollama: http://127.0.0.1:11434, openai: http://127.0.0.1:8080"})
        EXPECT_THAT(help, ContainsRegex(line));
}

TEST(Help, DescribesEveryFlagOfListAndWhatShowTakesForNone) {
    EXPECT_THAT(help_of({"list"}),
                AllOf(HasSubstr("of this provider"), HasSubstr("of this modality"),
                      HasSubstr("with this tag"), HasSubstr("How many at most (50)")));
}

TEST(Help, TellsHowRunsAreNamed) {
    for (const auto& command : {std::vector<std::string>{"show"},
                                {"compare"},
                                {"list"},
                                {"repeat"},
                                {"rescore"},
                                {"export"},
                                {"verify"},
                                {"run"}})
        EXPECT_THAT(help_of(command), HasSubstr("latest~N")) << command[0];
    EXPECT_THAT(help_of({"show"}), ContainsRegex("before +that \\(latest\\)"));
}

TEST(Help, TellsExitCodesOfTheCommand) {
    EXPECT_THAT(help_of({"run"}), HasSubstr("--wait-ready: a server was not ready in time"));
    EXPECT_THAT(help_of({"rescore"}), HasSubstr("  5    metric or modality failed"));
    EXPECT_THAT(help_of({"show"}), HasSubstr("  3    an assert is not met"));
}

// What has an effect only where a model is asked is no flag of commands that ask none.
TEST(Help, ListsNoFlagThatDoesNothing) {
    const auto models = help_of({"models"});
    EXPECT_THAT(models, AllOf(HasSubstr("--api-key-env"), HasSubstr("--insecure"),
                              Not(HasSubstr("say so"))));
    for (const char* flag : {"--accuracy", "--error-rate", "--itl-ms", "--pace", "--stall-rate",
                             "--ttft-ms", "--tokens"})
        EXPECT_THAT(models, Not(HasSubstr(flag)));
    EXPECT_THAT(help_of({"rescore"}),
                AllOf(HasSubstr("--filter"), HasSubstr("--ignore-case"), Not(HasSubstr("--system")),
                      Not(HasSubstr("--template")), Not(HasSubstr("--prompt"))));
    EXPECT_THAT(help_of({"run"}),
                AllOf(HasSubstr("--system"), HasSubstr("--tokens"), HasSubstr("--ttft-ms")));
    EXPECT_THAT(help_of({"init"}), HasSubstr("--ttft-ms"));
}

TEST(Simulate, TellsOfWrongFlagsAsTheOthersDo) {
    const Cli cli;
    const auto unknown = cli.run({"simulate", "--prot", "0"});
    EXPECT_EQ(unknown.code, 2);
    EXPECT_EQ(unknown.err,
              "error: --prot is no flag of hexameter-simulate; did you mean --port?; see "
              "hexameter-simulate --help\n");
    const auto wrong = cli.run({"simulate", "--accuracy", "2"});
    EXPECT_EQ(wrong.code, 2);
    EXPECT_THAT(wrong.err, HasSubstr("error: --accuracy: "));
}

TEST(Simulate, SaysWhatToDoWhereItCannotServe) {
    const Cli cli;
    auto first = cli.start({"simulate", "--port", "0"});
    const auto line = first.wait_for_line("listening on ");
    const auto port = line.substr(line.rfind(':') + 1);
    const auto taken = cli.run({"simulate", "--port", port});
    EXPECT_EQ(taken.code, 1);
    EXPECT_THAT(taken.err, AllOf(HasSubstr("error: cannot serve at 127.0.0.1 port " + port),
                                 HasSubstr("--port 0 lets the kernel pick")));
}

}  // namespace
}  // namespace hexameter::e2e
