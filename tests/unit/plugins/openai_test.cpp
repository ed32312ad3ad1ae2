// The openai provider on what a reply may hold; replies follow OpenAI's API reference.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "openai_fixture.hpp"

namespace hexameter::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST_F(OpenAi, TakesAStreamWithoutDoneWhenItsChoicesFinished) {
    const Played played = play(delta(R"("content":"a")") + stopped);
    EXPECT_EQ(played.end, HXM_OK);
    EXPECT_THAT(played.chunks, ElementsAre("content 0: a", "finish 0: stop"));
    // The last event without the empty line after it.
    EXPECT_EQ(play(stopped.substr(0, stopped.size() - 2)).end, HXM_OK);
}

TEST_F(OpenAi, ReadsWhatTheStandardAllowsInAStream) {
    const std::string wire =
        "\xEF\xBB\xBF: ping\r\n\r\nevent: message\r\nid: 7\r\ndata: {\"choices\":\r\n"
        "data:[{\"delta\":{\"content\":\"a\\u00e9\\n\"}}]}\r\n\r\n: ping\r\n\r\n"
        "data: {\"choices\":[{\"finish_reason\":\"stop\"}]}\r\rdata: [DONE]\n\n";
    const Played played = player_.play_at_every_split(chat_.get(), Reply{wire});
    EXPECT_EQ(played.body, HXM_COMPLETE) << played.error;
    EXPECT_THAT(played.chunks, ElementsAre("content 0: a\u00E9\n", "finish 0: stop"));
}

TEST_F(OpenAi, GivesReasoningOnceUnderEitherName) {
    const Played played =
        play(delta(R"("role":"assistant","content":"","reasoning":null)") +
             delta(R"("reasoning_content":"x")") + delta(R"("reasoning":"y")") +
             delta(R"("reasoning":"z","reasoning_content":"z","content":"c")") + done);
    EXPECT_THAT(played.chunks,
                ElementsAre("reasoning 0: x", "reasoning 0: y", "reasoning 0: z", "content 0: c"));
}

TEST_F(OpenAi, GivesARefusalAsContentThatEndsWithTheWordForIt) {
    const Played played =
        play(delta(R"("role":"assistant","content":"","refusal":null)") +
             delta(R"("refusal":"I can't")") + delta(R"("refusal":" help.")") + stopped + done);
    EXPECT_THAT(played.chunks,
                ElementsAre("content 0: I can't", "content 0:  help.", "finish 0: refusal"));
    EXPECT_THAT(play(R"({"choices":[{"message":{"content":null,"refusal":"No."},)"
                     R"("finish_reason":"stop"}]})")
                    .chunks,
                ElementsAre("content whole 0: No.", "finish whole 0: refusal"));
    EXPECT_THAT(play(delta(R"("content":"a","refusal":null)") + stopped + done).chunks,
                ElementsAre("content 0: a", "finish 0: stop"));
}

TEST_F(OpenAi, GivesToolCallsAndTheirArgumentsAsPieces) {
    const Played played =
        play(delta(R"("tool_calls":[{"index":0,"id":"c1","type":"function",)"
                   R"("function":{"name":"f","arguments":""}}])") +
             delta(R"("tool_calls":[{"index":0,"function":{"arguments":"{\"a\""}}])") +
             "data: {\"choices\":[{\"finish_reason\":\"tool_calls\"}]}\n\n" + done);
    EXPECT_THAT(played.chunks,
                ElementsAre(R"(tool_call 0: {"index":0,"id":"c1","name":"f"})",
                            R"(tool_call piece 0: {"index":0,"arguments_piece":"{\"a\""})",
                            "finish 0: tool_calls"));
}

TEST_F(OpenAi, GivesTheLastUsageOnce) {
    const Played played =
        play(delta(R"("content":"a")", R"(,"usage":{"prompt_tokens":3,"completion_tokens":1})") +
             delta("", R"(,"usage":null)") +
             R"(data: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":9,)"
             R"("completion_tokens_details":{"reasoning_tokens":4}}})"
             "\n\n" +
             done);
    EXPECT_THAT(played.chunks,
                ElementsAre("content 0: a",
                            R"(usage 0: {"input_tokens":3,"output_tokens":9,"reasoning_tokens":4,)"
                            R"("raw":{"prompt_tokens":3,"completion_tokens":9,)"
                            R"("completion_tokens_details":{"reasoning_tokens":4}}})"));
}

TEST_F(OpenAi, MarksAnAnswerThatCameWholeThoughAStreamWasAskedFor) {
    EXPECT_THAT(player_.play_at_every_split(chat_.get(), recorded("llama.cpp/chat_not_streamed"))
                    .chunks.front(),
                StartsWith("content whole 0:  `"));
    const Played called =
        play(R"({"choices":[{"message":{"reasoning":"r","tool_calls":[{"id":"c","function":)"
             R"({"name":"f","arguments":"{}"}}]},"finish_reason":"tool_calls"}]})");
    EXPECT_THAT(called.chunks,
                ElementsAre("reasoning whole 0: r",
                            R"(tool_call whole 0: {"id":"c","name":"f","arguments_piece":"{}"})",
                            "finish whole 0: tool_calls"));
}

