#include "plugin/elf_file.hpp"

#include <elf.h>
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <cstring>
#include <random>

#include "plugin_fixtures.hpp"
#include "unit/base/temp_folder.hpp"

namespace hexameter::detail {
namespace {

using hexameter::testing::content_of;
using hexameter::testing::fixture_file;
using hexameter::testing::own_exports;
using hexameter::testing::TempFolder;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(ElfFile, GivesManifestExportsAndNeededLibraries) {
    const auto elf = read_elf(fixture_file("from_thread"));
    ASSERT_TRUE(elf) << elf.error().text();
    ASSERT_TRUE(elf->manifest);
    EXPECT_EQ(elf->manifest->front(), '{');
    EXPECT_EQ(elf->manifest->back(), '}');
    EXPECT_THAT(own_exports(elf->exports), ElementsAre(std::string("hexameter_plugin_v1")));
    EXPECT_THAT(elf->needed, Contains("libc.so.6"));
}

TEST(ElfFile, HasNoManifestWhenTheSectionIsNotThere) {
    const auto elf = read_elf(fixture_file("no_manifest"));
    ASSERT_TRUE(elf) << elf.error().text();
    EXPECT_FALSE(elf->manifest);
}

TEST(ElfFile, SaysSoWhenTheFileIsNotThere) {
    const auto elf = read_elf("/nowhere/at/all.so");
    ASSERT_FALSE(elf);
    EXPECT_EQ(elf.error().code(), ErrorCode::io);
    EXPECT_THAT(elf.error().message(), HasSubstr("No such file"));
}

TEST(ElfFile, RefusesWhatIsNoElfFile) {
    const TempFolder folder;
    for (const std::string_view content : {"", "x", "#!/bin/sh\n",
                                           "\x7f"
                                           "EL"}) {
        const auto elf = read_elf(folder.write("plugin.so", content));
        ASSERT_FALSE(elf) << content;
        EXPECT_EQ(elf.error().code(), ErrorCode::plugin);
        EXPECT_THAT(elf.error().message(), HasSubstr("ELF"));
    }
}

TEST(ElfFile, RefusesAFolder) {
    const TempFolder folder;
    EXPECT_FALSE(read_elf(folder.path()));
}

TEST(ElfFile, RefusesAProgramThatIsNoSharedLibrary) {
    const TempFolder folder;
    auto bytes = content_of(fixture_file("honest"));
    auto type = static_cast<Elf64_Half>(ET_EXEC);
    std::memcpy(bytes.data() + offsetof(Elf64_Ehdr, e_type), &type, sizeof(type));
    const auto elf = read_elf(folder.write("plugin.so", bytes));
    ASSERT_FALSE(elf);
    EXPECT_THAT(elf.error().message(), HasSubstr("no whole shared library"));
}

TEST(ElfFile, RefusesAPipeWithoutWaitingForAWriter) {
    const TempFolder folder;
    const auto pipe = folder.path() / "plugin.so";
    ASSERT_EQ(::mkfifo(pipe.c_str(), S_IRUSR | S_IWUSR), 0);
    const auto elf = read_elf(pipe);
    ASSERT_FALSE(elf);
    EXPECT_THAT(elf.error().message(), HasSubstr("no regular file"));
}

TEST(ElfFile, RefusesAnotherCpuAndNamesBoth) {
    const TempFolder folder;
    const auto own = content_of(fixture_file("honest"));
    Elf64_Ehdr head;
    std::memcpy(&head, own.data(), sizeof(head));
    const bool on_arm = head.e_machine == EM_AARCH64;
    head.e_machine = on_arm ? EM_X86_64 : EM_AARCH64;
    auto bytes = own;
    std::memcpy(bytes.data(), &head, sizeof(head));
    const auto elf = read_elf(folder.write("plugin.so", bytes));
    ASSERT_FALSE(elf);
    EXPECT_EQ(elf.error().code(), ErrorCode::plugin);
    EXPECT_THAT(elf.error().message(), HasSubstr(on_arm ? "is for another CPU: x86-64, this machine"
                                                        : "is for another CPU: aarch64, this "
                                                          "machine"));
}

TEST(ElfFile, RefusesAnotherWordSizeAndByteOrder) {
    const TempFolder folder;
    for (const auto& [place, value] : {std::pair(EI_CLASS, ELFCLASS32), {EI_DATA, ELFDATA2MSB}}) {
        auto bytes = content_of(fixture_file("honest"));
        bytes[static_cast<std::size_t>(place)] = static_cast<char>(value);
        const auto elf = read_elf(folder.write("plugin.so", bytes));
        ASSERT_FALSE(elf);
        EXPECT_THAT(elf.error().message(), HasSubstr("is for another CPU"));
    }
}

// The names of the sections stand at the end of a file, so a file that was cut has no manifest.
TEST(ElfFile, GivesNoManifestOfAFileThatWasCutAtAnyLength) {
    const TempFolder folder;
    const auto bytes = content_of(fixture_file("honest"));
    std::size_t read = 0;
    for (std::size_t length = 0; length < bytes.size(); length += length < 256 ? 1 : 61) {
        const auto elf = read_elf(folder.write("plugin.so", bytes.substr(0, length)));
        if (!elf) continue;
        ++read;
        EXPECT_FALSE(elf->manifest) << "cut at " << length << " of " << bytes.size();
    }
    EXPECT_LT(read, bytes.size());
}

// Whatever a damaged file says, reading it neither crashes nor reads outside of it (asan).
TEST(ElfFile, SurvivesDamagedBytes) {
    const TempFolder folder;
    const auto whole = content_of(fixture_file("honest"));
    std::mt19937 random(7);  // NOLINT: the same damage each time
    Elf64_Ehdr head;
    std::memcpy(&head, whole.data(), sizeof(head));
    for (int round = 0; round < 400; ++round) {
        auto bytes = whole;
        const bool in_sections = round % 2 == 0;
        const auto begin = in_sections ? static_cast<std::size_t>(head.e_shoff) : 0;
        const auto end = in_sections ? bytes.size() : sizeof(head);
        for (int i = 0; i < 4; ++i)
            bytes[begin + random() % (end - begin)] = static_cast<char>(random());
        const auto elf = read_elf(folder.write("plugin.so", bytes));
        if (elf && elf->manifest) {
            EXPECT_LE(elf->manifest->size(), whole.size());
        }
    }
}

}  // namespace
}  // namespace hexameter::detail
