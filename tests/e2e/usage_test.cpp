// Whatever is known to be wrong without asking a server: exit 2, the place and the fix named,
// nothing started.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>

#include "e2e/program.hpp"

namespace hexameter::e2e {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct Mistake {
    const char* name;
    std::vector<std::string> words;  // FOLDER stands for the test's folder
    std::vector<std::string> gist;
};

std::ostream& operator<<(std::ostream& out, const Mistake& mistake) {
    return out << mistake.name;
}

std::vector<Mistake> mistakes_of_run() {
    return {
        {"nothing_to_run", {"run"}, {"run file", "--provider", "--model", "--help"}},
        {"no_prompt",
         {"run", "--provider", "simulated", "--model", "swift"},
         {"nothing to ask", "--dataset", "--prompt"}},
        {"no_model", {"run", "--provider", "simulated", "--prompt", "x"}, {"--model"}},
        {"no_provider", {"run", "--model", "swift", "--prompt", "x"}, {"--provider"}},
        {"no_run_file", {"run", "FOLDER/none.yaml"}, {"FOLDER/none.yaml", "check the path"}},
        {"broken_yaml", {"run", "FOLDER/broken.yaml"}, {"FOLDER/broken.yaml:3"}},
        {"wrong_member",
         {"run", "FOLDER/wrong.yaml"},
         {"FOLDER/wrong.yaml:", "iterations", "FOLDER/wrong.yaml:", "modles", "models"}},
        {"unknown_provider", {"run", "FOLDER/provider.yaml"}, {"nosuch", "simulated", "openai"}},
        {"unknown_provider_flag",
         {"run", "--provider", "simulatd", "--model", "swift", "--prompt", "x"},
         {"simulatd", "simulated"}},
    };
}

std::vector<Mistake> mistakes_of_flags() {
    return {
        {"unknown_modality", quick_run({"--modality", "smell"}), {"modality", "smell", "text"}},
        {"unknown_metric", quick_run({"--metric", "beauty"}), {"beauty", "exact_match"}},
        {"unknown_flag", quick_run({"--iteratoins", "3"}), {"--iteratoins", "run --help"}},
        {"bad_flag_value", quick_run({"--iterations", "many"}), {"--iterations", "many"}},
        {"bad_plugin_flag_value", quick_run({"--accuracy", "high"}), {"--accuracy", "number"}},
        {"plugin_flag_out_of_range", quick_run({"--accuracy", "2"}), {"accuracy", "1"}},
        {"flag_of_another_plugin",
         quick_run({"--url", "http://127.0.0.1:1"}),
         {"--url", "no plugin of this run"}},
        {"flag_twice", quick_run({"--prompt", "again"}), {"--prompt", "one value"}},
        {"no_data_set",
         {"run", "--provider", "simulated", "--model", "swift", "--dataset", "FOLDER/none.jsonl"},
         {"FOLDER/none.jsonl", "check the path"}},
        {"two_sources_of_samples",
         quick_run({"--dataset", "FOLDER/broken.jsonl"}),
         {"--dataset", "one of the two"}},
        {"no_plugin_file", {"plugin", "inspect", "FOLDER/none.so"}, {"FOLDER/none.so"}},
        {"broken_data_set",
         {"run", "--provider", "simulated", "--model", "swift", "--dataset", "FOLDER/broken.jsonl"},
         {"FOLDER/broken.jsonl:2"}},
        {"unknown_format", quick_run({"--format", "xml"}), {"xml", "jsonl"}},
        {"output_without_folder",
         quick_run({"-o", "FOLDER/none/report.txt"}),
         {"--output", "FOLDER/none/report.txt"}},
        {"events_without_folder",
         quick_run({"--events", "FOLDER/none/events"}),
         {"--events", "FOLDER/none/events"}},
        {"key_that_is_not_set",
         {"run", "--provider", "openai", "--url", "http://127.0.0.1:1", "--model", "m", "--prompt",
          "x", "--api-key-env", "NO_SUCH_KEY"},
         {"NO_SUCH_KEY", "not set"}},
        {"unknown_command", {"rnu"}, {"rnu", "--help"}},
        {"unknown_provider_of_models", {"models", "--provider", "nosuch"}, {"nosuch", "simulated"}},
    };
}

std::vector<Mistake> mistakes() {
    auto all = mistakes_of_run();
    for (auto& one : mistakes_of_flags()) all.push_back(std::move(one));
    return all;
}

std::string with_folder(std::string words, const std::string& folder) {
    for (auto at = words.find("FOLDER"); at != std::string::npos; at = words.find("FOLDER"))
        words.replace(at, 6, folder);
    return words;
}

class Wrong : public ::testing::TestWithParam<Mistake> {};

TEST_P(Wrong, IsSaidWithPlaceAndFixAndStartsNothing) {
    const Cli cli;
    const auto folder = cli.folder().path().string();
    cli.folder().write("broken.yaml", "modality: text\nmodels: [{\n");
    cli.folder().write("wrong.yaml",
                       "modality: text\niterations: none\nmodles: []\n"
                       "models: [{provider: simulated, model: swift}]\n"
                       "dataset: {samples: [{prompt: x}]}\n");
    cli.folder().write("provider.yaml",
                       "modality: text\nmodels: [{provider: nosuch, model: swift}]\n"
                       "dataset: {samples: [{prompt: x}]}\n");
    cli.folder().write("broken.jsonl", "{\"prompt\": \"fine\"}\n{\"prompt\": \n");
    std::vector<std::string> words;
    for (const auto& word : GetParam().words) words.push_back(with_folder(word, folder));

    const auto wrong = cli.run(words);
    EXPECT_EQ(wrong.code, 2) << wrong.err;
    EXPECT_THAT(wrong.out, IsEmpty());
    EXPECT_THAT(wrong.err, HasSubstr("error: "));
    for (const auto& gist : GetParam().gist)
        EXPECT_THAT(wrong.err, HasSubstr(with_folder(gist, folder)));
    EXPECT_THAT(cli.kept(), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Every, Wrong, ::testing::ValuesIn(mistakes()),
                         [](const auto& given) { return std::string(given.param.name); });

TEST(Hexameter, WithoutACommandShowsItsHelp) {
    const auto help = Cli().run({});
    EXPECT_EQ(help.code, 2);
    EXPECT_THAT(help.err, HasSubstr("compare"));
}

}  // namespace
}  // namespace hexameter::e2e
