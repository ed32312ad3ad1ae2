#include "plugin/library.hpp"

#include <gmock/gmock.h>

#include "plugin/inspect.hpp"
#include "plugin_fixtures.hpp"

namespace hexameter::detail {
namespace {

using hexameter::testing::fixture_file;
using ::testing::HasSubstr;

Result<std::unique_ptr<Library>> loaded(const std::string& fixture) {
    const auto path = fixture_file(fixture);
    const auto file = read_plugin_file(path);
    if (!file) return file.error();
    return Library::load(path, file->plugins);
}

std::string refusal_of(const std::string& fixture) {
    const auto library = loaded(fixture);
    if (library) return {};
    EXPECT_EQ(library.error().code(), ErrorCode::plugin);
    EXPECT_THAT(library.error().text(), HasSubstr(fixture + ".so"));
    return library.error().text();
}

TEST(Library, GivesTheEntryOfAnHonestPlugin) {
    const auto library = loaded("honest");
    ASSERT_TRUE(library) << library.error().text();
    EXPECT_EQ((*library)->entry().abi_major, 1u);
    EXPECT_EQ((*library)->entry().count(), 1u);
    EXPECT_EQ((*library)->sha256().size(), 64u);
}

TEST(Library, NamesTheSymbolThatNobodyDefines) {
    EXPECT_THAT(refusal_of("unresolved"), HasSubstr("nobody_defines_this"));
}

TEST(Library, RefusesCodeOfAnotherMajor) {
    EXPECT_THAT(refusal_of("code_major"), HasSubstr("ABI major 2, this host speaks major 1"));
}

TEST(Library, RefusesCodeThatNeedsANewerMinor) {
    EXPECT_THAT(refusal_of("code_minor"), HasSubstr("its code needs plugin ABI 1.99"));
}

TEST(Library, RefusesAnEntryThatIsCutShort) {
    EXPECT_THAT(refusal_of("cut_entry"), HasSubstr("cut short (struct_size 24)"));
}

TEST(Library, RefusesCodeThatDiffersFromTheManifest) {
    EXPECT_THAT(refusal_of("lying_count"), HasSubstr("lists 1 plugins, its code has 2"));
    EXPECT_THAT(refusal_of("lying_id"), HasSubstr(R"(the id of "honest": "honest" and "other")"));
    EXPECT_THAT(refusal_of("lying_kind"), HasSubstr(R"(the kind of "honest": "metric" and "2")"));
    EXPECT_THAT(refusal_of("lying_version"),
                HasSubstr(R"(the version of "honest": "1.0.0" and "9.9.9")"));
    EXPECT_THAT(refusal_of("lying_metric"),
                HasSubstr(R"(a metric of "honest": "truth" and "beauty")"));
    EXPECT_THAT(refusal_of("lying_metric_count"),
                HasSubstr(R"(the number of metrics of "honest": "1" and "0")"));
}

TEST(Library, RefusesAPluginThatDoesNotDescribeItself) {
    EXPECT_THAT(refusal_of("null_descriptor"), HasSubstr(R"(does not describe "honest")"));
    EXPECT_THAT(refusal_of("null_metrics"), HasSubstr(R"(not describe the metrics of "honest")"));
}

}  // namespace
}  // namespace hexameter::detail
