#include <gmock/gmock.h>

#include <cstdlib>
#include <optional>

#include "fixtures.hpp"
#include "hexameter/engine.hpp"

namespace hexameter {
namespace {

using ::testing::ElementsAre;

// Sets a variable, or takes it away, until the end of the scope.
class Variable {
  public:
    Variable(const char* name, const char* value) : name_(name) {
        if (const char* before = std::getenv(name)) before_ = before;
        set(value);
    }

    ~Variable() { set(before_ ? before_->c_str() : nullptr); }

    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;

  private:
    void set(const char* value) {
        if (value == nullptr)
            ::unsetenv(name_);
        else
            ::setenv(name_, value, 1);
    }

    const char* name_;
    std::optional<std::string> before_;
};

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
