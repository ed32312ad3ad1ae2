// What the program tells its users: hints that can be typed, logs, and what it never tells.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

// What stands behind `head` in its line.
std::string behind(const std::string& text, const std::string& head) {
    for (const auto& line : lines_of(text))
        if (line.starts_with(head)) return line.substr(head.size());
    ADD_FAILURE() << "no line begins with " << head << " in\n" << text;
    return {};
}

// As a user pastes it: a shell reads it.
Finished pasted(const Cli& cli, const std::string& command) {
    return Program({"/bin/sh", "-c", command}, {{"HOME", cli.home().string()}}).finish();
}

TEST(Plan, OfOneRequestSaysSo) {
    EXPECT_THAT(Cli().run(quick_run({"--dry-run"})).out, HasSubstr("1 request in all\n"));
}

TEST(Address, ThatEndsInThePathOfTheWireIsRefused) {
    const std::pair<const char*, const char*> given[] = {{"openai", "/v1/chat/completions"},
                                                         {"openai", "/chat/completions/"},
                                                         {"ollama", "/api/chat"},
                                                         {"ollama", "/api"}};
    for (const auto& [provider, path] : given) {
        const auto run = Cli().run({"run", "--provider", provider, "--model", "m", "--prompt", "x",
                                    "--url", std::string("http://127.0.0.1:1") + path});
        EXPECT_EQ(run.code, 2) << path;
        EXPECT_THAT(run.err,
                    AllOf(HasSubstr("base_url ends in /"), HasSubstr("write http://127.0.0.1:1")));
    }
}

TEST(Listing, OffATerminalLosesNoColumn) {
    const Cli cli;
    const std::string tags[] = {std::string(40, 't'), std::string(40, 'u')};
    ASSERT_EQ(
        cli.run(quick_run({"--name", std::string(40, 'n'), "--tag", tags[0], "--tag", tags[1]}))
            .code,
        0);
    EXPECT_THAT(cli.run({"list"}).out,
                AllOf(HasSubstr(tags[0] + ", " + tags[1]), HasSubstr(std::string(40, 'n')),
                      Not(HasSubstr("not shown"))));
}

TEST(Listing, OfPluginsNamesEachFolderOnce) {
    Cli cli;
    cli.set("COLUMNS", "80");
    const auto list = cli.run({"plugin", "list"}).out;
    const std::string folder = HEXAMETER_PLUGIN_DIR;
    EXPECT_THAT(list, AllOf(HasSubstr("in " + folder + "\n"), HasSubstr("openai.so"),
                            HasSubstr("version"), Not(HasSubstr("not shown"))));
    EXPECT_EQ(list.find(folder), list.rfind(folder));
}

TEST(Repeat, OfARunWhoseDataSetIsGoneSaysWhatToBringBack) {
    const Cli cli;
    const auto data = cli.folder().write("gone.jsonl", "{\"prompt\": \"x\"}\n").string();
    ASSERT_EQ(cli.run({"run", "--provider", "simulated", "--model", "swift", "--dataset", data,
                       "--ttft-ms", "1", "--itl-ms", "0", "--tokens", "3"})
                  .code,
              0);
    std::filesystem::remove(data);
    const auto repeat = cli.run({"repeat", "latest"});
    EXPECT_EQ(repeat.code, 2);
    EXPECT_THAT(repeat.err, HasSubstr("the data set of the run is not there any more: bring " +
                                      data + " back"));
}

TEST(Param, ThatGivesAnObjectAndAPartOfItIsRefusedInEitherOrder) {
    const std::string whole = R"(extra={"a":1})";
    const std::string part = "extra.a=2";
    for (const auto& [first, second] : {std::pair(whole, part), std::pair(part, whole)})
        EXPECT_THAT(Cli().run(quick_run({"--param", first, "--param", second})).err,
                    AllOf(HasSubstr("--param extra"), HasSubstr("too; keep one")));
}

TEST(Hints, NameTheHomeThatWasNamedSoThatAShellTakesThem) {
    const Cli cli;
    const auto home = (cli.folder().path() / "it's a home").string();
    const auto run = cli.run(quick_run({"--home", home, "--tag", "a b"}));
    ASSERT_EQ(run.code, 0) << run.err;
    const auto shown = pasted(cli, behind(run.err, "look again: "));
    EXPECT_EQ(shown.code, 0) << shown.err;
    EXPECT_EQ(shown.out, run.out);
    ASSERT_EQ(cli.run(quick_run({"--home", home, "--tag", "a b"})).code, 0);
    const auto page = cli.run({"--home", home, "list", "--tag", "a b", "--limit", "1"});
    const auto older = pasted(cli, behind(page.err, "older ones: "));
    EXPECT_EQ(older.code, 0) << older.err;
    EXPECT_THAT(lines_of(older.out), SizeIs(2));
    EXPECT_NE(older.out, page.out);
    EXPECT_THAT(cli.run({"--home", cli.home().string(), "list"}).err,
                HasSubstr(" --home " + cli.home().string() + " run makes one"));
}