TEST_F(OpenAi, LeavesOutCountsThatAreNoneAndNamesTheirFields) {
    const auto usage_of = [&](const std::string& counts) {
        const Played played = play(delta(R"("content":"a")") + stopped +
                                   R"(data: {"choices":[],"usage":{)" + counts + "}}\n\n" + done);
        EXPECT_EQ(played.error, "");
        return played.chunks.size() < 3 ? std::string() : played.chunks[2];
    };
    const std::string completion = R"("completion_tokens":)";
    for (const std::string bad : {"-5", "2.5", "1e300", "9007199254740993", "1e-999", R"("12")",
                                  "true", R"({"n":1})", "[1]"}) {
        EXPECT_EQ(usage_of(R"("prompt_tokens":3,)" + completion + bad),
                  R"(usage 0: {"input_tokens":3,"unusable":["completion_tokens"],)"
                  R"("raw":{"prompt_tokens":3,"completion_tokens":)" +
                      bad + "}}");
    }
    // What no double holds ends the reading of its event.
    EXPECT_THAT(play(R"(data: {"choices":[],"usage":{"completion_tokens":1e999}})"
                     "\n\n" +
                     done)
                    .error,
                HasSubstr("Number too big"));
    EXPECT_THAT(usage_of(completion + "null"), StartsWith(R"(usage 0: {"raw":)"));
    EXPECT_THAT(usage_of(completion + "12.0"), StartsWith(R"(usage 0: {"output_tokens":12,"raw")"));
    // No model reads more than ten million today.
    EXPECT_THAT(usage_of(R"("prompt_tokens":100000000)"),
                StartsWith(R"(usage 0: {"input_tokens":100000000,"raw")"));
    EXPECT_THAT(usage_of(R"("prompt_tokens":100000001)"),
                StartsWith(R"(usage 0: {"unusable":["prompt_tokens"],"raw")"));
    // No reply of some hundred bytes stands for so many.
    EXPECT_THAT(usage_of(completion + "1000000"), StartsWith(R"(usage 0: {"output_tokens":1000)"));
    EXPECT_THAT(usage_of(completion + "1001000"),
                StartsWith(R"(usage 0: {"unusable":["completion_tokens"],"raw")"));
    EXPECT_THAT(
        usage_of(R"("completion_tokens_details":{"reasoning_tokens":-1})"),
        StartsWith(R"(usage 0: {"unusable":["completion_tokens_details.reasoning_tokens"])"));
}

TEST_F(OpenAi, LeavesOutTimingsBelowZero) {
    EXPECT_THAT(
        play(delta(R"("content":"a")", R"(,"timings":{"prompt_ms":-1,"predicted_ms":0})") + done)
            .chunks.back(),
        StartsWith(R"(claim 0: {"decode_ns":0,"raw")"));
}

TEST_F(OpenAi, TakesTheTextOfContentInParts) {
    const std::string parts =
        R"("content":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"u"}},)"
        R"({"text":"b","type":"text"},{"type":"refusal","text":"no"}])";
    EXPECT_THAT(
        player_
            .play_at_every_split(chat_.get(), Reply{delta(parts) + delta(R"("content":[])") + done})
            .chunks,
        ElementsAre("content 0: ab"));
    EXPECT_THAT(
        play(R"({"choices":[{"message":{)" + parts + R"(},"finish_reason":"stop"}]})").chunks,
        ElementsAre("content whole 0: ab", "finish whole 0: stop"));
}

TEST_F(OpenAi, CountsTheChoicesThatCame) {
    const std::string one = R"(data: {"choices":[{"index":1,"delta":{"content":"b"}}]})";
    const std::string its_end =
        R"(data: {"choices":[{"index":1,"delta":{},"finish_reason":"stop"}]})";
    const Played alone = play(one + "\n\n" + its_end + "\n\n");
    EXPECT_EQ(alone.error, "") << "there is no choice 0 to wait for";
    EXPECT_THAT(alone.chunks, ElementsAre("content 1: b", "finish 1: stop"));
    // A reason that comes twice is not that of another choice.
    const std::string twice = its_end + "\n\n" + its_end + "\n\n";
    EXPECT_EQ(play(delta(R"("content":"a")") + twice).error,
              "the stream ended without finish_reason or [DONE]");
}

TEST_F(OpenAi, TellsOfAChoiceWithoutAWordBesideOthers) {
    const std::string other =
        R"(data: {"choices":[{"index":1,"delta":{"content":"b"},"finish_reason":"stop"}]})";
    EXPECT_THAT(play(stopped + other + "\n\n" + done).chunks,
                ElementsAre("finish 0: stop", "content 1: b", "finish 1: stop", "content 0: "));
}

TEST_F(OpenAi, KeepsTheServersTimeBesideTheChunk) {
    const Played played = play(delta(R"("content":"a")", R"(,"sent_ns":1234567890123456789)") +
                               delta(R"("content":"b")") + done);
    EXPECT_THAT(played.claimed_ns, ElementsAre(1234567890123456789U, 0U));
}

TEST_F(OpenAi, HandsOnTheSinksStopAndSaysNothingMore) {
    FakeSink sink;
    sink.answer_from(1, HXM_STOP);
    player_.sink = &sink;
    const std::string body =
        delta(R"("content":"a")") + delta(R"("content":"b")") + delta(R"("content":"c")");
    const Played played = play(body, HXM_END_CUT);
    EXPECT_EQ(played.body, HXM_STOP);
    EXPECT_EQ(played.end, HXM_OK);
    EXPECT_EQ(played.error, "");
    EXPECT_THAT(played.chunks, ElementsAre("content 0: a", "content 0: b"));
}

}  // namespace
}  // namespace hexameter::test
