// A key reaches the server, and stands nowhere else.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <utility>
#include <vector>

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

std::string percent_encoded(const std::string& text) {
    std::string encoded;
    for (const char c : text) encoded += c == '/' ? "%2F" : c == '+' ? "%2B" : std::string(1, c);
    return encoded;
}

TEST(Key, IsHiddenWhereverAndHoweverAnErrorRepeatsIt) {
    using hexameter::testing::http_reply;
    const std::string plain = "sk-wqzxyjvkghpr0123456789";
    const std::string special = "sk-wqzx/yjvk+ghpr0123456789";
    const std::string escaped = R"(sk-wqzx\/yjvk+ghpr0123456789)";
    const std::string json = "Content-Type: application/json\r\n";
    const std::vector<std::pair<std::string, std::string>> replies = {
        {plain,
         http_reply("401 Unauthorized", "", std::string(180, 'x') + plain + std::string(400, 'y'))},
        {plain, http_reply("401 Unauthorized", json,
                           R"({"error":")" + std::string(990, 'x') + plain + "\"}")},
        {plain, "HTTP/1.1 200 OK\r\nTransfer-Encoding: " + plain + "\r\n\r\nabc"},
        {plain, http_reply("307 Elsewhere", "Location: http://" + plain + ".example/\r\n", "")},
        {special,
         http_reply("401 Unauthorized", json, R"({"error":")" + percent_encoded(special) + "\"}")},
        {special, http_reply("401 Unauthorized", json, R"({"error":")" + escaped)},
        {special, http_reply("200 OK", json, R"({"choices":)" + escaped + "}")}};
    for (const auto& [secret, reply] : replies) {
        const FaultServer server(hexameter::testing::serve_bytes(reply));
        Cli cli;
        cli.set("MY_KEY", secret);
        const auto run = cli.run({"run", "--provider", "openai", "--url", server.url(""), "--model",
                                  "m", "--prompt", "Hi", "--api-key-env", "MY_KEY", "--retries",
                                  "0", "--log-level", "debug", "--format", "json"});
        EXPECT_EQ(run.code, 5) << run.err;
        EXPECT_THAT(run.out, HasSubstr("[MY_KEY]"));
        const auto expect_none = [](const std::string& text) {
            for (const char* const part : {"wqzx", "yjvk", "ghpr"})
                EXPECT_THAT(text, Not(HasSubstr(part)));
        };
        expect_none(run.out);
        expect_none(run.err);
        for (const auto& entry : std::filesystem::recursive_directory_iterator(cli.home()))
            if (entry.is_regular_file()) expect_none(content_of(entry.path()));
    }
}

TEST(Key, IsHiddenInWhatAServerTellsBesideItsAnswer) {
    const std::string json = "Content-Type: application/json\r\n";
    const FaultServer answers(hexameter::testing::serve_bytes(hexameter::testing::http_reply(
        "200 OK", json,
        std::string(R"({"choices":[{"message":{"content":"a"},"finish_reason":")") + key +
            R"("}],"usage":{"prompt_tokens":1,"completion_tokens":1,"by":")" + key + "\"}}")));
    Cli cli;
    cli.set("MY_KEY", key);
    const auto run =
        cli.run({"run", "--provider", "openai", "--url", answers.url(""), "--model", "m",
                 "--prompt", "Hi", "--api-key-env", "MY_KEY", "--no-stream", "--format", "json"});
    EXPECT_EQ(run.code, 0) << run.err;
    EXPECT_THAT(run.out, HasSubstr(R"("finish_reason":"[MY_KEY]")"));
    EXPECT_THAT(run.out, Not(HasSubstr(key)));
    const FaultServer lists(hexameter::testing::serve_bytes(hexameter::testing::http_reply(
        "200 OK", json, std::string(R"({"data":[{"id":"of )") + key + "\"}]}")));
    const auto models = cli.run(
        {"models", "--provider", "openai", "--url", lists.url(""), "--api-key-env", "MY_KEY"});
    EXPECT_EQ(models.code, 0) << models.err;
    EXPECT_THAT(models.out, HasSubstr("of [MY_KEY]"));
    EXPECT_THAT(models.out, Not(HasSubstr(key)));
}

}  // namespace
}  // namespace hexameter::e2e
