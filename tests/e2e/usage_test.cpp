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
        {"flag_for_a_value",
         quick_run({"--name", "--dry-run"}),
         {"--name: needs a value", "--name=--dry-run"}},
        {"flag_for_a_value_of_a_plugin",
         quick_run({"--metric", "contains", "--ignore-case", "--iterations", "2"}),
         {"--ignore-case: needs a value"}},
        {"flag_for_the_value_of_an_option_of_all",
         {"list", "--home", "--color", "never"},
         {"--home: needs a value"}},
        {"flag_before_the_command",
         {"--dry-run", "run", "FOLDER/fine.yaml"},
         {"--dry-run stands before the command", "behind \"hexameter run\""}},
        {"no_run_file", {"run", "FOLDER/none.yaml"}, {"FOLDER/none.yaml", "check the path"}},
        {"data_set_for_a_run_file",
         {"run", "FOLDER/fine.jsonl"},
         {"--dataset", "FOLDER/fine.jsonl"}},
        {"broken_yaml", {"run", "FOLDER/broken.yaml"}, {"FOLDER/broken.yaml:3"}},
        {"wrong_member",
         {"run", "FOLDER/wrong.yaml"},
         {"FOLDER/wrong.yaml:", "iterations", "FOLDER/wrong.yaml:", "modles", "models"}},
        {"malformed_url",
         {"run", "--modality", "text", "--provider", "openai", "--url", "http://127.0.0.1:65536",
          "--model", "m", "--prompt", "x"},
         {"base_url is no address (Port number", "http://host:port/path"}},
        {"unknown_provider", {"run", "FOLDER/provider.yaml"}, {"nosuch", "simulated", "openai"}},
        {"unknown_provider_flag",
         {"run", "--provider", "simulatd", "--model", "swift", "--prompt", "x"},
         {"simulatd", "did you mean \"simulated\"?"}},
        {"report_among_events",
         quick_run({"-o", "FOLDER/out", "--events", "FOLDER/./out"}),
         {"--events FOLDER/./out", "the report goes there too"}},
        {"report_and_events_on_standard_output",
         quick_run({"-o", "-", "--events", "-"}),
         {"--events -", "the report goes there too"}},
        {"report_over_the_run_file",
         {"run", "FOLDER/fine.yaml", "--format", "md", "-o", "FOLDER/fine.yaml"},
         {"--output FOLDER/fine.yaml", "the run file"}},
        {"events_over_the_data_set",
         {"run", "--provider", "simulated", "--model", "swift", "--dataset", "FOLDER/fine.jsonl",
          "--events", "FOLDER/link.jsonl"},
         {"--events FOLDER/link.jsonl", "the data set"}},
    };
}

