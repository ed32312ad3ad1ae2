#include <gmock/gmock.h>

#include <algorithm>

#include "simulate_server.hpp"

namespace hexameter::test {
namespace {

using ::testing::Each;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Le;

constexpr const char* streamed_12 =
    R"(,"stream":true,"stream_options":{"include_usage":true},"simulate":{"ttft_ms":2,"itl_ms":1,"tokens":12})";

const rapidjson::Value& delta(const Json& event) {
    return event["choices"][0]["delta"];
}

TEST(OpenAiWire, StreamsRoleTokensFinishUsageAndDone) {
    SimulateServer server;
    const HttpReply reply = server.post(openai_chat, chat("swift", "Tell me", streamed_12));

    EXPECT_EQ(reply.curl_code, 0);
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.content_type, "text/event-stream");
    EXPECT_THAT(reply.body, EndsWith("data: [DONE]\n\n"));
    const auto events = sse_events(reply.body);
    ASSERT_EQ(events.size(), 15U);
    EXPECT_STREQ(delta(events[0])["role"].GetString(), "assistant");
    EXPECT_STREQ(delta(events[0])["content"].GetString(), "");
    for (std::size_t i = 1; i <= 12; ++i) {
        EXPECT_GT(delta(events[i])["content"].GetStringLength(), 0U);
        EXPECT_TRUE(events[i]["choices"][0]["finish_reason"].IsNull());
        EXPECT_STREQ(events[i]["object"].GetString(), "chat.completion.chunk");
        EXPECT_STREQ(events[i]["model"].GetString(), "swift");
    }
    EXPECT_STREQ(events[13]["choices"][0]["finish_reason"].GetString(), "stop");
    EXPECT_TRUE(events[14]["choices"].Empty());
    EXPECT_EQ(events[14]["usage"]["completion_tokens"].GetInt(), 12);
    EXPECT_EQ(events[14]["usage"]["total_tokens"].GetInt(), 14);
}

TEST(OpenAiWire, SendTimesRiseAndNoneIsBeforeItsToken) {
    SimulateServer server;
    const std::uint64_t before_ns = monotonic_ns();
    const HttpReply reply = server.post(openai_chat, chat("swift", "Tell me", streamed_12));
    const std::uint64_t after_ns = monotonic_ns();
    const auto sent_ns = sent_times(sse_events(reply.body));

    ASSERT_EQ(sent_ns.size(), 15U);
    EXPECT_TRUE(std::is_sorted(sent_ns.begin(), sent_ns.end()));
    EXPECT_GE(sent_ns[0], before_ns);
    for (std::size_t i = 0; i < 12; ++i) {
        EXPECT_GE(sent_ns[i + 1], before_ns + 2'000'000 + i * 1'000'000);
    }
    EXPECT_THAT(sent_ns, Each(Le(after_ns)));
}

TEST(OpenAiWire, LeavesUsageOutUnlessAsked) {
    SimulateServer server;
    const HttpReply reply = server.post(
        openai_chat, chat("swift", "Tell me", R"(,"stream":true,"simulate":{"pace":false})"));

    EXPECT_THAT(reply.body, ::testing::Not(HasSubstr("usage")));
}

TEST(OpenAiWire, AnswersWhole) {
    SimulateServer server({"--unpaced", "--accuracy", "1"});
    const HttpReply reply = server.post(openai_chat, chat("reasoner", "What is 6 + 7?", ""));
    const Json answer = parse(reply.body);

    EXPECT_EQ(reply.status, 200);
    EXPECT_STREQ(answer["object"].GetString(), "chat.completion");
    const auto& message = answer["choices"][0]["message"];
    EXPECT_STREQ(message["content"].GetString(), "6 + 7 = 13.");
    EXPECT_GT(message["reasoning_content"].GetStringLength(), 0U);
    EXPECT_EQ(
        answer["usage"]["prompt_tokens"].GetInt() + answer["usage"]["completion_tokens"].GetInt(),
        answer["usage"]["total_tokens"].GetInt());
    EXPECT_TRUE(answer["sent_ns"].IsUint64());
}

TEST(OpenAiWire, StreamsReasoningOnItsOwnChannelFirst) {
    SimulateServer server({"--unpaced"});
    const HttpReply reply =
        server.post(openai_chat, chat("reasoner", "Tell me", R"(,"stream":true)"));
    bool answering = false;
    int thoughts = 0;
    for (const Json& event : sse_events(reply.body)) {
        const bool thinks = delta(event).HasMember("reasoning_content");
        EXPECT_FALSE(thinks && answering);
        thoughts += thinks ? 1 : 0;
        answering = answering || (delta(event).HasMember("content") &&
                                  delta(event)["content"].GetStringLength() > 0);
    }

    EXPECT_GT(thoughts, 0);
    EXPECT_TRUE(answering);
}

TEST(OpenAiWire, TakesLimitStopAndSeed) {
    SimulateServer server({"--unpaced"});
    const std::string more = R"(,"max_tokens":5,"seed":7,"stop":["zzz"],"temperature":0)";
    const Json first = parse(server.post(openai_chat, chat("swift", "Tell me", more)).body);
    const Json second = parse(server.post(openai_chat, chat("swift", "Tell me", more)).body);

    EXPECT_EQ(first["usage"]["completion_tokens"].GetInt(), 5);
    EXPECT_STREQ(first["choices"][0]["finish_reason"].GetString(), "length");
    EXPECT_STREQ(first["choices"][0]["message"]["content"].GetString(),
                 second["choices"][0]["message"]["content"].GetString());
}

TEST(OpenAiWire, ReadsTheTextPartsOfAMessageBesideAPicture) {
    SimulateServer server({"--unpaced", "--accuracy", "1"});
    const std::string picture(2'000'000, 'A');  // large enough for "Expect: 100-continue"
    const HttpReply reply = server.post(
        openai_chat, R"({"model":"swift","messages":[{"role":"user","content":[)"
                     R"({"type":"image_url","image_url":{"url":"data:image/png;base64,)" +
                         picture + R"("}},{"type":"text","text":"What is 6 + 7?"}]}]})");

    EXPECT_EQ(reply.status, 200);
    EXPECT_THAT(reply.body, HasSubstr("6 + 7 = 13."));
}

