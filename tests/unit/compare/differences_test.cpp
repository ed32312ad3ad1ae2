#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hexameter/compare.hpp"
#include "runs.hpp"

namespace hexameter {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

RunRecord settled(const std::vector<std::string>& models = {"m"}) {
    RunRecord run = test::run_of(models);
    run.header.engine_version = "0.1.0";
    run.header.spec.modality = "text";
    run.header.spec.dataset.file = "/data/questions.jsonl";
    run.header.samples = 12;
    run.header.dataset_sha256 = std::string(64, 'a');
    run.header.host_json = R"({"cpu":{"model":"X","cores_online":2},"load":{"one_minute":1}})";
    run.header.plugins = {{"simulated", "provider", "0.1.0", "simulated.so", std::string(64, '1')}};
    for (auto& model : run.header.spec.models) model.provider = "simulated";
    return run;
}

// "field: a | b", "-" for what is absent.
std::vector<std::string> told(const RunRecord& a, const RunRecord& b) {
    std::vector<std::string> lines;
    for (const auto& one : differences_between(a, b))
        lines.push_back((one.known ? "" : "? ") + one.field + ": " + one.a.value_or("-") + " | " +
                        one.b.value_or("-"));
    return lines;
}

TEST(Differences, OfARunAndItselfAreNone) {
    EXPECT_THAT(told(settled(), settled()), IsEmpty());
    RunRecord other = settled();
    other.header.id = "another";
    other.header.started_at = "2026-11-22T00:00:00Z";
    other.header.spec.name = "another";
    other.header.host_json = R"({"cpu":{"model":"X","cores_online":2},"load":{"one_minute":9}})";
    EXPECT_THAT(told(settled(), other), IsEmpty());
}

TEST(Differences, NameEverySettingOfTheRun) {
    RunRecord b = settled();
    auto& spec = b.header.spec;
    spec.modality = "code";
    spec.modality_config_json = R"({"template":"{prompt}!"})";
    spec.iterations = 5;
    spec.warmup = 2;
    spec.concurrency = 4;
    spec.stream = false;
    spec.seed = 7;
    spec.limits.total_ms = 1000;
    spec.prompt_cache = PromptCache::bust;
    spec.prices_json = R"({"currency":"EUR","models":{"m":{"input":1,"output":2}}})";
    spec.max_cost = 0.5;
    EXPECT_THAT(told(settled(), b),
                ElementsAre("concurrency: 1 | 4", "iterations: 1 | 5",
                            "limits.total_ms: 600000 | 1000", "max_cost: - | 0.5",
                            "modality: text | code", "modality.template: - | {prompt}!",
                            "prices.currency: - | EUR", "prices.models.m.input: - | 1",
                            "prices.models.m.output: - | 2", "prompt_cache: allow | bust",
                            "seed: 0 | 7", "stream: true | false", "warmup: 0 | 2"));
}

TEST(Differences, TellHowTheRunsWereScoredTheLastTime) {
    RunRecord b = settled();
    b.header.spec.metrics = {{"exact_match", R"({"ignore_case":true})"}};
    RunRecord a = b;
    b.header.rescored = {{"t1", "exact_match", "1", "", R"({"ignore_numbers":true})", "", "", ""},
                         {"t2", "exact_match", "1", "", "{}", "1", "", R"({"filter":["strip"]})"}};
    EXPECT_THAT(told(a, b), ElementsAre("metrics.exact_match.ignore_case: true | -",
                                        "metrics.exact_match.modality.filter[0]: - | strip"));
}

TEST(Differences, NameTheOrderOfSeveralModelsOnly) {
    RunRecord a = settled({"m", "n"});
    RunRecord b = a;
    b.header.spec.order = ModelOrder::parallel;
    EXPECT_THAT(told(a, b), ElementsAre("order: sequential | parallel"));
    RunRecord one = settled();
    one.header.spec.order = ModelOrder::parallel;
    EXPECT_THAT(told(settled(), one), IsEmpty());
    for (const auto& difference : differences_between(a, one))
        EXPECT_NE(difference.field, "order") << "of one model there is none";
}

TEST(Differences, ComparesEffectiveParametersOfPairedModels) {
    RunRecord a = settled();
    RunRecord b = settled();
    a.header.spec.parameters_json = R"({"temperature":0,"seed":1,"stop":["x"]})";
    b.header.spec.parameters_json = R"({"temperature":0.7,"seed":1,"max_tokens":64})";
    b.header.spec.models[0].parameters_json = R"({"stop":["x"]})";
    EXPECT_THAT(told(a, b),
                ElementsAre("parameters.max_tokens: - | 64", "parameters.temperature: 0 | 0.7"));
    b.header.spec.models[0].parameters_json = R"({"temperature":0.0,"stop":["x"]})";
    EXPECT_THAT(told(a, b), ElementsAre("parameters.max_tokens: - | 64"));
}

TEST(Differences, NamesTheModelWhereOnlyOneDiffers) {
    RunRecord a = settled({"m", "n"});
    RunRecord b = settled({"m", "n"});
    b.header.spec.parameters_json = R"({"seed":2})";
    b.header.spec.models[1].config_json = R"({"base_url":"http://b"})";
    b.header.spec.models[1].model = "n-2";
    EXPECT_THAT(told(a, b),
                ElementsAre("parameters.seed: - | 2", "model n: config.base_url: - | http://b",
                            "model n: model: n | n-2"));
}

TEST(Differences, TellWhatTwoSingleModelsAre) {
    RunRecord b = settled({"other"});
    b.header.spec.models[0].provider = "ollama";
    EXPECT_THAT(told(settled(), b),
                ElementsAre("model: m | other", "provider: simulated | ollama"));
}

TEST(Differences, TellWhereOtherSamplesComeFrom) {
    RunRecord a = settled();
    RunRecord b = settled();
    a.header.dataset_file_sha256 = b.header.dataset_file_sha256 = std::string(64, 'f');
    b.header.spec.dataset.sample = 12;
    b.header.spec.seeds.order = 3;
    EXPECT_THAT(told(a, b), IsEmpty()) << "the same samples, however they were chosen";
    b.header.dataset_sha256 = std::string(64, 'b');
    const std::string samples =
        "dataset: questions.jsonl, 12 samples, sha256 aaaaaaaaaaaa | questions.jsonl, 12 samples, "
        "sha256 bbbbbbbbbbbb";
    EXPECT_THAT(told(a, b), ElementsAre(samples, "dataset.sample: - | 12", "seeds.order: - | 3"));
    a.header.spec.dataset.file = "/dev/fd/63";
    EXPECT_THAT(told(a, b), Contains(HasSubstr("dataset: a pipe, 12 samples")));
    a.header.spec.dataset.file = "/dev/stdin";
    EXPECT_THAT(told(a, b), Contains(HasSubstr("dataset: standard input, 12 samples")));
    a.header.spec.dataset.file = b.header.spec.dataset.file;
    b.header.spec.dataset.sample.reset();
    b.header.spec.seeds.order.reset();
    b.header.dataset_file_sha256 = std::string(64, 'e');
    b.header.spec.dataset.fields = {{"prompt", "q"}};
    b.header.spec.dataset.shuffle = true;
    b.header.spec.dataset.limit = 12;
    EXPECT_THAT(told(a, b), ElementsAre(samples, "dataset.fields.prompt: - | q",
                                        "dataset.file: sha256 ffffffffffff | sha256 eeeeeeeeeeee",
                                        "dataset.limit: - | 12", "dataset.shuffle: - | true"));
    a.header.dataset_file_sha256.clear();
    b.header.spec.dataset = a.header.spec.dataset;
    EXPECT_THAT(told(a, b), ElementsAre(samples)) << "one of the files is not known";
}

TEST(Differences, TellTheContentOfADataSetAndNotItsPlace) {
    RunRecord a = settled();
    RunRecord b = settled();
    b.header.spec.dataset.file = "/elsewhere/same.csv";
    EXPECT_THAT(told(a, b), IsEmpty());
    b.header.dataset_sha256 = std::string(64, 'b');
    b.header.samples = 13;
    EXPECT_THAT(told(a, b),
                ElementsAre("dataset: questions.jsonl, 12 samples, sha256 aaaaaaaaaaaa | "
                            "same.csv, 13 samples, sha256 bbbbbbbbbbbb"));
    b.header.dataset_sha256.clear();
    EXPECT_THAT(told(a, b), ElementsAre(HasSubstr("| same.csv, content not recorded")));
}

TEST(Differences, TellThePromptsOfTwoRunsOfOneSample) {
    RunRecord a = settled();
    RunRecord b = settled();
    for (auto* run : {&a, &b}) run->header.spec.dataset.file.clear();
    a.header.spec.dataset.inline_samples = {R"({"prompt":"Hello"})"};
    b.header.spec.dataset.inline_samples = {R"({"prompt":"Goodbye"})"};
    b.header.dataset_sha256 = std::string(64, 'b');
    EXPECT_THAT(told(a, b), ElementsAre("dataset.prompt: Hello | Goodbye"));
}

TEST(Differences, TellVersionsMachineAndOutcome) {
    RunRecord b = settled();
    b.header.engine_version = "0.2.0";
    b.header.plugins[0].sha256 = std::string(64, '2');
    b.header.host_json = R"({"cpu":{"model":"Y","cores_online":2}})";
    b.summary.status = RunStatus::interrupted;
    b.summary.instrument.client_limited = Instrument::Limited::yes;
    EXPECT_THAT(told(settled(), b),
                ElementsAre("engine: 0.1.0 | 0.2.0",
                            "plugin provider simulated: 0.1.0 (sha256 111111111111) | 0.1.0 "
                            "(sha256 222222222222)",
                            "host.cpu.model: X | Y", "? client_limited: unknown | yes",
                            "status: complete | interrupted"));
}

TEST(Differences, NeverTellASecret) {
    RunRecord a = settled();
    RunRecord b = settled();
    a.header.spec.models[0].config_json =
        R"({"base_url":"http://u:pw-a@h/v1?sig=q-a","api_key":"k-a","api_key_env":"KEY_A",
            "secret.x":"s-a",
            "extra_body":{"headers":{"X-Auth-Token":["t-a"],
            "list":[{"name":"h","value":"Bearer b-a"}]},"max_tokens":1}})";
    b.header.spec.models[0].config_json =
        R"({"base_url":"http://u:pw-b@h/v2?sig=q-b","api_key":{"k":"k-b"},"api_key_env":"KEY_B",
            "secret.x":"s-b",
            "extra_body":{"headers":{"X-Auth-Token":["t-b"],
            "list":[{"name":"h","value":"Bearer b-b"}]},"max_tokens":2}})";
    EXPECT_THAT(
        told(a, b),
        ElementsAre("config.api_key: (hidden) | (hidden)", "config.api_key_env: KEY_A | KEY_B",
                    "config.base_url: http://h/v1?(hidden) | http://h/v2?(hidden)",
                    "config.extra_body.headers.X-Auth-Token: (hidden) | (hidden)",
                    "config.extra_body.headers.list[0].value: (hidden) | (hidden)",
                    "config.extra_body.max_tokens: 1 | 2", "config.secret.x: (hidden) | (hidden)"));
}

