#include "scoring/writer.hpp"

#include <gmock/gmock.h>

#include <limits>

#include "plugin/status.hpp"

namespace hexameter::detail {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

PluginInfo plugin_with(const std::vector<std::string>& metrics) {
    PluginInfo info;
    info.id = "judge";
    for (const auto& id : metrics) info.metrics.emplace_back().id = id;
    return info;
}

hxm_status give(const Writer& writer, std::uint32_t index, double value, double weight = 1,
                std::string_view label = "") {
    return writer.table()->metric(writer.table()->ctx, index, abi_str(label), value, weight);
}

TEST(Writer, KeepsValuesUnderTheIdsOfTheManifest) {
    const auto plugin = plugin_with({"truth", "beauty"});
    Writer writer(plugin);
    EXPECT_EQ(give(writer, 1, 0.5, 3, "k=5"), HXM_OK);
    EXPECT_EQ(give(writer, 0, -1), HXM_OK);
    const std::vector<MetricValue> values(writer.values().begin(), writer.values().end());
    ASSERT_THAT(values, SizeIs(2));
    EXPECT_EQ(values[0].metric, "beauty");
    EXPECT_EQ(values[0].label, "k=5");
    EXPECT_EQ(values[0].value, 0.5);
    EXPECT_EQ(values[0].weight, 3);
    EXPECT_EQ(values[1].metric, "truth");
    EXPECT_THAT(writer.faults(), IsEmpty());
}

TEST(Writer, RefusesAnIndexThatTheManifestDoesNotList) {
    const auto plugin = plugin_with({"truth"});
    Writer writer(plugin);
    EXPECT_EQ(give(writer, 1, 0.5), HXM_E_ARG);
    EXPECT_THAT(writer.values(), IsEmpty());
    EXPECT_THAT(writer.faults(), ElementsAre(HasSubstr("judge gave a value for metric number 1")));
}

TEST(Writer, RefusesValuesAndWeightsThatAreNotFinite) {
    using Limits = std::numeric_limits<double>;
    const auto plugin = plugin_with({"truth"});
    Writer writer(plugin);
    for (const double bad : {Limits::quiet_NaN(), Limits::infinity(), -Limits::infinity()}) {
        EXPECT_EQ(give(writer, 0, bad), HXM_E_ARG);
        EXPECT_EQ(give(writer, 0, 1, bad), HXM_E_ARG);
    }
    EXPECT_THAT(writer.values(), IsEmpty());
    EXPECT_THAT(writer.faults(), SizeIs(6));
    EXPECT_THAT(writer.faults().front(), HasSubstr("judge gave a value for truth that is not"));
}

TEST(Writer, KeepsTheLastNoteBehindTheFaults) {
    const auto plugin = plugin_with({"truth"});
    Writer writer(plugin);
    const auto put = [&writer](std::string_view key, std::string_view text) {
        return writer.table()->put(
            writer.table()->ctx, abi_str(key),
            {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    };
    EXPECT_THAT(writer.notes(), IsEmpty());
    EXPECT_EQ(put(HXM_NOTE, "first"), HXM_OK);
    EXPECT_EQ(put(HXM_NOTE, std::string(2000, 'x') + "\xFF"), HXM_OK);
    EXPECT_EQ(put("duration", "3"), HXM_E_UNSUPPORTED);
    give(writer, 1, 0.5);
    EXPECT_THAT(writer.notes(), ElementsAre(HasSubstr("metric number 1"),
                                            "judge: " + std::string(1000, 'x') + "..."));
    EXPECT_THAT(writer.faults(), SizeIs(1));
}

TEST(Writer, KeepsPartsByTheirRoleAndOwnsTheirBytes) {
    const auto plugin = plugin_with({});
    Writer writer(plugin);
    {
        const std::string text = "answer";
        hxm_part part{};
        part.choice = 2;
        part.mime = abi_str("text/plain");
        part.data = {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
        EXPECT_EQ(writer.table()->part(writer.table()->ctx, HXM_PART_CANDIDATE, &part), HXM_OK);
        EXPECT_EQ(writer.table()->part(writer.table()->ctx, HXM_PART_REFERENCE, &part), HXM_OK);
        EXPECT_EQ(writer.table()->part(writer.table()->ctx, 7, &part), HXM_E_ARG);
    }
    EXPECT_EQ(writer.table()->part(writer.table()->ctx, HXM_PART_CANDIDATE, nullptr), HXM_E_ARG);
    ASSERT_THAT(writer.candidates(), SizeIs(1));
    ASSERT_THAT(writer.references(), SizeIs(1));
    EXPECT_EQ(writer.candidates()[0].bytes, "answer");
    EXPECT_EQ(writer.candidates()[0].choice, 2u);
    EXPECT_EQ(writer.references()[0].mime, "text/plain");
}

TEST(Writer, TakesNoKeys) {
    const auto plugin = plugin_with({});
    const Writer writer(plugin);
    EXPECT_EQ(writer.table()->put(writer.table()->ctx, abi_str("k"), {}), HXM_E_UNSUPPORTED);
}

}  // namespace
}  // namespace hexameter::detail
