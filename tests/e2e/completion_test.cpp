// Completion: what fits, and that the shells take it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "e2e/program.hpp"

namespace hexameter::e2e {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::StartsWith;

// The words that fit, without what they mean.
std::vector<std::string> fitting(const Cli& cli, std::vector<std::string> typed) {
    typed.insert(typed.begin(), "complete");
    const auto done = cli.run(typed);
    EXPECT_EQ(done.code, 0) << done.err;
    std::vector<std::string> words;
    for (const auto& line : lines_of(done.out)) words.push_back(line.substr(0, line.find('\t')));
    return words;
}

TEST(Completion, KnowsCommandsAndTheirFlagsThoseOfPluginsToo) {
    const Cli cli;
    EXPECT_THAT(fitting(cli, {"co"}), ElementsAre("compare", "config", "completion"));
    EXPECT_THAT(fitting(cli, {""}), Not(Contains("complete")));
    EXPECT_THAT(fitting(cli, {"plugin", ""}), ElementsAre("list", "inspect"));
    EXPECT_THAT(fitting(cli, {"run", "--"}),
                IsSupersetOf({"--model", "--prompt", "--url", "--home", "--help"}));
    EXPECT_THAT(fitting(cli, {"run", "--ttft"}), ElementsAre("--ttft-ms"));
    EXPECT_THAT(fitting(cli, {"list", "--prom"}), IsEmpty());
    EXPECT_THAT(fitting(cli, {"help", "conf"}), ElementsAre("config"));
}

TEST(Completion, KnowsTheWordsOfAFlag) {
    const Cli cli;
    EXPECT_THAT(fitting(cli, {"list", "--format", "j"}), ElementsAre("json", "jsonl"));
    EXPECT_THAT(fitting(cli, {"list", "--format=j"}),
                ElementsAre("--format=json", "--format=jsonl"));
    EXPECT_THAT(fitting(cli, {"list", "--format", "=", "c"}), ElementsAre("csv"));
    EXPECT_THAT(fitting(cli, {"--log-level", "o"}), ElementsAre("off"));
    EXPECT_THAT(fitting(cli, {"run", "--provider", "o"}), ElementsAre("ollama", "openai"));
    EXPECT_THAT(fitting(cli, {"run", "--provider", "simulated", "--model", "s"}),
                IsSupersetOf({"steady", "swift"}));
    EXPECT_THAT(fitting(cli, {"config", "set", "color", ""}),
                ElementsAre("auto", "always", "never"));
    EXPECT_THAT(fitting(cli, {"config", "get", "base"}),
                ElementsAre("base_url.ollama", "base_url.openai"));
    EXPECT_THAT(fitting(cli, {"completion", "f"}), ElementsAre("fish"));
    EXPECT_THAT(fitting(cli, {"run", "--http", ""}), ElementsAre("1.1", "2", "auto"));
    EXPECT_THAT(fitting(cli, {"simulate", "--po"}), ElementsAre("--port"));
    EXPECT_THAT(fitting(cli, {"simulate", "--port", "1", "--model", "s"}), IsEmpty());
    EXPECT_THAT(fitting(cli, {"run", "--prompt", "x"}), IsEmpty());
    EXPECT_THAT(fitting(cli, {"run", ""}), IsEmpty());
}

TEST(Completion, KnowsTheRunsOfTheHomeThatIsTyped) {
    const Cli cli;
    ASSERT_EQ(cli.run(quick_run()).code, 0);
    const auto id = cli.kept().at(0);
    EXPECT_THAT(fitting(cli, {"show", "2"}), ElementsAre(id));
    EXPECT_THAT(fitting(cli, {"compare", id, "l"}), ElementsAre("latest"));
    EXPECT_THAT(fitting(cli, {"compare", id, id, ""}), IsEmpty());
    EXPECT_THAT(fitting(cli, {"compare", "latest~"}), IsEmpty()) << "there is one alone";
    ASSERT_EQ(cli.run(quick_run()).code, 0);
    EXPECT_THAT(fitting(cli, {"compare", "latest~"}), ElementsAre("latest~1"));
    EXPECT_THAT(fitting(cli, {"show", "2"}), ElementsAre(cli.kept().at(0), id)) << "newest first";
    EXPECT_THAT(fitting(cli, {"delete", id, "2"}), Contains(id));
    EXPECT_THAT(fitting(cli, {"delete", "l"}), IsEmpty()) << "what it refuses";
    EXPECT_THAT(fitting(cli, {"list", "--before", "2"}), Contains(id));
    EXPECT_THAT(fitting(cli, {"list", "--before", "l"}), Contains("latest"));
    const auto none = cli.folder().path() / "none";
    EXPECT_THAT(fitting(cli, {"show", "--home", none.string(), "2"}), IsEmpty());
    EXPECT_FALSE(std::filesystem::exists(none));
}

TEST(Completion, OfAShellThatIsUnknownIsRefused) {
    EXPECT_EQ(Cli().run({"completion", "tcsh"}).code, 2);
}

// What a shell makes of the script and `line`, a word a line. The program is on its PATH.
std::vector<std::string> shell_words(const Cli& cli, const std::vector<std::string>& shell,
                                     const std::string& script) {
    auto words = shell;
    words.push_back(script);
    const auto folder = std::filesystem::path(HEXAMETER_PROGRAM).parent_path().string();
    const auto done = Program(words, {{"PATH", folder + ":/usr/bin:/bin"},
                                      {"HOME", cli.folder().path().string()},
                                      {"TERM", "dumb"},
                                      {"HEXAMETER_HOME", cli.home().string()},
                                      {"HEXAMETER_PLUGIN_PATH", HEXAMETER_PLUGIN_DIR}})
                          .finish();
    EXPECT_EQ(done.err, "");
    return lines_of(done.out);
}

TEST(Bash, TakesTheScript) {
    const Cli cli;
    const auto complete = [&](const std::string& words, int at) {
        return shell_words(cli, {"/bin/bash", "--norc", "-c"},
                           "source <(hexameter completion bash); COMP_WORDS=(" + words +
                               "); COMP_CWORD=" + std::to_string(at) +
                               "; _hexameter; printf '%s\\n' \"${COMPREPLY[@]}\"");
    };
    EXPECT_THAT(complete("hexameter sh", 1), ElementsAre("show"));
    EXPECT_THAT(complete("hexameter list --format = j", 4), ElementsAre("json", "jsonl"));
    EXPECT_THAT(complete("hexameter run --prov", 2), ElementsAre("--provider"));
    EXPECT_THAT(complete("hexameter run ''", 2), ElementsAre(""));
}

TEST(Fish, TakesTheScript) {
    if (!std::filesystem::exists("/usr/bin/fish")) GTEST_SKIP() << "there is no fish";
    const Cli cli;
    const auto complete = [&](const std::string& line) {
        return shell_words(cli, {"/usr/bin/fish", "--no-config", "-c"},
                           "hexameter completion fish | source; complete -C '" + line + "'");
    };
    EXPECT_THAT(complete("hexameter sh"), ElementsAre("show\tShow a kept run"));
    EXPECT_THAT(complete("hexameter list --format "), IsSupersetOf({"json", "csv"}));
    EXPECT_THAT(complete("hexameter run --prov"), Contains(StartsWith("--provider\t")));
    ASSERT_EQ(cli.run(quick_run()).code, 0);
    ASSERT_EQ(cli.run(quick_run()).code, 0);
    EXPECT_THAT(complete("hexameter show "),
                ElementsAre(StartsWith("latest"), StartsWith(cli.kept().at(0)),
                            StartsWith(cli.kept().at(1))));
}

TEST(Zsh, IsToldWhatTheScriptNeeds) {
    if (!std::filesystem::exists("/usr/bin/zsh")) GTEST_SKIP() << "there is no zsh";
    const Cli cli;
    const auto script = cli.run({"completion", "zsh"}).out;
    const auto file = cli.folder().write("hexameter.zsh", script).string();
    const auto sourced = Program({"/usr/bin/zsh", "-f", "-c", "source " + file}, {}).finish();
    EXPECT_NE(sourced.code, 0);
    EXPECT_EQ(sourced.err,
              "hexameter: zsh completes nothing yet: put \"autoload -U compinit; compinit\" before "
              "this line\n");
}

// zsh completes only where a line is edited: one is, on a terminal of its own.
TEST(Zsh, TakesTheScript) {
    if (!std::filesystem::exists("/usr/bin/zsh")) GTEST_SKIP() << "there is no zsh";
    const Cli cli;
    const auto complete = [&](const std::string& line) {
        return shell_words(cli, {"/usr/bin/zsh", "-f", "-c"}, R"(
zmodload zsh/zpty
rm -f $HOME/over $HOME/got; mkfifo $HOME/over
zpty shell zsh -f -i
zpty -w shell 'PS1=; autoload -U compinit; compinit -u -D; source <(hexameter completion zsh)'
zpty -w shell 'compadd() { builtin compadd -A got "$@"; builtin compadd "$@"; print -l -- "<$^got>" >> $HOME/got }'
zpty -w shell 'over() { print > $HOME/over }; comppostfuncs=(over); bindkey "^I" complete-word; print rea"dy"'
zpty -r shell out '*ready*'
zpty -w -n shell ')" + line + R"('$'\t'
read < $HOME/over
zpty -d shell
sort -u $HOME/got)");
    };
    EXPECT_THAT(complete("hexameter sh"), Contains("<show>"));
    EXPECT_THAT(complete("hexameter list --format js"), IsSupersetOf({"<json>", "<jsonl>"}));
    EXPECT_THAT(complete("hexameter run --prov"), Contains("<--provider>"));
}

}  // namespace
}  // namespace hexameter::e2e