TEST(OpenAiWire, ListsModels) {
    SimulateServer server({"--model", "mine=steady,ttft_ms=5"});
    const Json models = parse(server.get("/v1/models").body);

    ASSERT_EQ(models["data"].Size(), 7U);
    EXPECT_STREQ(models["data"][0]["id"].GetString(), "swift");
    EXPECT_STREQ(models["data"][6]["id"].GetString(), "mine");
}

TEST(OpenAiWire, RefusesWhatItCannotServeInItsOwnShape) {
    SimulateServer server;
    const std::pair<std::string, long> cases[] = {
        {"{", 400},
        {"[]", 400},
        {R"({"model":"swift"})", 400},
        {R"({"model":7,"messages":[{"role":"user","content":"x"}]})", 400},
        {R"({"model":"swift","messages":"no"})", 400},
        {R"({"model":"swift","messages":[{"content":"x"}]})", 400},
        {chat("swift", "x", R"(,"n":2)"), 400},
        {chat("swift", "x", R"(,"max_tokens":0)"), 400},
        {chat("swift", "x", R"(,"stream":"yes")"), 400},
        {chat("swift", "x", R"(,"stop":[1])"), 400},
        {chat("swift", "x", R"(,"simulate":{"speed":1})"), 400},
        {chat("swift", "x", R"(,"simulate":{"fault":"fire"})"), 400},
        {chat("gpt\\\"", "x", ""), 404},
    };
    for (const auto& [body, status] : cases) {
        const HttpReply reply = server.post(openai_chat, body);
        EXPECT_EQ(reply.status, status) << body;
        const Json error = parse(reply.body);
        ASSERT_TRUE(error.HasMember("error")) << body;
        EXPECT_GT(error["error"]["message"].GetStringLength(), 0U) << body;
        EXPECT_EQ(error["error"]["code"].GetInt(), status) << body;
    }
    EXPECT_THAT(server.post(openai_chat, chat("gpt", "x", "")).body, HasSubstr("swift, steady"));
}

}  // namespace
}  // namespace hexameter::test
