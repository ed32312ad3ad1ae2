#include <gmock/gmock.h>

#include <algorithm>

#include "simulate_server.hpp"

namespace hexameter::test {
namespace {

using ::testing::HasSubstr;

TEST(OllamaWire, StreamsLinesAndEndsWithItsDurations) {
    SimulateServer server;
    const HttpReply reply = server.post(
        ollama_chat,
        chat("swift:latest", "Tell me", R"(,"simulate":{"ttft_ms":2,"itl_ms":1,"tokens":12})"));

    EXPECT_EQ(reply.curl_code, 0);
    EXPECT_EQ(reply.content_type, "application/x-ndjson");
    const auto lines = ndjson_lines(reply.body);
    ASSERT_EQ(lines.size(), 13U);
    for (std::size_t i = 0; i < 12; ++i) {
        EXPECT_GT(lines[i]["message"]["content"].GetStringLength(), 0U);
        EXPECT_FALSE(lines[i]["done"].GetBool());
    }
    const Json& last = lines.back();
    EXPECT_TRUE(last["done"].GetBool());
    EXPECT_STREQ(last["done_reason"].GetString(), "stop");
    EXPECT_EQ(last["eval_count"].GetInt(), 12);
    EXPECT_EQ(last["prompt_eval_count"].GetInt(), 2);
    EXPECT_EQ(last["prompt_eval_duration"].GetInt64(), 2'000'000);
    EXPECT_EQ(last["eval_duration"].GetInt64(), 12'000'000);
    EXPECT_EQ(last["load_duration"].GetInt64(), 0);
    EXPECT_GE(last["total_duration"].GetInt64(), 14'000'000);
    const auto sent_ns = sent_times(lines);
    EXPECT_TRUE(std::is_sorted(sent_ns.begin(), sent_ns.end()));
}

TEST(OllamaWire, AnswersWholeWithThinking) {
    SimulateServer server({"--unpaced"});
    const Json answer =
        parse(server.post(ollama_chat, chat("reasoner", "Tell me", R"(,"stream":false)")).body);

    EXPECT_TRUE(answer["done"].GetBool());
    EXPECT_GT(answer["message"]["content"].GetStringLength(), 0U);
    EXPECT_GT(answer["message"]["thinking"].GetStringLength(), 0U);
    EXPECT_TRUE(answer["sent_ns"].IsUint64());
}

TEST(OllamaWire, StreamsThinkingUnlessToldNotTo) {
    SimulateServer server({"--unpaced"});

    EXPECT_THAT(server.post(ollama_chat, chat("reasoner", "Tell me", "")).body,
                HasSubstr("\"thinking\""));
    EXPECT_THAT(server.post(ollama_chat, chat("reasoner", "Tell me", R"(,"think":false)")).body,
                ::testing::Not(HasSubstr("\"thinking\"")));
}

TEST(OllamaWire, TakesItsOptions) {
    SimulateServer server({"--unpaced"});
    const auto ask = [&](const std::string& options) {
        return parse(server
                         .post(ollama_chat,
                               chat("swift", "Tell me", R"(,"stream":false,"options":)" + options))
                         .body);
    };

    EXPECT_EQ(ask(R"({"num_predict":5})")["eval_count"].GetInt(), 5);
    EXPECT_GT(ask(R"({"num_predict":-1})")["eval_count"].GetInt(), 5);
    EXPECT_STREQ(ask(R"({"seed":4})")["message"]["content"].GetString(),
                 ask(R"({"seed":4})")["message"]["content"].GetString());
}

TEST(OllamaWire, DescribesItself) {
    SimulateServer server;

    const Json tags = parse(server.get("/api/tags").body);
    ASSERT_EQ(tags["models"].Size(), 6U);
    EXPECT_STREQ(tags["models"][1]["name"].GetString(), "steady");
    const Json show = parse(server.post("/api/show", R"({"model":"reasoner"})").body);
    EXPECT_STREQ(show["details"]["family"].GetString(), "simulated");
    EXPECT_STREQ(show["capabilities"][1].GetString(), "thinking");
    EXPECT_THAT(parse(server.get("/api/version").body)["version"].GetString(),
                HasSubstr("simulated"));
}

TEST(OllamaWire, RefusesWhatItCannotServeInItsOwnShape) {
    SimulateServer server;
    const auto expect = [&](const HttpReply& reply, long status) {
        EXPECT_EQ(reply.status, status);
        EXPECT_TRUE(parse(reply.body)["error"].IsString()) << reply.body;
    };
    expect(server.post(ollama_chat, "{"), 400);
    expect(server.post(ollama_chat, chat("swift", "x", R"(,"options":3)")), 400);
    expect(server.post(ollama_chat, chat("gpt", "x", "")), 404);
    expect(server.post("/api/show", R"({"name":"gpt"})"), 404);
    expect(server.post("/api/show", "{"), 400);
    expect(server.get("/api/nothing"), 404);
    expect(server.get(ollama_chat), 405);
}

}  // namespace
}  // namespace hexameter::test