TEST(Hints, NameNoHomeThatTheEnvironmentNames) {
    const Cli cli;
    EXPECT_THAT(cli.run(quick_run()).err, AllOf(HasSubstr(" show "), Not(HasSubstr("--home"))));
}

TEST(List, GivesNumbersAsNumbers) {
    const Cli cli;
    ASSERT_EQ(cli.run(quick_run({"--iterations", "3", "--name", "42"})).code, 0);
    for (const char* format : {"json", "jsonl"}) {
        const Json list = parsed(cli.run({"list", "--format", format}).out);
        const auto& run = list.IsArray() ? list[0] : list;
        ASSERT_TRUE(run["ok"].IsUint()) << format;
        EXPECT_EQ(run["ok"].GetUint(), 3u);
        EXPECT_EQ(run["failed"].GetUint(), 0u);
        EXPECT_EQ(run["done_iterations"].GetUint(), 3u);
        EXPECT_EQ(run["planned_iterations"].GetUint(), 3u);
        EXPECT_EQ(run["cancelled"].GetUint(), 0u);
        ASSERT_TRUE(run["models"].IsArray() && run["tags"].IsArray()) << format;
        EXPECT_STREQ(run["models"][0].GetString(), "swift");
        EXPECT_EQ(run["tags"].Size(), 0u);
        EXPECT_EQ(text_at(run, "name"), "42");
    }
}

TEST(List, TakesAWholeNumberOfRuns) {
    for (const char* typed : {"x", "0", "100001", "1.5", ""}) {
        const auto wrong = Cli().run({"list", "--limit", typed});
        EXPECT_EQ(wrong.code, 2) << typed;
        EXPECT_THAT(wrong.err, HasSubstr("--limit: must be a whole number from 1 to 100000, not " +
                                         std::string(typed)));
    }
}

TEST(List, TakesTheIdOfARunOrItsBeginningAsBoundAndNothingElse) {
    const Cli cli;
    for (int i = 0; i < 2; ++i) ASSERT_EQ(cli.run(quick_run()).code, 0);
    const auto kept = cli.kept();
    for (const auto& bound : {kept[0], std::string("latest")}) {
        const auto older = cli.run({"list", "--before", bound, "--format", "jsonl"});
        EXPECT_THAT(lines_of(older.out), SizeIs(1)) << bound << older.err;
        EXPECT_THAT(older.out, HasSubstr(kept[1]));
    }
    EXPECT_THAT(cli.run({"list", "--before", "19990101-000000-abcd"}).out, IsEmpty());
    for (const char* bound : {"yesterday", "2026-11-21", "x'y"}) {
        const auto wrong = cli.run({"list", "--before", bound});
        EXPECT_EQ(wrong.code, 2) << bound;
        EXPECT_THAT(wrong.err,
                    AllOf(HasSubstr("before"), HasSubstr(bound),
                          HasSubstr("the id of a run, the beginning of one, or latest")));
    }
}

TEST(Width, ComesFromTheEnvironmentAndWhatIsLeftOutIsSaid) {
    Cli cli;
    cli.set("COLUMNS", "60");
    const auto narrow = cli.run(quick_run());
    for (const auto& line : lines_of(narrow.out)) EXPECT_LE(line.size(), 60u) << line;
    EXPECT_THAT(narrow.out, HasSubstr("not shown in 60 columns: "));
    for (const char* columns : {"200", "wide", "0", ""}) {
        cli.set("COLUMNS", columns);
        EXPECT_THAT(cli.run({"show"}).out, Not(HasSubstr("not shown in"))) << columns;
    }
}

TEST(Width, HoldsForTheTablesOfAllCommands) {
    Cli cli;
    for (int i = 0; i < 2; ++i)
        ASSERT_EQ(cli.run(quick_run({"--name", "a name of some length", "--tag", "nightly",
                                     "--iterations", "5"}))
                      .code,
                  0);
    const auto kept = cli.kept();
    cli.set("COLUMNS", "60");
    for (const auto& words :
         {std::vector<std::string>{"list"}, {"compare", kept[0], kept[1]}, {"plugin", "list"}}) {
        const auto narrow = cli.run(words);
        for (const auto& line : lines_of(narrow.out)) EXPECT_LE(line.size(), 60u) << line;
        EXPECT_THAT(narrow.out, HasSubstr("not shown in 60 columns: "));
    }
    EXPECT_THAT(cli.run({"compare", kept[0], kept[1]}).out,
                AllOf(HasSubstr("output_tokens"), HasSubstr("the same in every iteration")));
}

