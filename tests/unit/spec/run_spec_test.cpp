#include "hexameter/run_spec.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include "spec/embedded.hpp"
#include "spec/fault.hpp"
#include "spec/json_schema.hpp"
#include "unit/base/temp_folder.hpp"

namespace hexameter {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::TempFolder;

const std::string smallest =
    "modality: text\ndataset: q.jsonl\nmodels: [{provider: p, model: m}]\n";

// The message of the error; "ok" when there is none.
std::string faults_of(const std::string& text, const std::string& name = "run.yaml") {
    const auto spec = parse_run_spec(text, name, "/runs");
    return spec.has_error() ? spec.error().text() : "ok";
}

TEST(RunFile, HasOneFaultForWhatJsonCannotHold) {
    EXPECT_EQ(faults_of(smallest + "iterations: .inf\nparameters: {temperature: .nan}\n"),
              "run.yaml:4:13 iterations: '.inf' is no finite number; quote it if it is a string\n"
              "run.yaml:5:27 parameters.temperature: '.nan' is no finite number; quote it if it is "
              "a string");
    EXPECT_EQ(faults_of(smallest + "iterations: !all 5\n"),
              "run.yaml:4:13 iterations: the tag '!all' means nothing here; leave it out");
}

TEST(RunFile, FillsEveryField) {
    const auto parsed = parse_run_spec(R"(
name: nightly text
modality: {id: text, config: {system: "Be brief."}}
dataset:
  file: ../data/./q.csv
  format: csv
  fields: {prompt: question, reference: answers.0}
  sample: 20
  shuffle: true
  limit: 10
models:
  - provider: ollama
    model: llama3.2
    label: llama
    config: {base_url: "http://127.0.0.1:11434"}
    parameters: {temperature: 0.5}
  - {provider: openai, model: other}
metrics: [exact_match, {id: contains, config: {ignore_case: true}}]
parameters: {temperature: 0, seed: 7, max_tokens: 128, stop: ["\n\n"], top_p: 1, extra: {mirostat: 2}}
iterations: 5
warmup: 2
concurrency: 4
order: parallel
stream: false
seed: 18446744073709551615
seeds: {sampling: 0}
limits: {connect_ms: 1, stall_ms: 2, total_ms: 3}
tags: [nightly, "7"]
)",
                                       "run.yaml", "/runs");
    ASSERT_TRUE(parsed.has_value()) << parsed.error().text();
    const auto& spec = parsed.value();
    EXPECT_EQ(spec.name, "nightly text");
    EXPECT_EQ(spec.modality, "text");
    EXPECT_EQ(spec.modality_config_json, R"({"system":"Be brief."})");
    EXPECT_EQ(spec.dataset.file, "/data/q.csv");
    EXPECT_EQ(spec.dataset.format, "csv");
    EXPECT_EQ(spec.dataset.fields, (std::map<std::string, std::string>{
                                       {"prompt", "question"}, {"reference", "answers.0"}}));
    EXPECT_EQ(spec.dataset.sample, 20U);
    EXPECT_TRUE(spec.dataset.shuffle);
    EXPECT_EQ(spec.dataset.limit, 10U);
    EXPECT_EQ(spec.seeds.sampling, 0U);
    EXPECT_EQ(spec.seeds.order, std::nullopt);
    EXPECT_THAT(spec.dataset.inline_samples, IsEmpty());
    ASSERT_EQ(spec.models.size(), 2U);
    EXPECT_EQ(spec.models[0].provider, "ollama");
    EXPECT_EQ(spec.models[0].model, "llama3.2");
    EXPECT_EQ(spec.models[0].label, "llama");
    EXPECT_EQ(spec.models[0].config_json, R"({"base_url":"http://127.0.0.1:11434"})");
    EXPECT_EQ(spec.models[0].parameters_json, R"({"temperature":0.5})");
    EXPECT_EQ(spec.models[1].label, "other");
    ASSERT_EQ(spec.metrics.size(), 2U);
    EXPECT_EQ(spec.metrics[0].id, "exact_match");
    EXPECT_EQ(spec.metrics[0].config_json, "{}");
    EXPECT_EQ(spec.metrics[1].id, "contains");
    EXPECT_EQ(spec.metrics[1].config_json, R"({"ignore_case":true})");
    EXPECT_EQ(
        spec.parameters_json,
        R"({"temperature":0,"seed":7,"max_tokens":128,"stop":["\n\n"],"top_p":1,"extra":{"mirostat":2}})");
    EXPECT_EQ(spec.iterations, 5U);
    EXPECT_EQ(spec.warmup, 2U);
    EXPECT_EQ(spec.concurrency, 4U);
    EXPECT_EQ(spec.order, ModelOrder::parallel);
    EXPECT_FALSE(spec.stream);
    EXPECT_EQ(spec.seed, 18446744073709551615U);
    EXPECT_EQ(spec.limits.connect_ms, 1U);
    EXPECT_EQ(spec.limits.stall_ms, 2U);
    EXPECT_EQ(spec.limits.total_ms, 3U);
    EXPECT_THAT(spec.tags, ElementsAre("nightly", "7"));
}

TEST(RunFile, TakesInlineSamplesAndShortForms) {
    const auto parsed = parse_run_spec(
        "modality: text\ndataset: {samples: [{prompt: Hi}, {prompt: Ho, id: 2}], limit: 1}\n"
        "models: [{provider: p, model: m}]\n",
        "run.yaml", "/runs");
    ASSERT_TRUE(parsed.has_value()) << parsed.error().text();
    EXPECT_TRUE(parsed.value().dataset.file.empty());
    EXPECT_THAT(parsed.value().dataset.inline_samples,
                ElementsAre(R"({"prompt":"Hi"})", R"({"prompt":"Ho","id":2})"));
    const auto shortest = parse_run_spec(smallest, "run.yaml", "/runs");
    ASSERT_TRUE(shortest.has_value()) << shortest.error().text();
    EXPECT_EQ(shortest.value().dataset.file, "/runs/q.jsonl");
}

// A default stands in the schema, for people and forms, and in RunSpec, for programs.
TEST(RunFile, HasTheDefaultsThatItsSchemaNames) {
    const std::string text =
        R"({"modality":"text","dataset":"/q.jsonl","models":[{"provider":"p","model":"m"}]})";
    const auto bare = parse_run_spec(text, "bare", "/");
    const auto filled = detail::with_defaults(text, std::string(embedded::run_schema));
    ASSERT_TRUE(filled.has_value());
    EXPECT_NE(filled.value(), text);
    const auto full = parse_run_spec(filled.value(), "full", "/");
    ASSERT_TRUE(full.has_value()) << full.error().text();
    EXPECT_EQ(to_json(bare.value()), to_json(full.value()));
    rapidjson::Document document;
    document.Parse(filled.value());
    for (const auto* const field : {"name", "metrics", "parameters", "iterations", "warmup",
                                    "concurrency", "order", "stream", "seed", "limits", "tags"})
        EXPECT_TRUE(document.HasMember(field)) << field;
}

TEST(RunFile, MayLackWhatItsCallerGives) {
    const auto lacking = [](const std::string& text, const std::vector<std::string>& given) {
        const auto spec = parse_run_spec(text, "run.yaml", "/runs", {}, given);
        return spec.has_error() ? spec.error().text() : "ok";
    };
    EXPECT_EQ(lacking("name: n\n", {"modality", "dataset", "models"}), "ok");
    EXPECT_EQ(lacking("name: n\n", {"modality", "models"}),
              "run.yaml:1:1: the field 'dataset' is missing");
    EXPECT_EQ(lacking("name: n\nmodels: []\n", {"modality", "dataset", "models"}),
              "run.yaml:2:1 models: must not be an empty list");
}

TEST(RunFile, NamesNoPlaceOfWhatWasReplacedOrIsNotThere) {
    auto spec = parse_run_spec(smallest, "run.yaml", "/runs").value();
    EXPECT_EQ(detail::place_in(spec.places.get(), "/models/0/config"),
              "run.yaml:3:10 models[0].config");
    EXPECT_EQ(detail::place_in(spec.places.get(), "/metrics/0"), "metrics[0]");
    forget_places(spec, "models");
    EXPECT_EQ(detail::place_in(spec.places.get(), "/models/0/config"), "models[0].config");
    EXPECT_EQ(detail::place_in(spec.places.get(), "/dataset"), "run.yaml:2:1 dataset");
}

TEST(RunFile, SaysWhereAMisplacedFieldBelongs) {
    EXPECT_EQ(faults_of(smallest + "temperature: 0\n"),
              "run.yaml:4:1 temperature: unknown field; it stands within 'parameters'");
    EXPECT_EQ(faults_of("modality: text\ndataset: q.jsonl\n"
                        "models: [{provider: p, model: m, max_tokens: 5}]\n"),
              "run.yaml:3:34 models[0].max_tokens: unknown field; it stands within 'parameters'");
}

TEST(RunFile, SaysWhereTheLikelyMistakesBelong) {
    EXPECT_EQ(faults_of(smallest + "retries: 3\n"),
              "run.yaml:4:1 retries: unknown field; it stands within 'limits'");
    EXPECT_THAT(faults_of(smallest + "prompt: hi\n"), HasSubstr("dataset: {samples: [{prompt:"));
    EXPECT_THAT(faults_of(smallest + "timeout: 5\n"), HasSubstr("limits: {total_ms:"));
    EXPECT_THAT(faults_of("modality: text\ndataset: q.jsonl\n"
                          "models: [{provider: p, model: m, base_url: x}]\n"),
                HasSubstr("what the provider takes stands within 'config'"));
    EXPECT_THAT(faults_of(smallest + "metrics: [{id: m, ignore: true}]\n"),
                HasSubstr("what the plugin takes stands within 'config'"));
}

TEST(RunFile, ListsAllFaultsByPlace) {
    EXPECT_EQ(
        faults_of(R"(iteratons: 5
modality: text
dataset: {fil: q.jsonl}
models:
  - provider: ollama
    model: ""
  - model: b
    colour: red
concurrency: 0
warmup: -1
iterations: 99999999999999999999
order: random
stream: yes
parameters: {temperature: hot}
limits: {total_ms: "10"}
)"),
        "run.yaml:1:1 iteratons: unknown field; did you mean 'iterations'?\n"
        "run.yaml:3:11 dataset.fil: unknown field; did you mean 'file'?\n"
        "run.yaml:6:5 models[0].model: must not be empty\n"
        "run.yaml:7:5 models[1]: the field 'provider' is missing\n"
        "run.yaml:8:5 models[1].colour: unknown field; there are provider, model, label, "
        "config, parameters, connection (what the provider takes stands within 'config')\n"
        "run.yaml:9:1 concurrency: must be a whole number from 1 to 65536, not 0\n"
        "run.yaml:10:1 warmup: must be a whole number from 0 to 1000000, not -1\n"
        "run.yaml:11:1 iterations: must be a whole number from 1 to 1000000, not 1e+20\n"
        "run.yaml:12:1 order: must be \"sequential\" or \"parallel\", not the string \"random\"\n"
        "run.yaml:13:1 stream: must be true or false, not the string \"yes\"\n"
        "run.yaml:14:14 parameters.temperature: must be a number from 0 to 100, not the string "
        "\"hot\"\n"
        "run.yaml:15:10 limits.total_ms: must be a whole number from 1 to 604800000, not the "
        "string \"10\"");
}

TEST(RunFile, NamesPlacesInJsonToo) {
    EXPECT_EQ(faults_of("{\"modality\": \"text\",\n \"dataset\": \"q.jsonl\",\n"
                        " \"models\": [{\"provider\": \"p\", \"model\": 5}]}",
                        "run.json"),
              "run.json:3:31 models[0].model: must be a string, not 5");
}

TEST(RunFile, ListsRepeatedFieldsBesideOtherFaults) {
    EXPECT_EQ(faults_of(smallest + "seed: -1\nseed: 2\n"),
              "run.yaml:4:1 seed: must be a whole number from 0 to 18446744073709551615, not -1\n"
              "run.yaml:5:1 seed: this field stands twice: line 4 and line 5; keep one");
}

TEST(RunFile, WantsSomethingOfEachKind) {
    EXPECT_EQ(faults_of("name: x\n"),
              "run.yaml:1:1: the field 'modality' is missing\n"
              "run.yaml:1:1: the field 'dataset' is missing\n"
              "run.yaml:1:1: the field 'models' is missing");
    EXPECT_EQ(faults_of("modality: text\ndataset: {}\nmodels: []\n"),
              "run.yaml:2:1 dataset: needs 'file' or 'samples'\n"
              "run.yaml:3:1 models: must not be an empty list");
    EXPECT_EQ(faults_of("just words"),
              "run.yaml:1:1: must be an object, not the string \"just words\"");
}

TEST(RunFile, RefusesALabelThatStandsTwice) {
    EXPECT_EQ(
        faults_of("modality: text\ndataset: q.jsonl\nmodels:\n"
                  "  - {provider: p, model: a, label: x}\n"
                  "  - {provider: p, model: b, label: x}\n"),
        "run.yaml:5:29 models[1].label: the label \"x\" stands in line 4 already; a label must be "
        "unique");
}

TEST(LoadRunFile, TakesPathsFromTheFoldersOfTheFile) {
    const TempFolder folder;
    const auto file = folder.write("sub/run.yaml", smallest);
    const auto spec = load_run_file(file);
    ASSERT_TRUE(spec.has_value()) << spec.error().text();
    EXPECT_EQ(spec.value().dataset.file, folder.path() / "sub/q.jsonl");
    const auto here = parse_run_spec(smallest, "run.yaml", "");
    EXPECT_EQ(here.value().dataset.file, std::filesystem::current_path() / "q.jsonl");
}

TEST(LoadRunFile, ReadsJsonEscapesAsJsonDoes) {
    const TempFolder folder;
    const auto file = folder.write("run.json",
                                   "\xEF\xBB\xBF{\"name\": \"\\ud83d\\ude00\\/\\u00e9\", "
                                   "\"modality\":\"text\",\t\"dataset\":\"q.csv\","
                                   "\"models\":[{\"provider\":\"p\",\"model\":\"m\"}]}");
    const auto spec = load_run_file(file);
    ASSERT_TRUE(spec.has_value()) << spec.error().text();
    EXPECT_EQ(spec.value().name, "\xF0\x9F\x98\x80/\xC3\xA9");
}

TEST(LoadRunFile, SaysWhyAFileIsNoRunFile) {
    const TempFolder folder;
    const auto text_of = [](const std::filesystem::path& file) {
        const auto spec = load_run_file(file);
        EXPECT_TRUE(spec.has_error());
        EXPECT_EQ(spec.error().code(), ErrorCode::config);
        return spec.error().text();
    };
    const auto at = [&](const char* name) { return (folder.path() / name).string(); };
    EXPECT_EQ(text_of(folder.path() / "no.yaml"),
              at("no.yaml") + ": no such run file; check the path");
    EXPECT_EQ(text_of(folder.path()),
              folder.path().string() + ": is a folder; name the run file inside it");
    EXPECT_EQ(text_of(folder.write("empty.yaml", "")),
              at("empty.yaml") + ":1:1: the file is empty");
    EXPECT_EQ(text_of(folder.write("b.yaml", std::string_view("\x7F"
                                                              "ELF\0\1",
                                                              6))),
              at("b.yaml") + ":1:5: a NUL byte stands here; this is no text file in UTF-8");
}

TEST(LoadRunFile, LoadsTheExamples) {
    const std::filesystem::path folder = HEXAMETER_SOURCE_DIR "/examples";
    const auto spec = load_run_file(folder / "text-two-models.yaml");
    ASSERT_TRUE(spec.has_value()) << spec.error().text();
    EXPECT_EQ(spec.value().models[0].label, "swift");
    EXPECT_EQ(spec.value().models[1].label, "steady");
    EXPECT_EQ(spec.value().dataset.file, folder / "data/questions.jsonl");
    EXPECT_TRUE(std::filesystem::exists(spec.value().dataset.file));
    EXPECT_EQ(spec.value().iterations, 2U);
    const auto example = load_run_file(HEXAMETER_SOURCE_DIR "/schemas/examples/run.valid.json");
    EXPECT_TRUE(example.has_value());
}

TEST(RunFile, NamesFaultsOfConfigurationsBesideItsOwn) {
    const ConfigCheck check = [](PluginKind kind, const std::string& id,
                                 const std::string& config) -> Result<std::vector<SpecFault>> {
        if (id == "none") return Error(ErrorCode::config, "there is none");
        if (config == "{}") return std::vector<SpecFault>{};
        return std::vector<SpecFault>{
            {"/deep/1", fmt::format("{} {} {}", static_cast<int>(kind), id, config)}};
    };
    const auto spec = parse_run_spec(
        "modality: {id: m, config: {deep: [1, 2]}}\ndataset: q.jsonl\nwarmup: x\n"
        "models:\n- {provider: none, model: a}\n- {provider: p, model: b}\n"
        "metrics: [none, {id: c, config: {x: 1}}, {id: d, config: 7}]\n",
        "run.yaml", "/runs", check);
    ASSERT_FALSE(spec);
    EXPECT_EQ(
        spec.error().text(),
        "run.yaml:1:38 modality.config.deep[1]: 2 m {\"deep\":[1,2]}\n"
        "run.yaml:3:1 warmup: must be a whole number from 0 to 1000000, not the string \"x\"\n"
        "run.yaml:5:4 models[0].provider: there is none\n"
        "run.yaml:7:11 metrics[0]: there is none\n"
        "run.yaml:7:25 metrics[1].config.deep[1]: 3 c {\"x\":1}\n"
        "run.yaml:7:50 metrics[2].config: must be an object, not 7");
}

TEST(RunSpec, IsHeldToTheSchemaOfRunFiles) {
    auto spec = parse_run_spec(smallest, "run.yaml", "/runs");
    ASSERT_TRUE(spec);
    EXPECT_THAT(faults_of(spec.value()), IsEmpty());
    spec->concurrency = 0;
    spec->tags = {""};
    const auto faults = faults_of(spec.value());
    ASSERT_EQ(faults.size(), 2U);
    EXPECT_EQ(faults[0].pointer, "/concurrency");
    EXPECT_EQ(faults[0].message, "must be a whole number from 1 to 65536, not 0");
    EXPECT_EQ(faults[1].pointer, "/tags/0");
}

}  // namespace
}  // namespace hexameter
