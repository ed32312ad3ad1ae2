#include "run/rehearsal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rig.hpp"

namespace hexameter::detail {
namespace {

using namespace hexameter::testing;  // NOLINT: the rig
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<std::string> faults_in(const RunSpec& spec,
                                   const std::function<Instant()>& clock = now) {
    const auto registry = registry_for(spec);
    const auto run = resolved(*registry, spec);
    std::vector<std::string> texts;
    for (const auto& fault : rehearse(*run, clock)) texts.push_back(fault.text());
    return texts;
}

TEST(Rehearsal, FindsNothingInARunThatIsSound) {
    EXPECT_THAT(faults_in(spec_of({"openai", "ollama", "inside"}, 3)), IsEmpty());
}

TEST(Rehearsal, NamesEachModelWhoseCodecRefusesItsParameters) {
    auto spec = spec_of({"openai", "ollama", "inside"});
    spec.models[0].parameters_json = R"({"extra": {"messages": []}})";
    spec.parameters_json = R"({"extra": {"stream": false}})";
    EXPECT_THAT(faults_in(spec),
                ElementsAre(AllOf(HasSubstr("models[0] openai: plugin openai: "), HasSubstr("\"")),
                            AllOf(HasSubstr("models[1] ollama: plugin ollama: "),
                                  HasSubstr("\"stream\""))));
}

TEST(Rehearsal, NamesTheSamplesThatTheModalityRefusesAndCountsTheRest) {
    auto spec = spec_of({"openai"}, 1);
    spec.dataset.inline_samples = {R"({"prompt": "fine"})", R"({"id": "s", "q": 1})"};
    EXPECT_THAT(faults_in(spec),
                ElementsAre(AllOf(HasSubstr("dataset.samples[1]: sample s: plugin text: "),
                                  HasSubstr("\"prompt\""))));
    spec.dataset.inline_samples.assign(25, R"({"q": 1})");
    const auto faults = faults_in(spec);
    ASSERT_THAT(faults, SizeIs(21));
    EXPECT_EQ(faults.back(), "and 5 more");
}

TEST(Rehearsal, BeginsNoSampleAfterItsBudgetButTheFirst) {
    auto spec = spec_of({"openai"}, 1);
    spec.dataset.inline_samples.assign(5, R"({"q": 1})");
    const auto refused_when_a_sample_takes = [&](Nanos each) {
        return faults_in(spec, [each, at = Instant()]() mutable { return at += each; }).size();
    };
    EXPECT_EQ(refused_when_a_sample_takes(Nanos(0)), 5u);
    EXPECT_EQ(refused_when_a_sample_takes(rehearsal_budget / 4), 4u);
    EXPECT_EQ(refused_when_a_sample_takes(rehearsal_budget / 2), 2u);
    EXPECT_EQ(refused_when_a_sample_takes(rehearsal_budget * 60), 1u);
}

TEST(Rehearsal, AsksCodecsOnceItsBudgetWentIntoTheFirstSample) {
    auto spec = spec_of({"openai"}, 3);
    spec.parameters_json = R"({"extra": {"model": "other"}})";
    EXPECT_THAT(faults_in(spec, [at = Instant()]() mutable { return at += rehearsal_budget; }),
                ElementsAre(HasSubstr("models[0] openai")));
}

TEST(Rehearsal, AsksCodecsWithTheFirstSampleThatCanBePrepared) {
    auto spec = spec_of({"openai"}, 1);
    spec.parameters_json = R"({"extra": {"model": "other"}})";
    spec.dataset.inline_samples = {R"({"q": 1})", R"({"prompt": "fine"})"};
    EXPECT_THAT(faults_in(spec),
                ElementsAre(HasSubstr("dataset.samples[0]"), HasSubstr("models[0] openai")));
}

TEST(Rehearsal, NamesMetricsThatNoSampleHasAReferenceFor) {
    auto spec = spec_of({"openai"}, 2);
    spec.metrics = {{"sentence_count", "{}"}, {"exact_match", "{}"}, {"contains", "{}"}};
    EXPECT_THAT(faults_in(spec),
                ElementsAre(HasSubstr("metrics[1] exact_match: no sample has a reference"),
                            HasSubstr("metrics[2] contains: no sample has a reference")));
    spec.dataset.inline_samples.emplace_back(R"({"prompt": "p", "reference": "r"})");
    EXPECT_THAT(faults_in(spec), IsEmpty());
}

TEST(Rehearsal, LeavesMetricsBeWhereNotEverySampleWasSeen) {
    auto spec = spec_of({"openai"}, 2);
    spec.metrics = {{"exact_match", "{}"}};
    EXPECT_THAT(faults_in(spec, [at = Instant()]() mutable { return at += rehearsal_budget; }),
                IsEmpty());
}

}  // namespace
}  // namespace hexameter::detail
