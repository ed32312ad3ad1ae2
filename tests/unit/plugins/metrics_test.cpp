// The metric plugins, through the C ABI, from their built files.
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "hexameter/sdk/views.hpp"
#include "support/fake_sinks.hpp"
#include "support/plugin_file.hpp"

namespace hexameter {
namespace {

std::vector<hxm_part> parts_of(const std::vector<std::string>& texts) {
    std::vector<hxm_part> parts;
    for (const std::string& text : texts) {
        hxm_part part{};
        part.mime = sdk::str("text/plain");
        part.data = sdk::buf(text);
        parts.push_back(part);
    }
    return parts;
}

class MetricPlugin {
  public:
    explicit MetricPlugin(const std::string& id, const std::string& config = "{}")
        : file_(HEXAMETER_PLUGIN_DIR "/" + id + ".so"),
          instance_(file_.create(host_, id, config)) {}

    // Nothing when the metric has no value.
    std::optional<double> score(const std::vector<std::string>& candidates,
                                const std::vector<std::string>& references) {
        const std::vector<hxm_part> c = parts_of(candidates);
        const std::vector<hxm_part> r = parts_of(references);
        test::FakeWriter writer;
        const auto* table = instance_->interface<hxm_metric>(HXM_IF_METRIC);
        const hxm_status status = table->score(
            instance_->self(), 1, sdk::str("{}"), c.data(), static_cast<std::uint32_t>(c.size()),
            r.data(), static_cast<std::uint32_t>(r.size()), sizeof(hxm_part), &writer.raw);
        EXPECT_EQ(status, HXM_OK) << host_.last_error();
        EXPECT_LE(writer.metrics.size(), 1U);
        return writer.metrics.empty() ? std::nullopt : std::optional(writer.metrics[0].value);
    }

  private:
    test::FakeHost host_;
    test::PluginFile file_;
    std::unique_ptr<test::PluginInstance> instance_;
};

// Pairs and sums of the docstring of Hugging Face evaluate's exact_match: 0.25 plain, and 0.5 when
// case and punctuation are ignored ("the " stays here, so that the first pair never matches).
TEST(ExactMatch, AgreesWithThePublishedExample) {
    const std::vector<std::pair<std::string, std::string>> pairs{
        {"the cat", "cat?"}, {"theater", "theater"}, {"YELLING", "yelling"}, {"agent007", "agent"}};
    MetricPlugin plain("exact_match");
    MetricPlugin loose("exact_match", R"({"ignore_case":true,"ignore_punctuation":true})");
    double plain_sum = 0;
    double loose_sum = 0;
    for (const auto& [reference, prediction] : pairs) {
        plain_sum += plain.score({prediction}, {reference}).value();
        loose_sum += loose.score({prediction}, {reference}).value();
    }
    EXPECT_EQ(plain_sum / 4, 0.25);
    EXPECT_EQ(loose_sum / 4, 0.5);
}

TEST(ExactMatch, TakesAnyReferenceAndTheShareOfChoices) {
    MetricPlugin metric("exact_match");
    EXPECT_EQ(metric.score({"b"}, {"a", "b"}), 1.0);
    EXPECT_EQ(metric.score({"b", "c", "a", "d"}, {"a", "b"}), 0.5);
    EXPECT_EQ(metric.score({""}, {"a"}), 0.0) << "an empty answer is a wrong one";
    EXPECT_EQ(metric.score({" a"}, {"a"}), 0.0);
}

TEST(ExactMatch, IgnoresWhatItIsTold) {
    MetricPlugin space("exact_match", R"({"ignore_whitespace":true})");
    EXPECT_EQ(space.score({"\n 4  2\t"}, {"4 2"}), 1.0);
    EXPECT_EQ(space.score({"42"}, {"4 2"}), 0.0);
    MetricPlugin both("exact_match", R"({"ignore_whitespace":true,"ignore_punctuation":true})");
    EXPECT_EQ(both.score({"- Paris ."}, {"Paris"}), 1.0) << "space that punctuation left goes too";
    MetricPlugin fold("exact_match", R"({"ignore_case":true})");
    EXPECT_EQ(fold.score({"STRASSE"}, {"Stra\u00DFe"}), 1.0);
}

TEST(ExactMatch, HasNoValueWithoutReferenceOrCandidate) {
    MetricPlugin metric("exact_match");
    EXPECT_EQ(metric.score({"a"}, {}), std::nullopt);
    EXPECT_EQ(metric.score({}, {"a"}), std::nullopt);
}

TEST(Contains, FindsAnyReferenceAnywhere) {
    MetricPlugin metric("contains");
    EXPECT_EQ(metric.score({"The answer is 42."}, {"41", "42"}), 1.0);
    EXPECT_EQ(metric.score({"The answer is 42."}, {"the"}), 0.0);
    EXPECT_EQ(metric.score({"a1", "b"}, {"a"}), 0.5);
    EXPECT_EQ(metric.score({""}, {"a"}), 0.0);
    MetricPlugin fold("contains", R"({"ignore_case":true})");
    EXPECT_EQ(fold.score({"The answer"}, {"the ANSWER"}), 1.0);
}

TEST(Contains, HasNoValueWhenThereIsNothingToLookFor) {
    MetricPlugin metric("contains");
    EXPECT_EQ(metric.score({"a"}, {}), std::nullopt);
    EXPECT_EQ(metric.score({"a"}, {""}), std::nullopt) << "every text contains the empty one";
    EXPECT_EQ(metric.score({}, {"a"}), std::nullopt);
}

TEST(SentenceCount, NeedsNoReferenceAndTakesTheMeanOfChoices) {
    MetricPlugin metric("sentence_count");
    EXPECT_EQ(metric.score({"One. Two. Three."}, {}), 3.0);
    EXPECT_EQ(metric.score({"One. Two.", "One."}, {}), 1.5);
    EXPECT_EQ(metric.score({""}, {}), 0.0) << "no sentence is a count, not an absence";
    EXPECT_EQ(metric.score({}, {}), std::nullopt);
}

}  // namespace
}  // namespace hexameter
