#include "run/file_room.hpp"

#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace hexameter::detail {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

// What a process whose limit is `files` is told; "" when it has room. A limit that was lowered
// cannot be raised again, so a child does it.
std::string told_with(rlim_t files, std::size_t connections) {
    int ends[2] = {-1, -1};
    if (::pipe(ends) != 0) return "no pipe";
    const pid_t child = ::fork();
    if (child == 0) {
        const rlimit limit{files, files};
        ::setrlimit(RLIMIT_NOFILE, &limit);
        const auto room = check_file_room(connections);
        const auto text = room ? std::string() : room.error().text();
        const bool written = ::write(ends[1], text.data(), text.size()) >= 0;
        ::_exit(written && (room || room.error().code() == ErrorCode::config) ? 0 : 1);
    }
    ::close(ends[1]);
    std::string text(4096, '\0');
    const auto size = ::read(ends[0], text.data(), text.size());
    ::close(ends[0]);
    int status = -1;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
    text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return text;
}

TEST(FileRoom, IsEnoughWhereFilesAndConnectionsFit) {
    EXPECT_EQ(told_with(64, 0), "");
    EXPECT_EQ(told_with(256, 100), "");
}

TEST(FileRoom, IsToldWithTheLimitAndTheWayToRaiseIt) {
    EXPECT_THAT(told_with(8, 0), AllOf(HasSubstr("the limit is 8"), HasSubstr("16 are needed"),
                                       HasSubstr("`ulimit -n 1024`")));
    EXPECT_THAT(told_with(64, 1000),
                AllOf(HasSubstr("1016 are needed, 1000 of them for connections"),
                      HasSubstr("`ulimit -n 2032`"), HasSubstr("lower the concurrency")));
}

TEST(FileRoom, IsMadeByRaisingTheSoftLimit) {
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
    const rlimit low{8, before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &low), 0);
    EXPECT_TRUE(check_file_room(0));
    EXPECT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
}

}  // namespace
}  // namespace hexameter::detail