std::vector<Mistake> mistakes_of_flags() {
    return {
        {"unknown_modality", quick_run({"--modality", "smell"}), {"modality", "smell", "text"}},
        {"unknown_metric", quick_run({"--metric", "beauty"}), {"beauty", "exact_match"}},
        {"unknown_flag",
         quick_run({"--iteratoins", "3"}),
         {"--iteratoins is no flag of hexameter run", "did you mean --iterations?", "run --help"}},
        {"bad_flag_value", quick_run({"--iterations", "many"}), {"--iterations", "many"}},
        {"bad_plugin_flag_value", quick_run({"--accuracy", "high"}), {"--accuracy", "number"}},
        {"plugin_flag_out_of_range", quick_run({"--accuracy", "2"}), {"accuracy", "1"}},
        {"flag_of_another_plugin",
         quick_run({"--url", "http://127.0.0.1:1"}),
         {"--url", "no plugin of this run"}},
        {"flag_of_a_metric_that_is_not_asked",
         quick_run({"--metric", "json", "--ignore-case", "true"}),
         {"error: --ignore-case: no plugin of this run takes this flag; it is of metric contains, "
          "exact_match, levenshtein"}},
        {"bad_metric_flag_value",
         quick_run({"--metric", "regex", "--group", "x"}),
         {"--group", "whole number"}},
        {"metric_flag_that_its_schema_refuses",
         quick_run({"--metric", "json", "--find", "nowhere"}),
         {"error: --find: must be ", "embedded"}},
        {"flag_twice", quick_run({"--prompt", "again"}), {"--prompt", "one value"}},
        {"no_data_set",
         {"run", "--provider", "simulated", "--model", "swift", "--dataset", "FOLDER/none.jsonl"},
         {"FOLDER/none.jsonl", "check the path"}},
        {"data_set_of_no_known_ending",
         {"run", "--provider", "simulated", "--model", "swift", "--dataset", "FOLDER/fine.yaml"},
         {"FOLDER/fine.yaml", ".jsonl, .json, .csv or .tsv", "--dataset-format",
          "{file: ..., format: jsonl}"}},
        {"two_sources_of_samples",
         quick_run({"--dataset", "FOLDER/broken.jsonl"}),
         {"--dataset", "one of the two"}},
        {"no_plugin_file", {"plugin", "inspect", "FOLDER/none.so"}, {"FOLDER/none.so"}},
        {"broken_data_set",
         {"run", "--provider", "simulated", "--model", "swift", "--dataset", "FOLDER/broken.jsonl"},
         {"FOLDER/broken.jsonl:2"}},
        {"data_set_that_is_a_folder",
         {"run", "--provider", "simulated", "--model", "swift", "--dataset", "FOLDER"},
         {"FOLDER: is a folder", "name the data set inside it"}},
        {"data_set_that_is_no_utf8",
         {"run", "--provider", "simulated", "--model", "swift", "--dataset", "FOLDER/bytes.jsonl"},
         {"FOLDER/bytes.jsonl:1:13", "0xFF is not valid UTF-8", "save the file as UTF-8"}},
        {"data_set_of_nothing",
         {"run", "--provider", "simulated", "--model", "swift", "--dataset", "FOLDER/empty.jsonl"},
         {"FOLDER/empty.jsonl: holds no sample", "put at least one into it"}},
        {"unknown_format", quick_run({"--format", "xml"}), {"error: --format: ", "xml", "jsonl"}},
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
        {"unknown_command", {"rnu"}, {"rnu is no command of hexameter", "did you mean run?"}},
        {"unknown_command_with_words", {"shwo", "latest"}, {"shwo", "did you mean show?"}},
        {"unknown_command_like_none", {"frobnicate"}, {"frobnicate is no command", "--help"}},
        {"unknown_command_of_plugin", {"plugin", "lsit"}, {"lsit", "did you mean list?"}},
        {"unknown_flag_of_a_plugin",
         quick_run({"--promt=x"}),
         {"--promt", "did you mean --prompt?"}},
        {"unknown_flag_of_all", {"list", "--hme", "x"}, {"--hme", "did you mean --home?"}},
        {"one_word_too_many", {"compare", "a", "b", "c"}, {"c is one word too many"}},
        {"flag_of_another_provider_of_models",
         {"models", "--provider", "simulated", "--url", "http://127.0.0.1:1"},
         {"error: --url: ", "provider simulated does not take this flag"}},
        {"flag_of_another_provider_of_init",
         {"init", "-", "--provider", "simulated", "--model", "swift", "--url", "http://h"},
         {"error: --url: ", "provider simulated does not take this flag; it is of provider "}},
        {"address_without_http",
         {"models", "--provider", "openai", "--url", "127.0.0.1:11434"},
         {"must begin with http:// or https://, not the string \"127.0.0.1:11434\""}},
        {"bound_that_is_no_run", {"list", "--before", "yesterday"}, {"error: --before: takes"}},
        {"unknown_provider_of_models", {"models", "--provider", "nosuch"}, {"nosuch", "simulated"}},
    };
}

