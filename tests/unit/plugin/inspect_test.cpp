#include "plugin/inspect.hpp"

#include <gmock/gmock.h>

#include "base/sha256.hpp"
#include "plugin_fixtures.hpp"
#include "unit/base/temp_folder.hpp"

namespace hexameter::detail {
namespace {

using hexameter::testing::fixture_file;
using hexameter::testing::own_exports;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string refusal_of(const std::string& fixture) {
    const auto file = read_plugin_file(fixture_file(fixture));
    if (!file) return file.error().text();
    const auto ok = check_abi(file.value());
    return ok ? std::string() : ok.error().text();
}

TEST(Inspect, TellsWhatTheFileSaysOfItself) {
    const auto path = fixture_file("honest");
    const auto file = inspect_plugin(path);
    ASSERT_TRUE(file) << file.error().text();
    EXPECT_EQ(file->file, path);
    EXPECT_EQ(file->sha256, sha256_of_file(path).value());
    EXPECT_EQ(file->sha256.size(), 64u);
    EXPECT_EQ(file->abi_major, 1u);
    EXPECT_EQ(file->abi_minor_needed, 0u);
    EXPECT_THAT(own_exports(file->exports), ElementsAre(std::string("hexameter_plugin_v1")));
    ASSERT_EQ(file->plugins.size(), 1u);
    const auto& plugin = file->plugins.front();
    EXPECT_EQ(plugin.id, "honest");
    EXPECT_EQ(plugin.kind, PluginKind::metric);
    EXPECT_EQ(plugin.version, "1.0.0");
    EXPECT_EQ(plugin.file, path);
    EXPECT_EQ(plugin.sha256, file->sha256);
    EXPECT_THAT(plugin.aliases, ElementsAre("sincere"));
    ASSERT_EQ(plugin.metrics.size(), 1u);
    EXPECT_EQ(plugin.metrics.front().id, "truth");
    EXPECT_EQ(plugin.metrics.front().origin, "honest");
    EXPECT_EQ(plugin.metrics.front().direction, Direction::higher_is_better);
}

TEST(Inspect, NamesTheFileInItsError) {
    const auto file = inspect_plugin(fixture_file("no_manifest"));
    ASSERT_FALSE(file);
    EXPECT_THAT(file.error().text(), HasSubstr("no_manifest.so"));
    EXPECT_THAT(file.error().text(), HasSubstr("no .hxm_manifest section"));
}

TEST(CheckAbi, TakesAPluginOfThisMajor) {
    EXPECT_EQ(refusal_of("honest"), "");
}

TEST(CheckAbi, NamesBothMajorsWhenThePluginIsOfAnother) {
    EXPECT_THAT(refusal_of("wrong_major"), HasSubstr("ABI major 2, this host speaks major 1"));
}

TEST(CheckAbi, NamesTheSymbolThatIsMissing) {
    EXPECT_THAT(refusal_of("no_symbol"), HasSubstr("does not export hexameter_plugin_v1"));
}

TEST(CheckAbi, RefusesAManifestOfAnotherMajorThanTheSymbol) {
    EXPECT_THAT(refusal_of("manifest_major"),
                HasSubstr("says plugin ABI major 2, but it exports hexameter_plugin_v1"));
}

TEST(CheckAbi, RefusesANewerMinorThanTheHostHas) {
    EXPECT_THAT(refusal_of("manifest_minor"), HasSubstr("it needs plugin ABI 1.99"));
}

TEST(ReadPluginFile, NamesWhatIsWrongWithTheManifest) {
    EXPECT_THAT(refusal_of("broken_manifest"), HasSubstr("manifest is no JSON"));
    EXPECT_THAT(refusal_of("empty_manifest"), HasSubstr(R"(lacks "abi" or "plugins")"));
}

}  // namespace
}  // namespace hexameter::detail
