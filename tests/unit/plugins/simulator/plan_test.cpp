#include "hexameter/simulator/plan.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <map>

namespace hexameter::simulator {
namespace {

using ::testing::AllOf;
using ::testing::Ge;
using ::testing::Le;

const ModelProfile& model(std::string_view name) {
    return *find_model(built_in_models(), name);
}

PlanRequest ask(std::string_view prompt) {
    PlanRequest request;
    request.prompt = prompt;
    request.input_bytes = prompt.size();
    return request;
}

std::vector<std::uint64_t> offsets(const Plan& plan) {
    std::vector<std::uint64_t> all;
    for (const PlannedToken& token : plan.tokens) {
        all.push_back(token.offset_ns);
    }
    return all;
}

TEST(Plan, IsAFunctionOfItsArguments) {
    for (const ModelProfile& each : built_in_models()) {
        const Plan a = make_plan(each, ask("Tell me"), 5, 17);
        const Plan b = make_plan(each, ask("Tell me"), 5, 17);

        EXPECT_EQ(a.text, b.text);
        EXPECT_EQ(offsets(a), offsets(b));
        EXPECT_EQ(a.fault, b.fault);
        EXPECT_EQ(a.finish_offset_ns, b.finish_offset_ns);
    }
}

// Fixed by the algorithms, whatever the machine: a changed value changes everyone's runs. Count and
// first time were computed apart, in Python with statistics.NormalDist.
TEST(Plan, KeepsItsValuesFromReleaseToRelease) {
    const Plan plan = make_plan(model("swift"), ask("Tell me"), 1, 0);

    EXPECT_EQ(plan.tokens.size(), 61U);
    EXPECT_EQ(plan.tokens.front().offset_ns, 48'754'000U);
    EXPECT_EQ(plan.finish_offset_ns, 575'691'000U);
    EXPECT_EQ(plan.text.substr(0, 40), "Each patient river opens the early engin");
}

TEST(Plan, DiffersBySeedIndexModelAndPrompt) {
    const Plan base = make_plan(model("swift"), ask("Tell me"), 1, 0);

    EXPECT_NE(base.text, make_plan(model("swift"), ask("Tell me"), 2, 0).text);
    EXPECT_NE(base.text, make_plan(model("swift"), ask("Tell me"), 1, 1).text);
    EXPECT_NE(base.text, make_plan(model("swift"), ask("Tell him"), 1, 0).text);
    EXPECT_NE(base.text, make_plan(model("steady"), ask("Tell me"), 1, 0).text);
}

TEST(Plan, TextSeedFixesTheTextAndLeavesTheTimesFree) {
    PlanRequest request = ask("Tell me");
    request.text_seed = 42;
    const Plan a = make_plan(model("swift"), request, 1, 0);
    const Plan b = make_plan(model("swift"), request, 1, 1);

    EXPECT_EQ(a.text, b.text);
    EXPECT_NE(offsets(a), offsets(b));
}

TEST(Plan, TokensAreThePiecesOfTheText) {
    for (const char* prompt : {"Tell me", "What is 4 + 4?"}) {
        const Plan plan = make_plan(model("reasoner"), ask(prompt), 3, 3);
        std::string reasoning;
        std::string content;
        for (const PlannedToken& token : plan.tokens) {
            std::string& to = token.channel == Channel::reasoning ? reasoning : content;
            EXPECT_FALSE(token.channel == Channel::reasoning && !content.empty());
            to += plan.text_of(token);
        }

        EXPECT_EQ(reasoning, plan.reasoning());
        EXPECT_EQ(content, plan.content());
        EXPECT_GT(plan.reasoning_tokens, 0U);
        EXPECT_LT(plan.reasoning_tokens, plan.tokens.size());
    }
}

TEST(Plan, TimesNeverFallAndComeInWholeMicroseconds) {
    for (const ModelProfile& each : built_in_models()) {
        for (std::uint64_t i = 0; i < 50; ++i) {
            const Plan plan = make_plan(each, ask("Tell me"), 1, i);
            const auto times = offsets(plan);
            EXPECT_TRUE(std::is_sorted(times.begin(), times.end()));
            EXPECT_GE(plan.finish_offset_ns, times.back());
            EXPECT_EQ(plan.finish_offset_ns % 1000, 0U);
        }
    }
}

TEST(Plan, MediansAreTheProfiles) {
    const ModelProfile& swift = model("swift");
    std::vector<double> ttft_ms;
    std::vector<double> itl_ms;
    std::vector<double> tokens;
    for (std::uint64_t i = 0; i < 4000; ++i) {
        const Plan plan = make_plan(swift, ask("Tell me"), 1, i);
        ttft_ms.push_back(static_cast<double>(plan.tokens[0].offset_ns) / 1e6);
        tokens.push_back(static_cast<double>(plan.tokens.size()));
        for (std::size_t t = 1; t < plan.tokens.size(); ++t) {
            itl_ms.push_back(
                static_cast<double>(plan.tokens[t].offset_ns - plan.tokens[t - 1].offset_ns) / 1e6);
        }
    }
    const auto median = [](std::vector<double>& of) {
        std::nth_element(of.begin(), of.begin() + static_cast<std::ptrdiff_t>(of.size() / 2),
                         of.end());
        return of[of.size() / 2];
    };

    EXPECT_NEAR(median(ttft_ms), swift.ttft_ms.median, 1.5);
    EXPECT_NEAR(median(itl_ms), swift.itl_ms.median, 0.1);
    EXPECT_NEAR(median(tokens), swift.output_tokens.median, 2);
}

TEST(Plan, OverriddenTimesAreExact) {
    Overrides overrides;
    overrides.ttft_ms = 50;
    overrides.itl_ms = 10;
    overrides.tokens = 100;
    const Plan plan = make_plan(apply(model("swift"), overrides), ask("What is 1 + 1?"), 1, 0);

    ASSERT_EQ(plan.tokens.size(), 100U);
    for (std::size_t i = 0; i < plan.tokens.size(); ++i) {
        EXPECT_EQ(plan.tokens[i].offset_ns, 50'000'000 + i * 10'000'000);
    }
    EXPECT_EQ(plan.finish_offset_ns, 50'000'000 + 100 * 10'000'000U);
    EXPECT_EQ(plan.finish, Finish::stop);
}

TEST(Plan, BurstyTokensArriveByFour) {
    const Plan plan = make_plan(model("bursty"), ask("Tell me"), 1, 0);
    std::map<std::uint64_t, int> arrivals;
    for (const std::uint64_t offset : offsets(plan)) {
        ++arrivals[offset];
    }

    EXPECT_EQ(arrivals.size(), (plan.tokens.size() + 3) / 4);
    for (auto each = arrivals.begin(); each != std::prev(arrivals.end()); ++each) {
        EXPECT_EQ(each->second, 4);
    }
}

TEST(Plan, WithoutPaceEverythingIsDueAtOnce) {
    Overrides overrides;
    overrides.pace = false;
    const Plan plan = make_plan(apply(model("slow"), overrides), ask("Tell me"), 1, 0);

    EXPECT_EQ(plan.tokens.back().offset_ns, 0U);
    EXPECT_EQ(plan.finish_offset_ns, 0U);
}

TEST(Plan, MaxTokensCutsTheTextAndSaysSo) {
    PlanRequest request = ask("Tell me");
    request.max_tokens = 5;
    const Plan plan = make_plan(model("swift"), request, 1, 0);

    EXPECT_EQ(plan.tokens.size(), 5U);
    EXPECT_EQ(plan.finish, Finish::length);
    EXPECT_EQ(plan.finish_offset_ns, plan.tokens.back().offset_ns);
    EXPECT_EQ(plan.text.size(), plan.tokens.back().begin + plan.tokens.back().length);
}

TEST(Plan, MaxTokensMayEndWithinTheReasoning) {
    PlanRequest request = ask("Tell me");
    request.max_tokens = 3;
    const Plan plan = make_plan(model("reasoner"), request, 1, 0);

    EXPECT_EQ(plan.reasoning_tokens, 3U);
    EXPECT_EQ(plan.content(), "");
    EXPECT_EQ(plan.reasoning(), plan.text);
}

TEST(Plan, StopSequenceEndsTheContentBeforeIt) {
    PlanRequest request = ask("Tell me");
    const Plan whole = make_plan(model("swift"), request, 1, 0);
    request.stop = {"nowhere in it", "."};
    const Plan plan = make_plan(model("swift"), request, 1, 0);

    EXPECT_EQ(plan.text, whole.text.substr(0, whole.text.find('.')));
    EXPECT_EQ(plan.finish, Finish::stop);
    EXPECT_LT(plan.tokens.size(), whole.tokens.size());
}

TEST(Plan, StopSequenceAtTheStartLeavesNothing) {
    PlanRequest request = ask("Tell me");
    request.stop = {make_plan(model("swift"), request, 1, 0).text.substr(0, 2)};
    const Plan plan = make_plan(model("swift"), request, 1, 0);

    EXPECT_TRUE(plan.tokens.empty());
    EXPECT_EQ(plan.text, "");
    EXPECT_GT(plan.finish_offset_ns, 0U);
}

TEST(Plan, IsRightAsOftenAsTheModelsAccuracy) {
    int right = 0;
    for (std::uint64_t i = 0; i < 4000; ++i) {
        const Plan plan =
            make_plan(model("flaky"), ask("What is 20 + 3? Answer with a number."), 1, i);
        right += plan.content() == "23" ? 1 : 0;
    }

    EXPECT_NEAR(right / 4000.0, 0.7, 0.03);
}

TEST(Plan, FaultsComeAtTheirRates) {
    std::map<Fault, int> seen;
    for (std::uint64_t i = 0; i < 6000; ++i) {
        const Plan plan = make_plan(model("flaky"), ask("Tell me"), 1, i);
        ++seen[plan.fault];
        if (plan.fault == Fault::none || plan.fault == Fault::http_error) {
            EXPECT_EQ(plan.fault_at, 0U);
        } else {
            EXPECT_THAT(plan.fault_at, AllOf(Ge(1U), Le(plan.tokens.size())));
        }
    }

    EXPECT_NEAR(seen[Fault::http_error] / 6000.0, 0.2 / 3, 0.015);
    EXPECT_NEAR(seen[Fault::stream_error] / 6000.0, 0.2 / 3, 0.015);
    EXPECT_NEAR(seen[Fault::cut] / 6000.0, 0.2 / 3, 0.015);
    EXPECT_NEAR(seen[Fault::stall] / 6000.0, 0.05, 0.012);
    EXPECT_EQ(seen[Fault::html] + seen[Fault::close], 0);
}

TEST(Plan, ChosenFaultIsTaken) {
    Overrides overrides;
    overrides.fault = Fault::html;
    const Plan plan = make_plan(apply(model("swift"), overrides), ask("Tell me"), 1, 0);

    EXPECT_EQ(plan.fault, Fault::html);
    EXPECT_EQ(plan.end_offset_ns(), plan.tokens.front().offset_ns);
}

TEST(Plan, CountsInputByBytes) {
    PlanRequest request = ask("Tell me");
    request.input_bytes = 9;

    EXPECT_EQ(make_plan(model("swift"), request, 1, 0).input_tokens, 3U);
}

}  // namespace
}  // namespace hexameter::simulator