TEST(Report, HasTheFormatOfItsFilesEndingAndTellsWhereItIs) {
    const Cli cli;
    const auto file = (cli.folder().path() / "r.json").string();
    const auto run = cli.run(quick_run({"-o", file}));
    EXPECT_EQ(behind(run.err, "report: "), file);
    EXPECT_EQ(text_at(parsed(content_of(file)), "id"), cli.kept().at(0));
    const auto table = (cli.folder().path() / "r.jsonl").string();
    ASSERT_EQ(cli.run({"show", "-o", table, "--format", "table"}).code, 0);
    EXPECT_THAT(content_of(table), HasSubstr("Instrument: "));
}

TEST(Hints, NameAnEarlierRunOfTheSameModelAndNoneWhereNothingWasMeasured) {
    const Cli cli;
    EXPECT_THAT(behind(cli.run(quick_run()).err, "compare: "), HasSubstr(" OTHER"));
    const auto again = cli.run(quick_run());
    const auto compared =
        pasted(cli, behind(again.err, "compare: ") + " --home " + cli.home().string());
    EXPECT_EQ(compared.code, 0) << compared.err;
    EXPECT_THAT(compared.out, HasSubstr("B: " + cli.kept().at(1)));
    const auto failed = cli.run(quick_run({"--error-rate", "1"}));
    EXPECT_THAT(failed.err, AllOf(HasSubstr("look again: "), Not(HasSubstr("compare: "))));
}

TEST(Run, SaysItsDataAndParametersInItsHead) {
    const Cli cli;
    const auto run = cli.run(quick_run({"--temperature", "0", "--max-tokens", "9"}));
    EXPECT_THAT(run.out,
                HasSubstr("data: inline, 1 sample; parameters: temperature 0, max_tokens 9\n"));
    EXPECT_EQ(cli.run({"show"}).out, run.out);
}

TEST(Models, GiveNoAdviceOnServersWhereAFlagIsWrong) {
    const Cli cli;
    for (const auto& words :
         {std::vector<std::string>{"models", "--provider", "openai"}, {"models"}}) {
        auto with_key = words;
        with_key.insert(with_key.end(), {"--api-key-env", "NO_SUCH_KEY"});
        const auto wrong = cli.run(with_key);
        EXPECT_EQ(wrong.code, 2);
        EXPECT_THAT(wrong.err,
                    AllOf(HasSubstr("NO_SUCH_KEY is not set"), Not(HasSubstr("start a server"))));
    }
    EXPECT_THAT(cli.run({"models", "--provider", "openai", "--url", "http://127.0.0.1:1"}).err,
                HasSubstr("start a server there"));
}

TEST(DebugLog, TellsWhatIsLoadedAndTheCourseOfTheRun) {
    const Cli cli;
    const auto words = quick_run({"--warmup", "1"});
    const auto run = cli.run(quick_run({"--warmup", "1", "--log-level", "debug"}));
    EXPECT_THAT(run.err, AllOf(HasSubstr("debug: plugin folder "), HasSubstr("debug: loaded "),
                               HasSubstr("/journal.hxj"), HasSubstr(": starts"),
                               HasSubstr(": warm-up 1 of 1, sample "),
                               HasSubstr(": iteration 1 of 1, sample ")));
    EXPECT_TRUE(
        std::filesystem::exists(behind(run.err, "debug: run " + cli.kept().at(0) + ": journal ")));
    EXPECT_THAT(run.out, Not(HasSubstr("debug")));
    EXPECT_THAT(cli.run(words).err, Not(HasSubstr("debug")));
}

TEST(PluginPath, WithAFolderThatIsNotThereIsWarnedOfOnce) {
    Cli cli;
    cli.set("HEXAMETER_PLUGIN_PATH", "/no/such/folder:/no/such/folder");
    const auto list = cli.run({"plugin", "list"});
    EXPECT_EQ(list.code, 0);
    const auto at = list.err.find("/no/such/folder");
    ASSERT_NE(at, std::string::npos);
    EXPECT_EQ(list.err.find("/no/such/folder", at + 1), std::string::npos);
    EXPECT_THAT(cli.run(quick_run()).err, HasSubstr("warning: plugin folder /no/such/folder"));
}