std::vector<std::string> told_of(const std::string& name, const std::string& value_a,
                                 const std::string& value_b) {
    RunRecord a = settled();
    RunRecord b = settled();
    a.header.spec.models[0].config_json = R"({")" + name + R"(":)" + value_a + "}";
    b.header.spec.models[0].config_json = R"({")" + name + R"(":)" + value_b + "}";
    return told(a, b);
}

TEST(Differences, KnowSecretsByHoweverTheirNamesAreSpelled) {
    for (const char* name :
         {"accessToken", "clientSecret", "authToken", "credentials", "secrets", "passphrase", "pwd",
          "APIKey", "apiKeys", "apikey2", "clientsecret", "X-API-KEY", "db.password", "HTTPCookies",
          "awsSecretAccessKey", "userPasswd", "api_keys"})
        EXPECT_THAT(told_of(name, R"("a")", R"("b")"),
                    ElementsAre(std::string("config.") + name + ": (hidden) | (hidden)"));
    EXPECT_THAT(told_of("apiKeys", R"(["a"])", R"(["b"])"),
                ElementsAre(R"(config.apiKeys: (hidden) | (hidden))"));
    for (const char* name : {"maxTokens", "max_tokens", "tokens", "apiKeyEnv", "monkey", "keyboard",
                             "secretary", "author", "tokenizer", "envelope"})
        EXPECT_THAT(told_of(name, R"("a")", R"("b")"),
                    ElementsAre(std::string("config.") + name + ": a | b"));
}

