// A key reaches the server, and stands nowhere else.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "e2e/program.hpp"
#include "support/fault_server.hpp"

namespace hexameter::e2e {
namespace {

using hexameter::testing::content_of;
using hexameter::testing::FaultConnection;
using hexameter::testing::FaultServer;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* key = "sk-9f2c71d4e8a05b36";

std::string argv_of(pid_t pid) {
    return content_of("/proc/" + std::to_string(pid) + "/cmdline");
}

TEST(Key, ReachesTheServerAndStandsNowhereElse) {
    std::promise<std::string> seen;
    std::promise<void> looked;
    auto looked_at = looked.get_future();
    FaultServer server([&](FaultConnection& connection) {
        const auto request = connection.read_request();
        if (!request) return;
        seen.set_value(request->header("authorization"));
        looked_at.wait();
        // A server that repeats the key in its refusal must not bring it into the history.
        connection.send(hexameter::testing::http_reply("401 Unauthorized",
                                                       "Content-Type: application/json\r\n",
                                                       R"({"error":{"message":"wrong key"}})"));
    });
    Cli cli;
    cli.set("MY_KEY", key);
    auto program = cli.start({"run", "--provider", "openai", "--url", server.url(""), "--model",
                              "m", "--prompt", "Hi", "--api-key-env", "MY_KEY", "--log-level",
                              "debug", "--format", "json"});
    EXPECT_EQ(seen.get_future().get(), std::string("Bearer ") + key);
    EXPECT_THAT(argv_of(program.pid()), Not(HasSubstr(key)));
    looked.set_value();
    const auto finished = program.finish();
    EXPECT_EQ(finished.code, 5) << finished.err;
    EXPECT_THAT(finished.out, Not(HasSubstr(key)));
    EXPECT_THAT(finished.out, HasSubstr("MY_KEY"));
    EXPECT_THAT(finished.err, Not(HasSubstr(key)));
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(cli.home())) {
        if (!entry.is_regular_file()) continue;
        ++files;
        EXPECT_THAT(content_of(entry.path()), Not(HasSubstr(key))) << entry.path();
    }
    EXPECT_GE(files, 1u);
}

}  // namespace
}  // namespace hexameter::e2e
