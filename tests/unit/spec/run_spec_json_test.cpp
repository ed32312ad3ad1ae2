#include <gtest/gtest.h>

#include "hexameter/run_spec.hpp"

namespace hexameter {
namespace {

RunSpec unusual_spec() {
    RunSpec spec;
    spec.name = "tab\t quote\" back\\ \xF0\x9F\x98\x80 # : - {x}\nline";
    spec.modality = "text";
    spec.modality_config_json = R"({"system":"a\u0001b"})";
    spec.dataset.file = "/data/caf\xC3\xA9 x.jsonl";
    spec.dataset.format = "jsonl";
    spec.dataset.fields = {{"pro\"mpt", "a.0.\xC3\xA9"}, {"id", "/x~1y"}};
    spec.dataset.sample = 4294967295;
    spec.dataset.shuffle = true;
    spec.dataset.limit = 4294967295;
    spec.models = {{"p", "m", "p/m", R"({"url":"http://127.0.0.1/","n":[1,null,true]})",
                    R"({"temperature":0.1,"seed":-5})"},
                   {"p", "m", "p/m #2", "{}", "{}"}};
    spec.metrics = {{"exact_match", "{}"}, {"contains", R"({"ignore_case":true})"}};
    spec.parameters_json =
        R"({"temperature":0.1234567890123456,"stop":["\n"],"extra":{"big":1e300}})";
    spec.iterations = 1'000'000;
    spec.warmup = 7;
    spec.concurrency = 65536;
    spec.order = ModelOrder::parallel;
    spec.stream = false;
    spec.seed = 18446744073709551615U;
    spec.seeds = {18446744073709551615U, 0};
    spec.limits = {1, 2, 604'800'000};
    spec.tags = {"yes", "1", "null"};
    return spec;
}

void expect_equal(const RunSpec& a, const RunSpec& b) {
    EXPECT_EQ(a.name, b.name);
    EXPECT_EQ(a.modality, b.modality);
    EXPECT_EQ(a.modality_config_json, b.modality_config_json);
    EXPECT_EQ(a.dataset.file, b.dataset.file);
    EXPECT_EQ(a.dataset.format, b.dataset.format);
    EXPECT_EQ(a.dataset.inline_samples, b.dataset.inline_samples);
    EXPECT_EQ(a.dataset.fields, b.dataset.fields);
    EXPECT_EQ(a.dataset.sample, b.dataset.sample);
    EXPECT_EQ(a.dataset.shuffle, b.dataset.shuffle);
    EXPECT_EQ(a.dataset.limit, b.dataset.limit);
    ASSERT_EQ(a.models.size(), b.models.size());
    for (std::size_t i = 0; i < a.models.size(); ++i) {
        EXPECT_EQ(a.models[i].provider, b.models[i].provider);
        EXPECT_EQ(a.models[i].model, b.models[i].model);
        EXPECT_EQ(a.models[i].label, b.models[i].label);
        EXPECT_EQ(a.models[i].config_json, b.models[i].config_json);
        EXPECT_EQ(a.models[i].parameters_json, b.models[i].parameters_json);
    }
    ASSERT_EQ(a.metrics.size(), b.metrics.size());
    for (std::size_t i = 0; i < a.metrics.size(); ++i) {
        EXPECT_EQ(a.metrics[i].id, b.metrics[i].id);
        EXPECT_EQ(a.metrics[i].config_json, b.metrics[i].config_json);
    }
    EXPECT_EQ(a.parameters_json, b.parameters_json);
    EXPECT_EQ(a.iterations, b.iterations);
    EXPECT_EQ(a.warmup, b.warmup);
    EXPECT_EQ(a.concurrency, b.concurrency);
    EXPECT_EQ(a.order, b.order);
    EXPECT_EQ(a.stream, b.stream);
    EXPECT_EQ(a.seed, b.seed);
    EXPECT_EQ(a.seeds.sampling, b.seeds.sampling);
    EXPECT_EQ(a.seeds.order, b.seeds.order);
    EXPECT_EQ(a.limits.connect_ms, b.limits.connect_ms);
    EXPECT_EQ(a.limits.stall_ms, b.limits.stall_ms);
    EXPECT_EQ(a.limits.total_ms, b.limits.total_ms);
    EXPECT_EQ(a.tags, b.tags);
}

TEST(RunSpecJson, ReadsBackAsTheSameSpec) {
    const auto spec = unusual_spec();
    const auto again = parse_run_spec(to_json(spec), "stored run", "/elsewhere");
    ASSERT_TRUE(again.has_value()) << again.error().text();
    expect_equal(spec, again.value());
    EXPECT_EQ(to_json(spec), to_json(again.value()));
}

TEST(RunSpecJson, ReadsInlineSamplesBack) {
    auto spec = unusual_spec();
    spec.dataset = {};
    spec.dataset.inline_samples = {R"({"prompt":"\u0000 x"})", R"({"id":0.1,"a":[{"b":{}}]})"};
    const auto again = parse_run_spec(to_json(spec), "stored run", "/elsewhere");
    ASSERT_TRUE(again.has_value()) << again.error().text();
    expect_equal(spec, again.value());
}

TEST(RunSpecJson, ReadsADefaultSpecBack) {
    RunSpec spec;
    spec.modality = "text";
    spec.dataset.file = "/q.jsonl";
    spec.models = {{"p", "m", "m", "{}", "{}"}};
    const auto again = parse_run_spec(to_json(spec), "stored run", "/elsewhere");
    ASSERT_TRUE(again.has_value()) << again.error().text();
    expect_equal(spec, again.value());
}

}  // namespace
}  // namespace hexameter
