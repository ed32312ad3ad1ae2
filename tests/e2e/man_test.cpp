// The manual page.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "e2e/program.hpp"

namespace hexameter::e2e {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(Manual, TellsEveryCommandAndFlagButThoseOfPlugins) {
    const auto page = Cli().run({"man"}).out;
    EXPECT_THAT(page, AllOf(HasSubstr(".SS hexameter run\n"), HasSubstr("plugin inspect"),
                            HasSubstr("\\-\\-concurrency"), HasSubstr("\\-\\-log\\-level"),
                            HasSubstr("HEXAMETER_CONFIG"), HasSubstr("latest~1"),
                            HasSubstr(".B rescore:\nmetric or modality failed"),
                            HasSubstr("not ready in time")));
    EXPECT_THAT(page, AllOf(HasSubstr("\n.B hexameter run \\-\\-help\nlists those of the plugins"),
                            Not(HasSubstr("\n.B hexameter list \\-\\-help"))));
    EXPECT_THAT(page, HasSubstr("\\-\\-unpaced")) << "of hexameter simulate";
    EXPECT_THAT(page, AllOf(Not(HasSubstr("regex\\-to")), Not(HasSubstr("hexameter complete\n"))));
}

// Each tool that is there has nothing to say of it.
TEST(Manual, IsWellFormed) {
    const Cli cli;
    const auto page = cli.folder().write("hexameter.1", cli.run({"man"}).out).string();
    const std::vector<std::vector<std::string>> tools{
        {"/usr/bin/mandoc", "-Tlint", "-Wwarning", page},
        {"/usr/bin/groff", "-man", "-ww", "-z", "-Kutf8", page},
        {"/usr/bin/man", "--warnings=all", "-l", "-P", "/bin/cat", page}};
    for (const auto& tool : tools) {
        if (!std::filesystem::exists(tool[0])) continue;
        const auto read =
            Program(tool, {{"PATH", "/usr/bin:/bin"}, {"LC_ALL", "C.UTF-8"}}).finish();
        EXPECT_EQ(read.code, 0) << tool[0] << read.out;
        EXPECT_THAT(read.err, IsEmpty()) << tool[0];
    }
}

}  // namespace
}  // namespace hexameter::e2e
