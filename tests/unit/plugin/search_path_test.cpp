#include <gmock/gmock.h>

#include "hexameter/engine.hpp"
#include "plugin_fixtures.hpp"
#include "unit/base/environment_variable.hpp"

namespace hexameter {
namespace {

using hexameter::testing::Variable;
using ::testing::ElementsAre;

std::filesystem::path beside_program() {
    return std::filesystem::path(HEXAMETER_BUILD_DIR) / "lib/hexameter/plugins-1";
}

TEST(PluginSearchPath, GoesFromTheGivenFoldersToThoseBesideTheProgram) {
    const Variable path("HEXAMETER_PLUGIN_PATH", "/env/one:/env/two");
    const Variable data("XDG_DATA_HOME", "/data");
    EXPECT_THAT(
        plugin_search_path({"/given"}),
        ElementsAre("/given", "/env/one", "/env/two", "/data/hexameter/plugins", beside_program()));
}

TEST(PluginSearchPath, TakesTheHomeFolderWithoutXdgAndSkipsEmptyEntries) {
    const Variable path("HEXAMETER_PLUGIN_PATH", ":/env/one::");
    const Variable data("XDG_DATA_HOME", nullptr);
    const Variable home("HOME", "/home/somebody");
    EXPECT_THAT(
        plugin_search_path({}),
        ElementsAre("/env/one", "/home/somebody/.local/share/hexameter/plugins", beside_program()));
}

TEST(PluginSearchPath, LetsTheEngineFindPluginsOfTheEnvironment) {
    const auto folders = hexameter::testing::fixture_folder("honest_again").string() + ":" +
                         hexameter::testing::fixture_folder("honest").string();
    const Variable path("HEXAMETER_PLUGIN_PATH", folders.c_str());
    const Engine engine({});
    const auto found = engine.find(PluginKind::metric, "honest");
    ASSERT_TRUE(found) << found.error().text();
    EXPECT_EQ(found->version, "2.0.0");
    ASSERT_EQ(engine.refusals().size(), 1u);
    EXPECT_EQ(engine.refusals().front().file.filename(), "honest.so");
}

}  // namespace
}  // namespace hexameter
