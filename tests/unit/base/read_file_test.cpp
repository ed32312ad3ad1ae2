#include "base/read_file.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "unit/base/temp_folder.hpp"

namespace hexameter::detail {
namespace {

using testing::TempFolder;

TEST(ReadTextFile, GivesEveryByte) {
    const TempFolder folder;
    const std::string content("a\r\nb\0c", 6);
    const auto text = read_text_file(folder.write("a.txt", content), "file", 6);
    ASSERT_TRUE(text.has_value()) << text.error().text();
    EXPECT_EQ(text.value(), content);
}

TEST(ReadTextFile, SaysWhyAFileCannotBeRead) {
    const TempFolder folder;
    const auto missing = read_text_file(folder.path() / "no.yaml", "run file", 10);
    ASSERT_TRUE(missing.has_error());
    EXPECT_EQ(missing.error().text(),
              (folder.path() / "no.yaml").string() + ": no such run file; check the path");
    EXPECT_EQ(missing.error().code(), ErrorCode::config);
    const auto directory = read_text_file(folder.path(), "run file", 10);
    ASSERT_TRUE(directory.has_error());
    EXPECT_EQ(directory.error().message(), "is a folder; name the run file inside it");
    const auto large = read_text_file(folder.write("b.txt", "12345678901"), "run file", 10);
    ASSERT_TRUE(large.has_error());
    EXPECT_EQ(large.error().message(), "is larger than 10 bytes, too large for a run file");
}

TEST(ReadTextFile, SaysWhatToDoAboutAFileOfOthers) {
    const TempFolder folder;
    const auto file = folder.write("closed.jsonl", "x");
    std::filesystem::permissions(folder.path(), std::filesystem::perms(0755));
    std::filesystem::permissions(file, std::filesystem::perms::none);
    const auto look = [&file] {
        constexpr uid_t nobody = 65534;
        if (geteuid() == 0 && setresuid(nobody, nobody, nobody) != 0) _exit(2);
        const auto text = read_text_file(file, "data set", 10);
        _exit(text.has_error() && text.error().message() ==
                                      "cannot open the data set: Permission denied; make it "
                                      "readable for who runs this"
                  ? 0
                  : 1);
    };
    EXPECT_EXIT(look(), ::testing::ExitedWithCode(0), "");
}

TEST(ReadTextFile, StopsAtTheLimitOfAFileWithoutEnd) {
    const auto endless = read_text_file("/dev/zero", "run file", 1'000'000);
    ASSERT_TRUE(endless.has_error());
    EXPECT_EQ(endless.error().where(), "/dev/zero");
}

TEST(ReadTextFile, RefusesWhatCannotBeOpened) {
    const TempFolder folder;
    const auto path = folder.path() / "socket";
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    path.string().copy(name.sun_path, sizeof name.sun_path - 1);
    const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    ASSERT_EQ(bind(fd, reinterpret_cast<const sockaddr*>(&name), sizeof name), 0);
    const auto text = read_text_file(path, "run file", 10);
    close(fd);
    ASSERT_TRUE(text.has_error());
    EXPECT_EQ(text.error().message().find("cannot open the run file: "), 0U);
}

TEST(CheckReadable, RefusesALoopOfLinks) {
    const TempFolder folder;
    std::filesystem::create_symlink("loop.yaml", folder.path() / "loop.yaml");
    const auto status = check_readable(folder.path() / "loop.yaml", "run file");
    ASSERT_TRUE(status.has_error());
    EXPECT_EQ(status.error().code(), ErrorCode::config);
}

}  // namespace
}  // namespace hexameter::detail