TEST(Differences, KnowCredentialsByTheirForm) {
    for (const char* value : {"Bearer x", "sk-x", "hf_x", "ghp_x", "xoxb-x", "eyJx.y.z"})
        EXPECT_THAT(told_of("extra", '"' + std::string(value) + '"', R"("b")"),
                    ElementsAre("config.extra: (hidden) | b"));
}

// sha256sum of the value and the zero byte behind it.
TEST(Differences, TellWhatLooksLikeChanceByItsDigest) {
    const std::string hex = "0123456789abcdef0123456789abcdef";
    EXPECT_THAT(told_of("revision", '"' + hex + '"', R"("main")"),
                ElementsAre("config.revision: sha256 d66a1cf445ba | main"));
    for (const std::string plain :
         {"meta-llama/Meta-Llama-3.1-70B-Instruct-GPTQ-4bit", "abcdefghijklmnopqrstuvwxyzabc",
          "tell me of 0123456789abcdef0123456789abcdef", "123456789012345678901234567890",
          "/srv/models1/quantised/q4_k_m/model-00001-of-00002.gguf"})
        EXPECT_THAT(told_of("name", '"' + plain + '"', R"("b")"),
                    ElementsAre("config.name: " + plain + " | b"));
}

TEST(Differences, OfARunWithoutAHeaderAreNotMadeUp) {
    RunRecord lost = test::run_of({"m"});
    EXPECT_THAT(told(settled(), lost), ElementsAre("? settings: recorded | -"));
    EXPECT_THAT(told(lost, lost), ElementsAre("? settings: - | -"));
}

TEST(Differences, OfWhatARunCouldNotTellAreNotKnown) {
    RunRecord a = settled();
    RunRecord b = settled();
    a.summary.instrument.client_limited = Instrument::Limited::no;
    EXPECT_THAT(told(a, b), ElementsAre("? client_limited: no | unknown"));
    b.summary.instrument.client_limited = Instrument::Limited::yes;
    EXPECT_THAT(told(a, b), ElementsAre("client_limited: no | yes"));
}

}  // namespace
}  // namespace hexameter
