// Metrics: the same input gives the same numbers, also on several threads; nothing to compare gives
// none.
#include <gtest/gtest.h>

#include <cmath>
#include <thread>

#include "contract/plugin_under_test.hpp"
#include "hexameter/sdk/views.hpp"
#include "support/fake_sinks.hpp"

namespace hexameter::test {
namespace {

// A part as a later host might lay it out: longer than ours.
struct LongerPart {
    hxm_part known;
    std::uint64_t later;
};

std::vector<LongerPart> parts_of(const std::vector<std::string_view>& texts) {
    std::vector<LongerPart> parts;
    for (const std::string_view text : texts) {
        LongerPart part{};
        part.known.mime = sdk::str("text/plain");
        part.known.data = sdk::buf(text);
        part.later = ~0ULL;
        parts.push_back(part);
    }
    return parts;
}

class AnyMetric : public ::testing::TestWithParam<OfferedPlugin> {
  protected:
    AnyMetric() : instance_(GetParam().create(host_)) {
        EXPECT_GE(instance_->start(), 0) << host_.last_error();
        table_ = instance_->interface<hxm_metric>(HXM_IF_METRIC);
        if (table_ == nullptr) {
            table_ = instance_->interface<hxm_metric>(HXM_IF_METRIC_GROUP);
        }
    }

    // The values; each is checked against the manifest.
    std::vector<double> score(const std::vector<std::string_view>& candidates,
                              const std::vector<std::string_view>& references, hxm_op op = 1) {
        const auto c = parts_of(candidates);
        const auto r = parts_of(references);
        FakeWriter writer;
        const hxm_status status = table_->score(
            instance_->self(), op, sdk::str("{}"), c.empty() ? nullptr : &c.data()->known,
            static_cast<std::uint32_t>(c.size()), r.empty() ? nullptr : &r.data()->known,
            static_cast<std::uint32_t>(r.size()), sizeof(LongerPart), &writer.raw);
        EXPECT_GE(status, 0) << host_.last_error();
        std::vector<double> values;
        for (const RecordedMetric& metric : writer.metrics) {
            EXPECT_LT(metric.index, GetParam().descriptor->metric_count);
            EXPECT_TRUE(std::isfinite(metric.value));
            values.push_back(metric.value);
        }
        return values;
    }

    FakeHost host_;
    std::unique_ptr<PluginInstance> instance_;
    const hxm_metric* table_ = nullptr;
};

TEST_P(AnyMetric, TakesNothingAndOddBytes) {
    EXPECT_TRUE(score({}, {}).empty()) << "no answer, no value";
    score({""}, {""});
    score({"\xFF\xFE", std::string_view("\0x", 2)}, {"\xC3"});
    score({"one answer"}, {});
}

TEST_P(AnyMetric, GivesTheSameNumbersAgainAndOnEightThreads) {
    const std::vector<std::string_view> candidates{"Paris is the capital. It is large!", "paris"};
    const std::vector<std::string_view> references{"Paris", "the capital"};
    const std::vector<double> first = score(candidates, references);
    EXPECT_EQ(score(candidates, references, 2), first);
    if ((GetParam().descriptor->flags & HXM_F_CONCURRENT) == 0) {
        return;
    }
    std::vector<std::vector<double>> values(8);
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < values.size(); ++i) {
        threads.emplace_back([&, i] { values[i] = score(candidates, references, i + 10); });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    for (const std::vector<double>& one : values) {
        EXPECT_EQ(one, first);
    }
}

// A metric over whole corpora scores no answers.
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(AnyMetric);
INSTANTIATE_TEST_SUITE_P(Contract, AnyMetric,
                         ::testing::ValuesIn(plugins_with(HXM_PLUGIN_METRIC,
                                                          {HXM_IF_METRIC, HXM_IF_METRIC_GROUP})),
                         NameOfParam());

}  // namespace
}  // namespace hexameter::test
