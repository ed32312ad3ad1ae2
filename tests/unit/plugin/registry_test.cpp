#include "plugin/registry.hpp"

#include <elf.h>
#include <gmock/gmock.h>

#include <cstdlib>

#include "plugin_fixtures.hpp"
#include "unit/base/temp_folder.hpp"

namespace hexameter::detail {
namespace {

using hexameter::testing::content_of;
using hexameter::testing::fixture_folder;
using hexameter::testing::TempFolder;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class RegistryOf {
  public:
    explicit RegistryOf(const std::vector<std::string>& fixtures)
        : registry_(folders(fixtures), nullptr) {}

    Registry* operator->() { return &registry_; }

    // What create says; "" when it succeeds.
    std::string create_fault(const std::string& config_json = "{}") {
        auto instance = registry_.create(PluginKind::metric, "honest", config_json);
        return instance ? std::string() : instance.error().text();
    }

  private:
    static std::vector<std::filesystem::path> folders(const std::vector<std::string>& fixtures) {
        std::vector<std::filesystem::path> all;
        for (const auto& name : fixtures) all.push_back(fixture_folder(name));
        return all;
    }

    Registry registry_;
};

TEST(Registry, FindsByIdAndAlias) {
    RegistryOf registry({"honest"});
    EXPECT_THAT(registry->refusals(), IsEmpty());
    ASSERT_THAT(registry->plugins(), SizeIs(1));
    EXPECT_TRUE(registry->find(PluginKind::metric, "honest"));
    const auto alias = registry->find(PluginKind::metric, "sincere");
    ASSERT_TRUE(alias);
    EXPECT_EQ(alias->id, "honest");
    EXPECT_FALSE(registry->find(PluginKind::provider, "honest"));
}

TEST(Registry, SaysWhatThereIsAndWhatWasRefusedWhenNothingIsFound) {
    RegistryOf registry({"honest", "wrong_major"});
    const auto found = registry->find(PluginKind::metric, "honset");
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code(), ErrorCode::config);
    EXPECT_THAT(found.error().message(),
                AllOf(HasSubstr("there are: honest"), HasSubstr("wrong_major.so"),
                      HasSubstr("ABI major 2")));
}

TEST(Registry, TakesTheFirstOfTwoWithOneIdAndRefusesTheSecond) {
    RegistryOf registry({"honest_again", "honest"});
    ASSERT_THAT(registry->plugins(), SizeIs(1));
    EXPECT_EQ(registry->plugins().front().version, "2.0.0");
    ASSERT_THAT(registry->refusals(), SizeIs(1));
    EXPECT_EQ(registry->refusals().front().file.filename(), "honest.so");
    EXPECT_THAT(registry->refusals().front().reason,
                AllOf(HasSubstr("honest_again.so"), HasSubstr("searched first")));
}

TEST(Registry, SearchesAFolderWithSeveralNamesOnce) {
    const TempFolder folder;
    const auto link = folder.path() / "link";
    std::filesystem::create_directory_symlink(fixture_folder("honest"), link);
    const Registry registry({fixture_folder("honest"), fixture_folder("honest") / "", link},
                            nullptr);
    EXPECT_THAT(registry.plugins(), SizeIs(1));
    EXPECT_THAT(registry.refusals(), IsEmpty());
}

TEST(Registry, WarnsOnceOfANamedFolderThatCannotBeRead) {
    const TempFolder folder;
    const auto file = folder.write("file", "");
    const auto absent = folder.path() / "absent";
    std::vector<std::string> warnings;
    const auto log = [&warnings](int level, std::string_view message) {
        if (level == 2) warnings.emplace_back(message);
    };
    const Registry registry({absent, file, absent, folder.path() / "standard"}, log, 3);
    ASSERT_THAT(warnings, SizeIs(2));
    EXPECT_THAT(warnings[0], AllOf(HasSubstr(absent.string()), HasSubstr("No such file")));
    EXPECT_THAT(warnings[1], AllOf(HasSubstr(file.string()), HasSubstr("Not a directory")));
}

TEST(Registry, TellsWhichFoldersItSearchesAndWhatItLoads) {
    std::string told;
    const auto log = [&told](int level, std::string_view message) {
        if (level == 0) told.append(message).append("\n");
    };
    Registry registry({fixture_folder("honest"), "/nowhere"}, log);
    ASSERT_TRUE(registry.create(PluginKind::metric, "honest", "{}"));
    const auto folder = fixture_folder("honest").string();
    EXPECT_THAT(told, AllOf(HasSubstr("plugin folder " + folder + ": searched\n"),
                            HasSubstr("plugin folder /nowhere: No such file"),
                            HasSubstr("loaded " + folder + "/honest.so\n")));
}

TEST(Registry, PassesOverAFileForAnotherCpuAndTakesTheNext) {
    const TempFolder folder;
    auto bytes = content_of(fixture_folder("honest") / "honest.so");
    bytes[offsetof(Elf64_Ehdr, e_machine)] ^= 0x40;
    folder.write("honest.so", bytes);
    const Registry registry({folder.path(), fixture_folder("honest")}, nullptr);
    ASSERT_THAT(registry.plugins(), SizeIs(1));
    EXPECT_EQ(registry.plugins().front().file, fixture_folder("honest") / "honest.so");
    ASSERT_THAT(registry.refusals(), SizeIs(1));
    EXPECT_EQ(registry.refusals().front().file, folder.path() / "honest.so");
    EXPECT_THAT(registry.refusals().front().reason, HasSubstr("is for another CPU"));
}

TEST(Registry, RefusesEachBadFileWithItsReasonAndTakesTheRest) {
    RegistryOf registry({"wrong_major", "no_symbol", "no_manifest", "manifest_minor", "honest"});
    EXPECT_THAT(registry->plugins(), SizeIs(1));
    EXPECT_THAT(registry->refusals(), SizeIs(4));
    for (const auto& refusal : registry->refusals()) EXPECT_FALSE(refusal.reason.empty());
}

TEST(Registry, LooksAtSharedLibrariesOnlyAndCopesWithAbsentFolders) {
    const TempFolder folder;
    folder.write("readme.txt", "no plugin");
    folder.write("text.so", "no plugin either");
    const Registry registry({folder.path(), folder.path() / "absent"}, nullptr);
    EXPECT_THAT(registry.plugins(), IsEmpty());
    ASSERT_THAT(registry.refusals(), SizeIs(1));
    EXPECT_THAT(registry.refusals().front().reason, HasSubstr("not an ELF file"));
}

TEST(Registry, CreatesAnInstanceWithItsInterfaces) {
    RegistryOf registry({"honest"});
    auto instance = registry->create(PluginKind::metric, "sincere", R"({"level": 2})");
    ASSERT_TRUE(instance) << instance.error().text();
    EXPECT_TRUE((*instance)->start());
    EXPECT_NE((*instance)->interface<hxm_metric>(HXM_IF_METRIC), nullptr);
    EXPECT_EQ((*instance)->interface<hxm_modality>(HXM_IF_MODALITY), nullptr);
    EXPECT_EQ((*instance)->info().sha256.size(), 64u);
}

TEST(Registry, NamesTheFieldThatTheSchemaRefuses) {
    RegistryOf registry({"honest"});
    EXPECT_THAT(registry.create_fault(R"({"level": 0})"),
                AllOf(HasSubstr("config.level"), HasSubstr("metric honest")));
    EXPECT_THAT(registry.create_fault(R"({"lvel": 1})"), HasSubstr("lvel"));
    EXPECT_THAT(registry.create_fault(R"({"level": "high"})"), HasSubstr("config.level"));
}

TEST(Registry, NamesTheVariableThatShouldHoldTheSecret) {
    ::unsetenv("HEXAMETER_TEST_UNSET_KEY");
    RegistryOf registry({"honest"});
    EXPECT_THAT(registry.create_fault(R"({"key_env": "HEXAMETER_TEST_UNSET_KEY"})"),
                AllOf(HasSubstr("HEXAMETER_TEST_UNSET_KEY is not set"), HasSubstr("key_env")));
}

TEST(Registry, HandsOnWhatThePluginSaysWhenCreateFails) {
    RegistryOf registry({"failing_create"});
    EXPECT_THAT(registry.create_fault(),
                AllOf(HasSubstr("level 3 is not for this machine"), HasSubstr("honest")));
}

TEST(Registry, NamesTheStatusWhenCreateFailsWithoutAWord) {
    RegistryOf registry({"silent_create"});
    EXPECT_THAT(registry.create_fault(), HasSubstr("HXM_E_UNSUPPORTED"));
}

TEST(Registry, RefusesAnInstanceThatIsNull) {
    RegistryOf registry({"null_create"});
    EXPECT_THAT(registry.create_fault(), HasSubstr("gave no usable instance"));
}

TEST(Registry, RefusesLyingCodeWhenItIsAskedFor) {
    RegistryOf registry({"lying_version"});
    EXPECT_THAT(registry->refusals(), IsEmpty());
    EXPECT_THAT(registry.create_fault(), HasSubstr("disagree on the version"));
}

TEST(Instance, HandsOnWhatThePluginSaysWhenStartFails) {
    RegistryOf registry({"failing_start"});
    auto instance = registry->create(PluginKind::metric, "honest", "{}");
    ASSERT_TRUE(instance) << instance.error().text();
    const auto started = (*instance)->start();
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().code(), ErrorCode::limit);
    EXPECT_THAT(started.error().text(), HasSubstr("the weights are gone"));
}

}  // namespace
}  // namespace hexameter::detail