std::vector<Mistake> mistakes_of_numbers() {
    std::vector<Mistake> all;
    const auto add = [&](const char* name, const char* flag, const char* typed,
                         const char* allowed) {
        all.push_back(
            {name, quick_run({flag, typed}), {flag, allowed, std::string("not ") + typed}});
    };
    const char* const count = "must be a whole number from 1 to 1000000";
    add("no_iterations", "--iterations", "0", count);
    add("negative_iterations", "--iterations", "-1", count);
    add("half_an_iteration", "--iterations", "1.5", count);
    add("absurd_iterations", "--iterations", "99999999999999999999999", count);
    add("negative_warmup", "--warmup", "-1", "from 0 to 1000000");
    add("no_concurrency", "--concurrency", "0", "from 1 to 65536");
    add("no_limit", "--limit", "0", "from 1 to 4294967295");
    add("negative_max_tokens", "--max-tokens", "-5", "from 1 to 4294967295");
    add("temperature_that_is_no_number", "--temperature", "nan", "a number from 0 to 100");
    add("endless_temperature", "--temperature", "inf", "a number from 0 to 100");
    add("temperature_beyond_a_double", "--temperature", "1e400", "a number from 0 to 100");
    add("negative_temperature", "--temperature", "-1", "a number from 0 to 100");
    add("top_p_above_one", "--top-p", "7", "a number from 0 to 1");
    add("seed_beyond_64_bits", "--seed", "18446744073709551616", "18446744073709551615");
    add("seed_below_64_bits", "--seed", "-9223372036854775809", "-9223372036854775808");
    add("negative_run_seed", "--run-seed", "-1", "from 0 to 18446744073709551615");
    add("run_seed_beyond_64_bits", "--run-seed", "18446744073709551616", "18446744073709551615");
    add("timeout_that_is_no_number", "--timeout", "nan", "seconds from 0.001 to 604800");
    add("no_timeout", "--timeout", "0", "seconds from 0.001 to 604800");
    add("endless_stall_timeout", "--stall-timeout", "1e300", "seconds from 0.001 to 604800");
    return all;
}

