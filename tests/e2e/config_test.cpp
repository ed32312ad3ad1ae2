// The user's own defaults.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>

#include "e2e/event_log.hpp"
#include "e2e/program.hpp"
#include "support/fault_server.hpp"

namespace hexameter::e2e {
namespace {

using hexameter::testing::content_of;
using hexameter::testing::FaultConnection;
using hexameter::testing::FaultServer;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::filesystem::path file_of(const Cli& cli) {
    return cli.folder().path() / ".config/hexameter/config.yaml";
}

void write(const Cli& cli, const std::string& text) {
    std::filesystem::create_directories(file_of(cli).parent_path());
    cli.folder().write(".config/hexameter/config.yaml", text);
}

TEST(Config, SetsGetsShowsAndForgets) {
    const Cli cli;
    EXPECT_EQ(cli.run({"config", "get", "color"}).out, "auto\n");
    const auto set = cli.run({"config", "set", "color", "never"});
    EXPECT_EQ(set.code, 0) << set.err;
    EXPECT_EQ(content_of(file_of(cli)), "color: never\n");
    EXPECT_EQ(cli.run({"config", "get", "color"}).out, "never\n");
    const Json shown = parsed(cli.run({"config", "show", "--origin", "--format", "json"}).out);
    std::map<std::string, std::string> origins;
    for (const auto& row : shown.GetArray()) origins[text_at(row, "key")] = text_at(row, "origin");
    EXPECT_EQ(origins["color"], file_of(cli).string() + ":1");
    EXPECT_EQ(origins["format"], "default");
    EXPECT_EQ(origins["home"], "environment HEXAMETER_HOME");
    EXPECT_THAT(cli.run({"config", "show", "--origin", "--color", "always"}).out,
                HasSubstr("flag --color"));
    EXPECT_EQ(cli.run({"config", "unset", "color"}).code, 0);
    EXPECT_EQ(content_of(file_of(cli)), "");
    EXPECT_EQ(cli.run({"config", "unset", "color"}).code, 2);
}

TEST(Config, RefusesWhatIsNotThereAndKeys) {
    const Cli cli;
    const auto unknown = cli.run({"config", "set", "colour", "never"});
    EXPECT_EQ(unknown.code, 2);
    EXPECT_THAT(unknown.err, HasSubstr("did you mean color?"));
    EXPECT_THAT(cli.run({"config", "get", "colour"}).err, HasSubstr("did you mean color?"));
    const auto secret = cli.run({"config", "set", "base_url.openai", "http://me:word@host"});
    EXPECT_EQ(secret.code, 2);
    EXPECT_THAT(secret.err, AllOf(HasSubstr("environment variable"), Not(HasSubstr("word@"))));
    EXPECT_FALSE(std::filesystem::exists(file_of(cli)));
}

TEST(Config, GivesWhatNeitherFlagNorEnvironmentDoes) {
    Cli cli;
    cli.set("HEXAMETER_HOME", "");
    const auto own = cli.folder().path() / "own";
    ASSERT_EQ(cli.run({"config", "set", "home", own.string()}).code, 0);
    ASSERT_EQ(cli.run({"config", "set", "format", "json"}).code, 0);
    ASSERT_EQ(cli.run({"config", "set", "progress", "never"}).code, 0);
    ASSERT_EQ(cli.run({"config", "set", "provider", "simulated"}).code, 0);
    const auto run = cli.run({"run", "--model", "swift", "--prompt", "Hello"});
    EXPECT_EQ(run.code, 0) << run.err;
    EXPECT_TRUE(parsed(run.out).IsObject());
    EXPECT_TRUE(std::filesystem::exists(own / "history.db"));
    EXPECT_THAT(run.err, Not(HasSubstr("swift")));
    EXPECT_THAT(cli.run({"list", "--format", "csv"}).out, StartsWith("id,"));
    const auto table = cli.folder().path() / "report.csv";
    EXPECT_EQ(cli.run({"show", "-o", table.string()}).code, 0);
    EXPECT_THAT(content_of(table), Not(StartsWith("{")));
    cli.set("HEXAMETER_HOME", cli.home().string());
    EXPECT_EQ(cli.run({"list"}).out, "[]\n");
    const auto flag = cli.folder().path() / "flag";
    EXPECT_EQ(cli.run({"--home", flag.string(), "list"}).out, "[]\n");
}

TEST(Config, NamesAPluginFolder) {
    Cli cli;
    cli.set("HEXAMETER_PLUGIN_PATH", "");
    cli.set("XDG_DATA_HOME", cli.folder().path().string());
    ASSERT_EQ(cli.run({"config", "set", "plugin_dir", HEXAMETER_PLUGIN_DIR, "/nowhere"}).code, 0);
    EXPECT_EQ(cli.run(quick_run()).code, 0);
}

struct Unusable {
    const char* test;
    std::string key;
    std::string value;
    std::string why;
};

class UnusableSetting : public ::testing::TestWithParam<Unusable> {};

// What it names may come later.
TEST_P(UnusableSetting, IsKeptAndWarnedOfAtOnceAndByTheDoctor) {
    const auto& given = GetParam();
    const Cli cli;
    const auto set = cli.run({"config", "set", given.key, given.value});
    EXPECT_EQ(set.code, 0);
    EXPECT_THAT(set.err, AllOf(HasSubstr("warning: kept"), HasSubstr(given.key + ": "),
                               HasSubstr(given.why)));
    const auto doctor = cli.run({"doctor"});
    EXPECT_THAT(doctor.out, AllOf(HasSubstr("config.yaml:"), HasSubstr(given.why),
                                  HasSubstr("hexameter config unset " + given.key)));
    EXPECT_EQ(cli.run({"config", "unset", given.key}).err, "");
}

INSTANTIATE_TEST_SUITE_P(
    Every, UnusableSetting,
    ::testing::Values(
        Unusable{"provider", "provider", "nosuch", "there are: null, ollama"},
        Unusable{"prices", "prices", "/no/such.yaml", "no such price file"},
        Unusable{"address", "base_url.olama", "http://127.0.0.1:1", "did you mean \"ollama\"?"},
        Unusable{"no_server", "base_url.null", "http://127.0.0.1:1", "provider null has no server"},
        Unusable{"folder", "plugin_dir", "/no/such", "there is no such folder"}),
    [](const auto& given) { return std::string(given.param.test); });

TEST(Config, IsNamedWhereASettingIsTheCauseOfAnError) {
    Cli cli;
    const auto config = [&cli](const std::string& text) {
        cli.set("HEXAMETER_CONFIG", cli.folder().write("config.yaml", text).string());
        return (cli.folder().path() / "config.yaml").string();
    };
    auto file = config("provider: nosuch\n");
    EXPECT_THAT(cli.run({"run", "--model", "m", "--prompt", "x"}).err,
                HasSubstr("error: " + file + ":1 provider: there is no provider"));
    file = config("color: never\nprices: /no/such.yaml\n");
    EXPECT_THAT(cli.run(quick_run()).err,
                HasSubstr("error: " + file + ":2 prices: /no/such.yaml: no such price file"));
    file = config("base_url:\n  openai: http://127.0.0.1:1\n");
    EXPECT_THAT(
        cli.run({"run", "--provider", "openai", "--model", "m", "--prompt", "x", "--no-keep"}).err,
        HasSubstr("note: the address http://127.0.0.1:1 is from " + file + ":2 base_url.openai"));
    EXPECT_THAT(cli.run({"run", "--provider", "openai", "--model", "m", "--prompt", "x",
                         "--no-keep", "--url", "http://127.0.0.1:1"})
                    .err,
                Not(HasSubstr(file)))
        << "the flag gave it, whatever the file says";
    file = config("base_url:\n  openai: http://127.0.0.1:1/v1/chat/completions\n");
    const auto refused = cli.run({"run", "--provider", "openai", "--model", "m", "--prompt", "x"});
    EXPECT_EQ(refused.code, 2);
    EXPECT_THAT(refused.err, HasSubstr("is from " + file + ":2 base_url.openai"));
    cli.set("HEXAMETER_HOME", "/proc/none");
    EXPECT_THAT(cli.run(quick_run()).err, HasSubstr("error: HEXAMETER_HOME: /proc/none"));
    file = config("home: /proc/none\n");
    cli.set("HEXAMETER_HOME", "");
    EXPECT_THAT(cli.run(quick_run()).err, HasSubstr("error: " + file + ":1 home: /proc/none"));
}

TEST(Config, NamesTheServerOfAProviderWhereNothingElseDoes) {
    const FaultServer server([](FaultConnection& connection) {
        if (connection.read_request())
            connection.send(hexameter::testing::http_reply(
                "200 OK", "Content-Type: application/json\r\n", R"({"models":[{"name":"mine"}]})"));
    });
    const Cli cli;
    ASSERT_EQ(cli.run({"config", "set", "base_url.ollama", server.url("")}).code, 0);
    EXPECT_THAT(cli.run({"models", "--provider", "ollama"}).out, HasSubstr("mine"));
    const auto run = cli.run({"run", "--provider", "ollama", "--model", "m", "--prompt", "x",
                              "--url", "http://127.0.0.1:1"});
    EXPECT_EQ(run.code, 5) << run.err;
    EXPECT_THAT(cli.run({"show", "--format", "json"}).out, HasSubstr("http://127.0.0.1:1"));
}

TEST(Config, ThatIsDamagedStopsOnlyWhatHangsOnIt) {
    Cli cli;
    write(cli, "colour: never\nformat: [\nprogress: never\n");
    const auto run = cli.run(quick_run());
    EXPECT_EQ(run.code, 0) << run.err;
    EXPECT_THAT(run.err, AllOf(HasSubstr(file_of(cli).string() + ":1:1 colour: unknown field"),
                               HasSubstr("config.yaml:"), HasSubstr("hexameter config unset")));
    EXPECT_EQ(cli.run({"config", "show"}).code, 2);
    EXPECT_THAT(cli.run({"config", "show"}).out, HasSubstr("progress"));
    ASSERT_EQ(cli.run({"config", "set", "format", "table"}).code, 0);
    ASSERT_EQ(cli.run({"config", "unset", "colour"}).code, 0);
    EXPECT_EQ(content_of(file_of(cli)), "format: table\nprogress: never\n");
    EXPECT_EQ(cli.run({"config", "show"}).code, 0);
}

TEST(Config, OfBytesThatNobodyTypesNamesNoKeyToTakeAway) {
    Cli cli;
    write(cli, "\xff\xfe: 1\n");
    const auto run = cli.run(quick_run());
    EXPECT_THAT(run.err, AllOf(HasSubstr("0xFF is not valid UTF-8"), HasSubstr("unset KEY`"),
                               Not(HasSubstr("\xff"))));
}

// Runs are kept nowhere rather than in a place that nobody meant.
TEST(Config, WithAWrongHomeKeepsNothingElsewhere) {
    Cli cli;
    cli.set("HEXAMETER_HOME", "");
    write(cli, "home: [a, b]\n");
    const auto run = cli.run(quick_run());
    EXPECT_EQ(run.code, 2);
    EXPECT_THAT(run.err, HasSubstr("config.yaml:1:1 home: "));
    EXPECT_FALSE(std::filesystem::exists(cli.folder().path() / ".local"));
    EXPECT_EQ(cli.run(quick_run({"--no-keep"})).code, 0);
    EXPECT_EQ(cli.run({"--home", cli.home().string(), "list"}).code, 0);
    EXPECT_EQ(cli.run({"run", "--help"}).code, 0);
    ASSERT_EQ(cli.run({"config", "set", "home", cli.home().string()}).code, 0);
    EXPECT_EQ(cli.run({"list"}).code, 0);
}

TEST(Color, IsThatOfTheFlagElseOfTheEnvironmentElseOfTheFile) {
    Cli cli;
    ASSERT_EQ(cli.run(quick_run()).code, 0);
    const auto colored = [&](const std::vector<std::string>& more) {
        std::vector<std::string> words{"show"};
        words.insert(words.end(), more.begin(), more.end());
        return cli.run(words).out.find('\x1b') != std::string::npos;
    };
    EXPECT_FALSE(colored({}));
    ASSERT_EQ(cli.run({"config", "set", "color", "always"}).code, 0);
    EXPECT_TRUE(colored({}));
    EXPECT_FALSE(colored({"--color", "never"}));
    cli.set("NO_COLOR", "1");
    EXPECT_FALSE(colored({}));
    EXPECT_TRUE(colored({"--color", "always"}));
}

// Progress on a terminal moves the cursor, and colours nothing.
TEST(NoColor, HoldsForEveryCommandOnATerminal) {
    Cli cli;
    cli.set("NO_COLOR", "1");
    for (const auto& words :
         std::vector<std::vector<std::string>>{{"run", "--provider", "openai", "--model", "m",
                                                "--prompt", "x", "--url", "http://127.0.0.1:1"},
                                               {"show"},
                                               {"list"},
                                               {"doctor"},
                                               {"config", "show"},
                                               {"models"},
                                               {"plugin", "list"},
                                               {"nonsense"}}) {
        const auto done = cli.start(words, Program::Terminal::yes).finish();
        for (const auto& text : {done.out, done.err})
            for (auto at = text.find("\x1b["); at != std::string::npos;
                 at = text.find("\x1b[", at + 1))
                EXPECT_NE(text[text.find_first_not_of("0123456789;", at + 2)], 'm')
                    << words[0] << text;
    }
}

}  // namespace
}  // namespace hexameter::e2e