// A zero byte ends no text.
TEST(ServersWords, AreShownWhole) {
    FaultServer server([](FaultConnection& connection) {
        if (connection.read_request())
            connection.send(hexameter::testing::http_reply(
                "500 Oops", "Content-Type: application/json\r\n",
                R"({"error":{"message":"before\u0000\u001bafter"}})"));
    });
    const Cli cli;
    const auto run =
        cli.run({"run", "--provider", "openai", "--url", server.url(""), "--model", "m", "--prompt",
                 "Hi", "--events", (cli.folder().path() / "e").string()});
    EXPECT_EQ(run.code, 5);
    EXPECT_THAT(run.out, HasSubstr("before\xEF\xBF\xBD\xEF\xBF\xBD"
                                   "after"));
    EXPECT_THAT(cli.run({"show", "--format", "json"}).out, HasSubstr(R"(before\u0000\u001Bafter)"));
    EXPECT_THAT(content_of(cli.folder().path() / "e"), HasSubstr(R"(before\u0000\u001Bafter)"));
}

struct Exposed {
    std::vector<std::string> words;
    std::string place;
};

TEST(Key, ThatIsWrittenDownIsRefusedWithAdviceAndNotRepeated) {
    const Cli cli;
    const auto file =
        cli.folder().write("run.yaml",
                           "modality: text\ndataset: {samples: [{prompt: x}]}\nmodels:\n"
                           "- {provider: openai, model: m,\n"
                           "   config: {extra_body: {headers: {X-Api-Key: s3cr3t}}}}\n");
    const std::vector<std::string> openai{"--provider", "openai", "--model", "m", "--prompt", "x"};
    const std::vector<Exposed> all{
        {{"--url", "http://me:s3cr3t@127.0.0.1:1"}, "--url: "},
        {{"--url", "http://127.0.0.1:1/v1?api_key=s3cr3t"}, "--url: "},
        {{"--url", "ftp://me:s3cr3t@127.0.0.1"}, "--url: "},
        {{"--url", "http://me:s3 cr3t@127.0.0.1:1"}, "--url: "},
        {{"--url", "http://me:s3/cr3t@127.0.0.1:1"}, "--url: "},
        {{"--url", "me:s3cr3t@127.0.0.1"}, "--url: "},
        {{"--param", "extra.api_key=s3cr3t"}, "parameters.extra.api_key: "},
        {{"--param", "extra.Authorization=Bearer s3cr3t"}, "parameters.extra.Authorization: "},
        {{"--param", "extra.password=s3cr3t"}, "parameters.extra.password: "},
        {{"--param", "extra.hf_token=hf_s3cr3t"}, "parameters.extra.hf_token: "},
    };
    const auto expect_refused = [&](const std::vector<std::string>& words,
                                    const std::string& place) {
        const auto wrong = cli.run(words);
        EXPECT_EQ(wrong.code, 2) << place;
        EXPECT_THAT(wrong.err,
                    AllOf(HasSubstr(place), HasSubstr("--api-key-env"), Not(HasSubstr("cr3t"))));
        EXPECT_THAT(wrong.out, IsEmpty());
    };
    for (const auto& one : all) {
        std::vector<std::string> words{"run", "--log-level", "debug"};
        words.insert(words.end(), openai.begin(), openai.end());
        words.insert(words.end(), one.words.begin(), one.words.end());
        expect_refused(words, one.place);
    }
    expect_refused({"run", file.string()},
                   file.string() + ":5:36 models[0].config.extra_body.headers.X-Api-Key: ");
    expect_refused({"models", "--provider", "openai", "--url", "http://me:s3cr3t@127.0.0.1:1"},
                   "base_url: ");
    EXPECT_THAT(cli.kept(), IsEmpty());
}

// Two models share the first fault: it is told once.
TEST(Parameters, ThatNoRunMayHaveAreAllToldOnceWithTheirPlaces) {
    const Cli cli;
    const auto file = cli.folder().write("run.yaml",
                                         "modality: text\ndataset: {samples: [{prompt: x}]}\n"
                                         "parameters:\n  seed: 1\n"
                                         "  extra: {api_key: s3cr3t, seed: 2}\n"
                                         "models:\n- {provider: simulated, model: swift}\n"
                                         "- {provider: openai, model: m,\n"
                                         "   parameters: {extra: {password: s3cr3t}}}\n");
    const auto wrong = cli.run({"run", file.string()});
    EXPECT_EQ(wrong.code, 2);
    EXPECT_THAT(wrong.err, Not(HasSubstr("s3cr3t")));
    for (const std::string place :
         {":5:11 parameters.extra.api_key: is named like a key",
          ":5:28 parameters.extra.seed: seed is a common parameter: write it beside extra",
          ":9:25 models[1].parameters.extra.password: is named like a key"}) {
        const auto at = wrong.err.find(file.string() + place);
        ASSERT_NE(at, std::string::npos) << place << "\n" << wrong.err;
        EXPECT_EQ(wrong.err.find(place, at + file.string().size() + 1), std::string::npos) << place;
    }
    EXPECT_THAT(cli.kept(), IsEmpty());
}

}  // namespace
}  // namespace hexameter::e2e
