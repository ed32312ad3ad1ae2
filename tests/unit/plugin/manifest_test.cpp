#include "plugin/manifest.hpp"

#include <gmock/gmock.h>

namespace hexameter::detail {
namespace {

using ::testing::HasSubstr;

std::string fault_of(const std::string& json) {
    const auto manifest = parse_manifest(json);
    return manifest ? std::string() : manifest.error().text();
}

std::string with_plugins(const std::string& plugins) {
    return R"({"abi": {"major": 1, "minor_built": 3, "minor_needed": 2}, "plugins": [)" + plugins +
           "]}";
}

TEST(Manifest, ReadsAbiAndPlugins) {
    const auto manifest = parse_manifest(with_plugins(R"({"id": "a", "kind": "provider",
        "name": "A", "version": "1.2.3", "license": "MIT", "accepts": "text/plain image/png",
        "produces": "text/plain", "aliases": ["b", "c"], "config_schema": {"type": "object"}},
        {"id": "m", "kind": "metric", "metrics": [
            {"id": "m.score", "unit": "1", "direction": "lower", "aggregate": "ratio",
             "help": "h", "source": "s"}]})"));
    ASSERT_TRUE(manifest) << manifest.error().text();
    EXPECT_EQ(manifest->abi_major, 1u);
    EXPECT_EQ(manifest->abi_minor_built, 3u);
    EXPECT_EQ(manifest->abi_minor_needed, 2u);
    ASSERT_EQ(manifest->plugins.size(), 2u);
    const auto& provider = manifest->plugins[0];
    EXPECT_EQ(provider.id, "a");
    EXPECT_EQ(provider.kind, PluginKind::provider);
    EXPECT_EQ(provider.license, "MIT");
    EXPECT_EQ(provider.accepts, "text/plain image/png");
    EXPECT_THAT(provider.aliases, ::testing::ElementsAre("b", "c"));
    EXPECT_EQ(provider.config_schema_json, R"({"type":"object"})");
    EXPECT_EQ(provider.sample_schema_json, "");
    ASSERT_EQ(manifest->plugins[1].metrics.size(), 1u);
    const auto& metric = manifest->plugins[1].metrics[0];
    EXPECT_EQ(metric.id, "m.score");
    EXPECT_EQ(metric.direction, Direction::lower_is_better);
    EXPECT_EQ(metric.aggregate, Aggregate::ratio);
    EXPECT_EQ(metric.origin, "m");
}

TEST(Manifest, NamesTheMemberThatIsWrong) {
    EXPECT_THAT(fault_of("[]"), HasSubstr(R"(lacks "abi" or "plugins")"));
    EXPECT_THAT(fault_of(R"({"abi": 1, "plugins": []})"), HasSubstr(R"("abi")"));
    EXPECT_THAT(fault_of(R"({"abi": {}, "plugins": {}})"), HasSubstr(R"("plugins")"));
    EXPECT_THAT(fault_of(with_plugins("7")), HasSubstr(R"(a plugin has no "id")"));
    EXPECT_THAT(fault_of(with_plugins(R"({"id": "x", "kind": "toaster"})")),
                HasSubstr(R"("kind" is "toaster"; known are provider)"));
    EXPECT_THAT(fault_of(with_plugins(R"({"id": "x", "kind": "metric", "metrics": [{}]})")),
                HasSubstr(R"(a metric has no "id")"));
    EXPECT_THAT(fault_of(R"({"abi": {)"), HasSubstr("at byte 9"));
}

TEST(Manifest, SurvivesNestingWithoutEnd) {
    EXPECT_NE(fault_of(std::string(2'000'000, '[')), "");
}

}  // namespace
}  // namespace hexameter::detail
