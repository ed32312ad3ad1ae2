// No command writes over what it reads, nor two things into one file.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "e2e/program.hpp"

namespace hexameter::e2e {
namespace {

using ::testing::AllOf;
using testing::content_of;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr const char* prices = "currency: EUR\nmodels:\n  swift: {input: 1, output: 2}\n";

// Expects the words, with the file behind them, to be refused, and the file to stay as it is.
void expect_left(const Cli& cli, std::vector<std::string> words, const std::filesystem::path& file,
                 const std::string& why) {
    const auto before = content_of(file);
    ASSERT_THAT(before, Not(IsEmpty()));
    words.push_back(file.string());
    const auto refused = cli.run(words);
    EXPECT_EQ(refused.code, 2) << refused.out;
    EXPECT_THAT(refused.err,
                AllOf(HasSubstr(file.string() + ": it is " + why), HasSubstr("name another file")));
    EXPECT_EQ(content_of(file), before);
}

TEST(Run, LeavesWhatItsFlagsName) {
    const Cli cli;
    const auto& folder = cli.folder();
    const auto key = folder.write("key.pem", "a key\n").string();
    const auto cert = folder.write("cert.pem", "a certificate\n").string();
    const auto ca = folder.write("ca.pem", "a CA\n").string();
    const auto price_file = folder.write("prices.yaml", prices).string();
    const std::vector<std::string> over_tls{
        "run",           "--provider", "ollama",       "--model", "m",         "--prompt", "x",
        "--client-cert", cert,         "--client-key", key,       "--ca-file", ca};
    for (const auto& [file, what] :
         std::map<std::string, std::string>{{key, "the client's private key"},
                                            {cert, "the client's certificate"},
                                            {ca, "the file of CAs"}}) {
        for (const auto* flag : {"-o", "--events"}) {
            auto words = over_tls;
            words.emplace_back(flag);
            expect_left(cli, words, file, what);
        }
    }
    expect_left(cli, quick_run({"--prices", price_file, "--format", "md", "-o"}), price_file,
                "the file of prices");
    expect_left(cli, quick_run({"--assert", "ok==1", "--prices", price_file, "--junit"}),
                price_file, "the file of prices");
    EXPECT_THAT(cli.kept(), IsEmpty());
}

TEST(Run, LeavesWhatItsFileAndTheSettingsName) {
    Cli cli;
    const auto& folder = cli.folder();
    const auto price_file = folder.write("prices.yaml", prices);
    const auto ca = folder.write("ca.pem", "a CA\n");
    const auto samples = folder.write("samples.jsonl", "{\"prompt\":\"x\"}\n");
    const auto file =
        folder.write("run.yaml",
                     "modality: text\ndataset: samples.jsonl\nprices: prices.yaml\n"
                     "models:\n  - {provider: simulated, model: swift}\n"
                     "  - {provider: ollama, model: m, connection: {ca_file: ca.pem}}\n");
    const std::vector<std::string> words{"run", file.string(), "--format", "md", "-o"};
    expect_left(cli, words, file, "the run file");
    expect_left(cli, words, price_file, "the file of prices");
    expect_left(cli, words, ca, "the file of CAs");
    expect_left(cli, words, samples, "the data set");
    const auto own = folder.write("config.yaml", "prices: " + price_file.string() + "\n");
    cli.set("HEXAMETER_CONFIG", own.string());
    expect_left(cli, quick_run({"--format", "md", "-o"}), price_file, "the file of prices");
    expect_left(cli, {"init", "--force"}, own, "the file of your own defaults");
}

TEST(Outputs, LeaveTheDataSetOfTheRunThatTheyTellOf) {
    const Cli cli;
    const auto samples = cli.folder().write("samples.jsonl", "{\"prompt\":\"x\"}\n");
    ASSERT_EQ(cli.run({"run", "--provider", "simulated", "--model", "swift", "--dataset",
                       samples.string()})
                  .code,
              0);
    ASSERT_EQ(cli.run(quick_run()).code, 0);
    for (const auto& words :
         std::vector<std::vector<std::string>>{{"repeat", "latest~1", "-o"},
                                               {"export", "latest~1", "-o"},
                                               {"show", "latest~1", "-o"},
                                               {"compare", "latest", "latest~1", "-o"},
                                               {"compare", "latest~1", "latest", "--junit"}})
        expect_left(cli, words, samples, "the data set");
}

TEST(Outputs, ReplaceWhatTheCommandWritesAndNothingElse) {
    const Cli cli;
    ASSERT_EQ(cli.run(quick_run()).code, 0);
    const auto& folder = cli.folder();
    const auto notes = folder.write("notes.txt", "mine\n");
    const auto run_file = folder.write("run.yaml", "modality: text\n");
    const auto refused = cli.run({"export", "latest", "-o", notes.string()});
    EXPECT_EQ(refused.code, 2);
    EXPECT_THAT(refused.err, AllOf(HasSubstr("--output " + notes.string() + ": is there already"),
                                   HasSubstr("no bundle"), HasSubstr("--force")));
    EXPECT_EQ(content_of(notes), "mine\n");
    for (int time = 0; time < 2; ++time)
        EXPECT_EQ(cli.run({"export", "latest", "-o", (folder.path() / "b").string()}).code, 0);
    EXPECT_EQ(cli.run({"export", "latest", "-o", folder.write("empty", "").string()}).code, 0);
    EXPECT_EQ(cli.run({"export", "latest", "-o", notes.string(), "--force"}).code, 0);
    for (const auto& to : {run_file, notes}) {
        const auto before = content_of(to);
        for (auto words : std::vector<std::vector<std::string>>{
                 {"show", "latest", "--format", "md", "-o"},
                 {"compare", "latest", "latest", "--format", "md", "-o"},
                 quick_run({"--events"})}) {
            words.push_back(to.string());
            const auto over = cli.run(words);
            EXPECT_EQ(over.code, 2) << over.err;
            EXPECT_THAT(over.err, AllOf(HasSubstr(to.string() + ": is there already"),
                                        HasSubstr("name another file")));
        }
        EXPECT_EQ(content_of(to), before);
    }
    for (const char* format : {"json", "table"})
        EXPECT_EQ(cli.run({"show", "-o", (folder.path() / "r").string(), "--format", format}).code,
                  0);
}

TEST(Outputs, ByTheNameOfAFormatThatReportsDoNotHaveAreRefused) {
    const Cli cli;
    for (const std::string name : {"r.html", "r.XML", "r.yaml"}) {
        const auto to = (cli.folder().path() / name).string();
        const auto refused = cli.run(quick_run({"-o", to}));
        EXPECT_EQ(refused.code, 2);
        EXPECT_THAT(refused.err, HasSubstr("--output " + to + ": reports are not written as ."));
        EXPECT_FALSE(std::filesystem::exists(to));
    }
    EXPECT_THAT(cli.kept(), ::testing::IsEmpty());
    const auto said = (cli.folder().path() / "r.html").string();
    EXPECT_EQ(cli.run(quick_run({"-o", said, "--format", "md"})).code, 0);
    EXPECT_TRUE(std::filesystem::exists(said));
    EXPECT_EQ(cli.run({"show", "-o", (cli.folder().path() / "r.txt").string()}).code, 0);
}

TEST(Outputs, GoToDifferentFiles) {
    const Cli cli;
    ASSERT_EQ(cli.run(quick_run()).code, 0);
    const auto same = (cli.folder().path() / "same.txt").string();
    for (const auto& words :
         std::vector<std::vector<std::string>>{{"show", "--assert", "ok==1"},
                                               {"compare", "latest", "latest"},
                                               quick_run({"--assert", "ok==1"})}) {
        for (const auto& [output, junit] :
             std::map<std::string, std::string>{{same, same}, {"-", "-"}}) {
            auto both = words;
            both.insert(both.end(), {"-o", output, "--junit", junit});
            const auto refused = cli.run(both);
            EXPECT_EQ(refused.code, 2) << words[0];
            EXPECT_THAT(refused.err, HasSubstr("--junit " + junit + ": the report goes there too"));
        }
        auto unnamed = words;
        unnamed.insert(unnamed.end(), {"--junit", "-"});
        EXPECT_EQ(cli.run(unnamed).code, 2) << words[0];
    }
    EXPECT_FALSE(std::filesystem::exists(same));
    EXPECT_THAT(cli.run(quick_run({"--assert", "ok==1", "--junit", "-", "-o", same})).out,
                HasSubstr("<testsuite"));
}

}  // namespace
}  // namespace hexameter::e2e