std::vector<std::string> openai_run(const std::vector<std::string>& more) {
    std::vector<std::string> words{"run",   "--provider",         "openai",
                                   "--url", "http://127.0.0.1:1", "--model",
                                   "m",     "--prompt",           "x"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

// Found only by asking the plugins; no server is asked.
std::vector<Mistake> mistakes_that_plugins_know() {
    return {
        {"stream_as_parameter",
         openai_run({"--param", "extra.stream=false"}),
         {"models[0] m", "stream"}},
        {"model_as_parameter",
         openai_run({"--param", "extra.model=other"}),
         {"models[0] m", "model"}},
        {"messages_as_parameter",
         openai_run({"--param", "extra.messages=x"}),
         {"models[0] m", "messages"}},
        {"template_over_no_field",
         quick_run({"--template", "{{nofield}}"}),
         {"nofield", "the sample lacks", "prompt"}},
        {"sample_without_prompt",
         {"run", "--provider", "simulated", "--model", "swift", "--dataset",
          "FOLDER/questions.jsonl"},
         {"FOLDER/questions.jsonl:2", "\"prompt\"", "FOLDER/questions.jsonl:4"}},
        {"sample_of_a_run_file",
         {"run", "FOLDER/sample.yaml"},
         {"FOLDER/sample.yaml:3:41 dataset.samples[1]: ", "\"prompt\""}},
        {"empty_key", openai_run({"--api-key-env", "EMPTY_KEY"}), {"EMPTY_KEY", "is empty"}},
        {"key_with_a_line_break",
         openai_run({"--api-key-env", "BROKEN_KEY"}),
         {"BROKEN_KEY", "control character"}},
        {"several_bad_flags",
         quick_run({"--iterations", "0", "--temperature", "hot", "--accuracy", "2", "--param",
                    "top_p=3"}),
         {"--iterations", "--temperature", "--accuracy"}},
        {"parameter_of_broken_json",
         quick_run({"--param", "extra.a={\"b\":fals}"}),
         {"--param extra.a: value:1:"}},
        {"parameter_with_a_repeated_member",
         quick_run({"--param", "extra.a={\"b\":1,\"b\":2}"}),
         {"--param extra.a: value:1:"}},
        {"parameter_with_a_dot",
         quick_run({"--param", "extra.a.b=1"}),
         {"--param extra.a.b: ", "extra.a='{\"b\": ...}'"}},
        {"two_samples_of_one_id",
         {"run", "FOLDER/twice.yaml"},
         {"the id \"a\" is taken by sample 1"}},
        {"bad_free_parameter", quick_run({"--param", "top_p=3"}), {"--param top_p", "from 0 to 1"}},
        {"misspelt_parameter",
         quick_run({"--param", "temprature=0"}),
         {"--param temprature", "did you mean 'temperature'?", "'extra'"}},
        {"parameter_of_one_server",
         openai_run({"--param", "mirostat=2"}),
         {"--param mirostat", "unknown field", "'extra'"}},
        {"misspelt_parameter_of_a_run_file",
         {"run", "FOLDER/misspelt.yaml"},
         {"FOLDER/misspelt.yaml:3:14 parameters.temprature: ", "did you mean 'temperature'?",
          "FOLDER/misspelt.yaml:4:59 models[0].parameters.max_token: "}},
        {"empty_tag", quick_run({"--tag", ""}), {"--tag"}},
    };
}

std::vector<Mistake> mistakes() {
    auto all = mistakes_of_run();
    for (const auto& more :
         {mistakes_of_flags(), mistakes_of_numbers(), mistakes_that_plugins_know()})
        all.insert(all.end(), more.begin(), more.end());
    return all;
}

std::string with_folder(std::string words, const std::string& folder) {
    for (auto at = words.find("FOLDER"); at != std::string::npos; at = words.find("FOLDER"))
        words.replace(at, 6, folder);
    return words;
}

class Wrong : public ::testing::TestWithParam<Mistake> {};

TEST_P(Wrong, IsSaidWithPlaceAndFixAndStartsNothing) {
    Cli cli;
    cli.set("EMPTY_KEY", "");
    cli.set("BROKEN_KEY", "sk-1\n");
    const auto folder = cli.folder().path().string();
    cli.folder().write("questions.jsonl",
                       "{\"prompt\": \"fine\"}\n{\"question\": \"a\"}\n\n{\"q\": \"b\"}\n");
    cli.folder().write(
        "misspelt.yaml",
        "modality: text\ndataset: {samples: [{prompt: x}]}\n"
        "parameters: {temprature: 0}\n"
        "models: [{provider: simulated, model: swift, parameters: {max_token: 1}}]\n");
    cli.folder().write("sample.yaml",
                       "modality: text\nmodels: [{provider: simulated, model: swift}]\n"
                       "dataset: {samples: [{id: a, prompt: x}, {id: b}]}\n");
    cli.folder().write("twice.yaml",
                       "modality: text\nmodels: [{provider: simulated, model: swift}]\n"
                       "dataset: {samples: [{id: a, prompt: x}, {id: a, prompt: y}]}\n");
    cli.folder().write("fine.yaml",
                       "modality: text\nmodels: [{provider: simulated, model: swift}]\n"
                       "dataset: {samples: [{prompt: x}]}\n");
    const auto samples = cli.folder().write("fine.jsonl", "{\"prompt\": \"x\"}\n");
    std::filesystem::create_symlink(samples, cli.folder().path() / "link.jsonl");
    cli.folder().write("bytes.jsonl", "{\"prompt\":\"a\xFF\"}\n");
    cli.folder().write("empty.jsonl", "");
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

TEST(RunFile, HasAllItsFaultsNamedAtOnceThoseOfPluginsToo) {
    const Cli cli;
    const auto file =
        cli.folder().write("faults.yaml", R"(modality: {id: text, config: {templat: "x"}}
dataset: {samples: [{prompt: x}]}
iterations: 0
models:
  - {provider: openai, model: m, config: {base_url: "ftp://x", foo: 1}}
  - {provider: opnai, model: n}
  - {provider: openai, model: o, config: {api_key_env: NO_SUCH_KEY}}
metrics: [exact_mach]
)");
    const auto wrong = cli.run({"run", file.string(), "--top-p", "7"});
    EXPECT_EQ(wrong.code, 2);
    const std::vector<std::string> places{"1:31 modality.config.templat: ",
                                          "3:1 iterations: ",
                                          "5:43 models[0].config.base_url: ",
                                          "5:64 models[0].config.foo: ",
                                          "6:6 models[1].provider: ",
                                          "7:43 models[2].config.api_key_env: ",
                                          "8:11 metrics[0]: "};
    std::size_t at = 0;
    for (const auto& place : places) {
        const auto next = wrong.err.find(file.string() + ":" + place, at);
        ASSERT_NE(next, std::string::npos) << place << " in order in\n" << wrong.err;
        at = next;
    }
    EXPECT_THAT(wrong.err, HasSubstr("did you mean \"openai\""));
    EXPECT_THAT(wrong.err, HasSubstr("\n--top-p: "));
}

// What a file lacks a flag may give: only both together are held to the plugin's schema.
TEST(RunFile, IsJudgedWithTheFlagsThatAreLaidOverIt) {
    const Cli cli;
    const auto file =
        cli.folder().write("run.yaml",
                           "modality: text\ndataset: {samples: [{prompt: x}]}\n"
                           "models: [{provider: openai, model: m, config: {base_url: nowhere}}]\n");
    EXPECT_EQ(cli.run({"run", file.string()}).code, 2);
    EXPECT_EQ(cli.run({"run", file.string(), "--url", "http://127.0.0.1:1"}).code, 5);
    const auto wrong = cli.run({"run", file.string(), "--url", "ftp://127.0.0.1"});
    EXPECT_EQ(wrong.code, 2);
    EXPECT_THAT(wrong.err, HasSubstr("error: --url: must begin with http:// or https://, not "));
}

TEST(RunFile, KeepsThePlaceOfWhatIsFoundOnceItsPluginsAreThere) {
    const Cli cli;
    const auto file = cli.folder().write("run.yaml",
                                         "modality: text\ndataset: {samples: [{prompt: x}]}\n"
                                         "models:\n- {provider: openai, model: m,\n"
                                         "   config: {extra_body: {stream: true}}}\n"
                                         "- {provider: openai, model: n,\n"
                                         "   parameters: {extra: {messages: []}}}\n"
                                         "metrics: [contains, contains]\n");
    const auto wrong = cli.run({"run", file.string()});
    EXPECT_EQ(wrong.code, 2);
    EXPECT_THAT(wrong.err, HasSubstr(file.string() + ":4:3 models[0] m: "));
    EXPECT_THAT(wrong.err, HasSubstr(file.string() + ":8:21 metrics[1] contains: "));
}

TEST(Modality, ThatIsUnknownIsNoFaultOfTheFlagsOfAnother) {
    const auto wrong = Cli().run(quick_run({"--modality", "smell"}));
    EXPECT_EQ(wrong.code, 2);
    EXPECT_THAT(wrong.err, ::testing::Not(HasSubstr("--prompt")));
}

TEST(Seeds, OfSixtyFourBitsReachTheRunAsTheyWereTyped) {
    const Cli cli;
    EXPECT_EQ(
        cli.run(quick_run({"--seed", "18446744073709551615", "--run-seed", "9223372036854775809"}))
            .code,
        0);
    const auto kept = cli.run({"show", "latest", "--format", "json"}).out;
    EXPECT_THAT(kept, HasSubstr("\"seed\":18446744073709551615"));
    EXPECT_THAT(kept, HasSubstr("\"seed\":9223372036854775809"));
}

TEST(Models, OfOneNameAreToldApart) {
    const auto run = Cli().run(quick_run({"--model", "swift"}));
    EXPECT_EQ(run.code, 0) << run.err;
    EXPECT_THAT(run.out, HasSubstr("simulated/swift #2"));
}

TEST(Home, IsAskedForWhereNoVariableNamesOne) {
    Cli cli;
    cli.set("HOME", "");
    cli.set("HEXAMETER_HOME", "");
    for (const auto& words : {quick_run(), {"list"}, {"show"}}) {
        const auto wrong = cli.run(words);
        EXPECT_EQ(wrong.code, 2);
        EXPECT_THAT(wrong.err, HasSubstr("neither HEXAMETER_HOME nor HOME is set"));
        EXPECT_THAT(wrong.err, HasSubstr("--home FOLDER"));
    }
    EXPECT_EQ(cli.run(quick_run({"--no-keep"})).code, 0);
}

TEST(Hexameter, WithoutACommandShowsItsHelp) {
    const auto help = Cli().run({});
    EXPECT_EQ(help.code, 2);
    EXPECT_THAT(help.err, HasSubstr("compare"));
}

}  // namespace
}  // namespace hexameter::e2e
