// What a plugin's file must be before anything of it runs, and what its entry must say.
#include <gmock/gmock.h>

#include "contract/elf_view.hpp"
#include "contract/plugin_under_test.hpp"

namespace hexameter::test {
namespace {

class File : public ::testing::TestWithParam<PluginUnderTest> {};

TEST_P(File, ExportsOneSymbolAndNoUniqueOne) {
    const ElfView elf = view_elf(GetParam().file);
    EXPECT_THAT(elf.exports, ::testing::ElementsAre("hexameter_plugin_v1"));
    EXPECT_THAT(elf.unique, ::testing::IsEmpty());
}

TEST_P(File, HasAnEntryOfThisMajorThatIsComplete) {
    const PluginFile file(GetParam().file.string());
    const hxm_entry& entry = file.entry();
    ASSERT_TRUE(HXM_HAS(&entry, hxm_entry, create));
    EXPECT_EQ(entry.abi_major, HXM_ABI_MAJOR);
    EXPECT_LE(entry.abi_minor_needed, HXM_ABI_MINOR);
    EXPECT_LE(entry.abi_minor_needed, entry.abi_minor_built);
    EXPECT_GT(entry.count(), 0U);
    EXPECT_EQ(entry.describe(entry.count()), nullptr);
    EXPECT_EQ(entry.describe(0), entry.describe(0)) << "static storage";
}

TEST_P(File, AnswersAWrongIdWithAnErrorAndNoInstance) {
    const PluginFile file(GetParam().file.string());
    for (const char* id : {"", "no such id", "hexameter_plugin_v1"}) {
        FakeHost host;
        const hxm_instance* instance = nullptr;
        EXPECT_LT(file.entry().create(host.raw(), id, {nullptr, 0}, &instance), 0);
        EXPECT_EQ(instance, nullptr);
    }
}

INSTANTIATE_TEST_SUITE_P(Contract, File, ::testing::ValuesIn(plugins_under_test()), NameOfParam());

}  // namespace
}  // namespace hexameter::test
