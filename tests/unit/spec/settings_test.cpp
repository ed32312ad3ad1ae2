#include "hexameter/settings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/base/environment_variable.hpp"
#include "unit/base/temp_folder.hpp"

namespace hexameter {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

Settings read(const std::string& text) {
    return parse_settings(text, "/etc/me/config.yaml");
}

// The one value; "" where it is not set.
std::string value(const Settings& settings, const std::string& key) {
    const auto* found = settings.find(key);
    return found == nullptr ? "" : found->values.front();
}

// The text with the setting, or its error.
std::string with(const std::string& text, const std::string& key,
                 const std::vector<std::string>& values) {
    const auto changed = with_setting(text, key, values);
    return changed ? changed.value() : "error: " + changed.error().text();
}

TEST(Settings, AreReadWithTheirLines) {
    const auto settings = read("# mine\ncolor: never\n\nbase_url:\n  a: http://x\n  b: http://y\n");
    EXPECT_THAT(settings.faults, IsEmpty());
    ASSERT_THAT(settings.values, SizeIs(3));
    EXPECT_EQ(value(settings, "color"), "never");
    EXPECT_EQ(settings.find("color")->line, 2U);
    EXPECT_EQ(value(settings, "base_url.b"), "http://y");
    EXPECT_EQ(settings.find("base_url.b")->line, 6U);
}

TEST(Settings, OfAFileThatIsNotThereOrHoldsCommentsAloneAreNone) {
    for (const char* text : {"", "\n", "# color: never\n", "---\n# nothing\n"}) {
        EXPECT_THAT(read(text).values, IsEmpty()) << text;
        EXPECT_THAT(read(text).faults, IsEmpty()) << text;
    }
    const auto absent = read_settings("/nowhere/config.yaml");
    EXPECT_THAT(absent.faults, IsEmpty());
}

TEST(Settings, OfAFileThatCannotBeReadLeaveEverythingOpen) {
    const testing::TempFolder folder;
    const auto settings = read_settings(folder.path());
    ASSERT_THAT(settings.faults, SizeIs(1));
    EXPECT_NE(settings.fault_of("home"), nullptr);
    EXPECT_THAT(settings.faults[0].message, HasSubstr(folder.path().string()));
}

TEST(Settings, HavePathsFromTheFolderOfTheFileOrOfTheUser) {
    const testing::Variable user("HOME", "/home/me");
    EXPECT_EQ(value(read("home: ../runs\n"), "home"), "/etc/runs");
    EXPECT_EQ(value(read("home: /data\n"), "home"), "/data");
    EXPECT_THAT(read("plugin_dir: [~/p, q]\n").find("plugin_dir")->values,
                ElementsAre("/home/me/p", "/etc/me/q"));
}

TEST(Settings, ThatAreWrongAreNamedWithPlaceAndFixAndTheOthersHold) {
    const auto settings = read(
        "colour: never\nformat: xml\nprovider: \"a\\nb: c\"\nprogress: never\n"
        "base_url: {a: nowhere}\n");
    EXPECT_EQ(value(settings, "progress"), "never");
    ASSERT_THAT(settings.values, SizeIs(1));
    ASSERT_THAT(settings.faults, SizeIs(4));
    EXPECT_EQ(settings.fault_of("home"), nullptr);
    ASSERT_NE(settings.fault_of("format"), nullptr);
    EXPECT_THAT(settings.fault_of("format")->message,
                AllOf(StartsWith("/etc/me/config.yaml:2:1 format: "), HasSubstr("jsonl")));
    EXPECT_THAT(settings.fault_of("provider")->message, HasSubstr("must be the id of a provider"));
    EXPECT_THAT(settings.fault_of("colour")->message, HasSubstr("did you mean 'color'?"));
    EXPECT_THAT(settings.fault_of("base_url.a")->message,
                HasSubstr("5:12 base_url.a: must begin with http:// or https://"));
}

TEST(Settings, OfATextThatIsNoYamlAreThoseOfTheLinesThatAre) {
    const auto settings = read("color: never\nformat: [\nprogress: never\n%%\n");
    EXPECT_EQ(value(settings, "color"), "never");
    EXPECT_EQ(value(settings, "progress"), "never");
    ASSERT_THAT(settings.faults, SizeIs(2));
    EXPECT_THAT(settings.faults[0].message, StartsWith("/etc/me/config.yaml:"));
    EXPECT_NE(settings.fault_of("format"), nullptr);
    EXPECT_EQ(settings.fault_of("home"), nullptr);
    EXPECT_THAT(read("just words\n").faults, SizeIs(1));
}

TEST(Settings, ThatStandTwiceAreNotGuessed) {
    const auto settings = read("home: /a\nhome: /b\n");
    EXPECT_THAT(settings.values, IsEmpty());
    EXPECT_THAT(settings.fault_of("home")->message, HasSubstr(":2:1 home: stands in line 1"));
}

TEST(Settings, TakeNoKeysAndTellNone) {
    const auto settings = read(
        "api_key: sk-abcdefgh\nprovider: hf_abcdefgh\n"
        "base_url: {a: \"http://me:word@host\"}\n");
    EXPECT_THAT(settings.values, IsEmpty());
    ASSERT_THAT(settings.faults, SizeIs(3));
    for (const auto& fault : settings.faults)
        EXPECT_THAT(fault.message, AllOf(HasSubstr("environment variable"),
                                         Not(HasSubstr("abcdefgh")), Not(HasSubstr("word@"))));
    EXPECT_THAT(with("", "base_url.a", {"http://me:word@host"}),
                AllOf(HasSubstr("environment variable"), Not(HasSubstr("word@"))));
}

TEST(SettingsText, KeepsWhatIsNotChanged) {
    const std::string text = "# mine\ncolor: never  # here\n\n# lists\nplugin_dir:\n- /a\n";
    EXPECT_EQ(with(text, "color", {"auto"}), "# mine\ncolor: auto\n\n# lists\nplugin_dir:\n- /a\n");
    EXPECT_EQ(with(text, "format", {"json"}), text + "format: json\n");
    EXPECT_EQ(with(text, "plugin_dir", {"/b", "/c d"}),
              "# mine\ncolor: never  # here\n\n# lists\nplugin_dir:\n  - /b\n  - \"/c d\"\n");
    EXPECT_EQ(with(text, "color", {}), "# mine\n\n# lists\nplugin_dir:\n- /a\n");
    EXPECT_EQ(with("color: never", "format", {"md"}), "color: never\nformat: md\n");
    EXPECT_EQ(with("", "provider", {"true"}), "provider: \"true\"\n");
}

TEST(SettingsText, HasOneValueForEachProvider) {
    auto text = with("", "base_url.a", {"http://x"});
    EXPECT_EQ(text, "base_url:\n  a: \"http://x\"\n");
    text = with(text, "base_url.b", {"http://y:1"});
    text = with(text, "base_url.a", {"http://z"});
    EXPECT_EQ(value(read(text), "base_url.a"), "http://z");
    EXPECT_EQ(value(read(text), "base_url.b"), "http://y:1");
    EXPECT_EQ(with(with(text, "base_url.a", {}), "base_url.b", {}), "");
    EXPECT_EQ(with(text, "base_url", {}), "");
    EXPECT_THAT(with("", "base_url", {"http://x"}), HasSubstr("base_url.PROVIDER"));
}

TEST(SettingsText, TakesWhatTheSchemaAllowsOnly) {
    EXPECT_THAT(with("", "colour", {"auto"}), HasSubstr("did you mean color?"));
    EXPECT_THAT(with("", "color", {"pink"}), AllOf(HasSubstr("color: must be"), HasSubstr("auto")));
    EXPECT_THAT(with("", "color", {"auto", "never"}), HasSubstr("takes one value"));
    EXPECT_THAT(with("", "home", {""}), HasSubstr("home: "));
    EXPECT_THAT(with("color: auto\n", "format", {}), HasSubstr("format: is not set"));
    EXPECT_THAT(with("", "nonsense", {}), HasSubstr("there are home, "));
}

TEST(SettingsText, IsMendedByChangingIt) {
    const std::string broken = "color: [\nnonsense\nprogress: never\n";
    EXPECT_EQ(with(broken, "color", {"auto"}), "color: auto\nnonsense\nprogress: never\n");
    EXPECT_THAT(with("hom: /x\n", "hom", {}), IsEmpty());
    EXPECT_EQ(with("home: /x\n  provider: y\n", "home", {"/z"}), "home: /z\n");
    EXPECT_THAT(with("{color: never}\n", "color", {"auto"}), HasSubstr("only an editor"));
}

TEST(SettingsText, KeepsWhatCannotBeReadOfOthers) {
    const std::string broken = "home: /x  # mine\n  provider: ollama\n";
    const auto after = with(broken, "color", {"never"});
    EXPECT_EQ(after, broken + "color: never\n");
    EXPECT_NE(read(after).fault_of("home"), nullptr);
    EXPECT_EQ(with("format: 'md\nprogress: never\n", "color", {"auto"}),
              "format: 'md\nprogress: never\ncolor: auto\n");
}

TEST(SettingsFile, IsTheOneThatTheEnvironmentNames) {
    const testing::Variable user("HOME", "/home/me");
    {
        const testing::Variable own("HEXAMETER_CONFIG", "mine.yaml");
        EXPECT_EQ(settings_file().value(), "mine.yaml");
    }
    const testing::Variable none("HEXAMETER_CONFIG", "");
    const testing::Variable config("XDG_CONFIG_HOME", "/conf");
    EXPECT_EQ(settings_file().value(), "/conf/hexameter/config.yaml");
    const testing::Variable relative("XDG_CONFIG_HOME", "conf");
    EXPECT_EQ(settings_file().value(), "/home/me/.config/hexameter/config.yaml");
    const testing::Variable nobody("HOME", "");
    EXPECT_THAT(settings_file().error().text(), HasSubstr("HEXAMETER_CONFIG"));
}

}  // namespace
}  // namespace hexameter
