// The openai provider, through the C ABI, from its built file. What llama.cpp sent is in
// tests/data/wire/llama.cpp; replies written here follow OpenAI's API reference.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "codec_player.hpp"

namespace hexameter::test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

std::string content(const Played& played, std::uint32_t choice = 0) {
    const std::string prefix = "content " + std::to_string(choice) + ": ";
    std::string all;
    for (const std::string& line : played.chunks) {
        if (line.compare(0, prefix.size(), prefix) == 0) {
            all.append(line, prefix.size());
        }
    }
    return all;
}

std::string delta(const std::string& members, const std::string& rest = "") {
    return R"(data: {"choices":[{"index":0,"delta":{)" + members + "}}]" + rest + "}\n\n";
}

const std::string stopped =
    "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
const std::string done = "data: [DONE]\n\n";

class OpenAi : public ::testing::Test {
  protected:
    Played play(const std::string& body, std::uint32_t how = HXM_END_CLEAN) {
        return player_.play(chat_.get(), Reply{body}, how);
    }

    Played refused(std::uint32_t status, const std::string& body) {
        return player_.play(chat_.get(), Reply{body, status, "content-type: text/html\n"});
    }

    CodecPlayer player_{"openai"};
    ChatRequest chat_;
};

TEST_F(OpenAi, ReplaysARecordedStreamWithUsageAndTimings) {
    const Played played =
        player_.play_at_every_split(chat_.get(), recorded("llama.cpp/chat_stream_usage"));
    EXPECT_EQ(played.body, HXM_COMPLETE);
    EXPECT_EQ(played.end, HXM_OK);
    EXPECT_EQ(played.error, "");
    ASSERT_EQ(played.chunks.size(), 27U);  // 24 tokens, as its usage says
    EXPECT_EQ(played.chunks.front(), "content 0:  `\"");
    EXPECT_THAT(content(played), StartsWith(" `\"etalPress"));
    EXPECT_EQ(played.chunks[24], "finish 0: length");
    EXPECT_EQ(played.chunks[25],
              R"(usage 0: {"input_tokens":19,"output_tokens":24,"cached_tokens":0,"raw":)"
              R"({"completion_tokens":24,"prompt_tokens":19,"total_tokens":43,)"
              R"("prompt_tokens_details":{"cached_tokens":0}}})");
    EXPECT_THAT(
        played.chunks[26],
        StartsWith(R"(claim 0: {"prompt_ns":1084000,"decode_ns":7397000,"raw":{"cache_n")"));
}

TEST_F(OpenAi, ReplaysAStreamOfOllamas) {
    const Played played =
        player_.play_at_every_split(chat_.get(), recorded("ollama_v1/chat_stream"));
    EXPECT_EQ(played.body, HXM_COMPLETE);
    EXPECT_EQ(played.end, HXM_OK);
    EXPECT_EQ(content(played), " berositosubiborigocisubineso");
    EXPECT_THAT(played.chunks,
                Contains(StartsWith(R"(usage 0: {"input_tokens":11,"output_tokens":8,)")));
    ChatRequest whole(false);
    EXPECT_THAT(player_.play(whole.get(), recorded("ollama_v1/chat_not_streamed")).chunks,
                Contains("content whole 0:  berositosubiborigocisubineso"));
    const Played missing = player_.play(chat_.get(), recorded("ollama_v1/model_not_found"));
    EXPECT_THAT(missing.error, HasSubstr("model 'nope' not found"));
    ChatRequest list(false, HXM_KIND_LIST_MODELS);
    EXPECT_THAT(player_.play(list.get(), recorded("ollama_v1/models")).chunks,
                ElementsAre(StartsWith(R"(record 0: {"id":"tiny:latest",)")));
}

TEST_F(OpenAi, TakesTheLastTimingsWhenEveryEventHasSome) {
    const Played played =
        player_.play_at_every_split(chat_.get(), recorded("llama.cpp/chat_stream_timings"));
    EXPECT_EQ(played.body, HXM_COMPLETE);
    ASSERT_EQ(played.chunks.size(), 15U);
    EXPECT_THAT(played.chunks[13],
                StartsWith(R"(usage 0: {"input_tokens":19,"output_tokens":12,)"));
    EXPECT_THAT(played.chunks[14],
                StartsWith(R"(claim 0: {"prompt_ns":407000,"decode_ns":3853000,)"));
}

TEST_F(OpenAi, ReplaysARecordedStreamWithoutUsage) {
    const Played played =
        player_.play_at_every_split(chat_.get(), recorded("llama.cpp/chat_stream_no_usage"));
    EXPECT_EQ(played.body, HXM_COMPLETE);
    ASSERT_EQ(played.chunks.size(), 26U);
    EXPECT_EQ(played.chunks[24], "finish 0: length");
    EXPECT_THAT(played.chunks[25], StartsWith("claim 0: "));
}

TEST_F(OpenAi, SkipsLogprobs) {
    const Played played =
        player_.play_at_every_split(chat_.get(), recorded("llama.cpp/chat_stream_logprobs"));
    EXPECT_EQ(played.body, HXM_COMPLETE);
    EXPECT_EQ(content(played), " `\"etalPress Foreign <? functional");
}

TEST_F(OpenAi, KeepsTwoChoicesApart) {
    const Played played =
        player_.play_at_every_split(chat_.get(), recorded("llama.cpp/chat_two_choices"));
    EXPECT_EQ(played.body, HXM_COMPLETE);
    EXPECT_EQ(played.chunks[0], "content 1:  errors");
    EXPECT_EQ(played.chunks[1], "content 0:  `\"");
    EXPECT_EQ(content(played, 0), " `\"etalPress Foreign <? functional");
    EXPECT_THAT(content(played, 1), StartsWith(" errors rodz lanzcks"));
    EXPECT_THAT(played.chunks, Contains("finish 0: length"));
    EXPECT_THAT(played.chunks, Contains("finish 1: length"));
}

TEST_F(OpenAi, FailsOnARecordedErrorInsideAStream) {
    const Played played =
        player_.play_at_every_split(chat_.get(), recorded("llama.cpp/chat_error_inside_200"));
    EXPECT_EQ(played.body, HXM_E_REMOTE);
    EXPECT_EQ(played.end, HXM_OK);
    EXPECT_EQ(played.chunks.size(), 38U);  // what came before it is kept
    EXPECT_THAT(played.error, HasSubstr("The model produced output that does not match the "
                                        "expected peg-native format"));
}

TEST_F(OpenAi, ReplaysARecordedReplyThatIsNotStreamed) {
    ChatRequest chat(false);
    const Played played =
        player_.play_at_every_split(chat.get(), recorded("llama.cpp/chat_not_streamed"));
    EXPECT_EQ(played.body, HXM_OK);
    EXPECT_EQ(played.end, HXM_OK);
    ASSERT_EQ(played.chunks.size(), 4U);
    EXPECT_EQ(played.chunks[0],
              "content whole 0:  `\"etalPress Foreign <? functionalrer светFin febbraio "
              "juinпримерNoneclosureleq ISBNrapper remainingmetric inherit principales "
              "`\"NoneLIC");
    EXPECT_EQ(played.chunks[1], "finish whole 0: length");
    EXPECT_THAT(
        played.chunks[2],
        StartsWith(R"(usage 0: {"input_tokens":19,"output_tokens":24,"cached_tokens":18,)"));
    EXPECT_THAT(played.chunks[3],
                StartsWith(R"(claim 0: {"prompt_ns":357000,"decode_ns":6343000,)"));
}

TEST_F(OpenAi, ListsRecordedModels) {
    ChatRequest list(false, HXM_KIND_LIST_MODELS);
    FakeHttp http;
    ASSERT_EQ(player_.encode(http, list.get()), HXM_OK);
    EXPECT_EQ(http.method + " " + http.url + http.body, "GET /v1/models");
    const Played played = player_.play_at_every_split(list.get(), recorded("llama.cpp/models"));
    EXPECT_EQ(played.end, HXM_OK);
    ASSERT_EQ(played.chunks.size(), 1U);
    EXPECT_THAT(played.chunks[0], StartsWith(R"(record 0: {"id":"tiny-random","aliases")"));
    EXPECT_THAT(played.chunks[0], HasSubstr(R"("n_params":4178240,"size":16712960)"));
}

TEST_F(OpenAi, RefusesAListOfModelsWithoutNames) {
    ChatRequest list(false, HXM_KIND_LIST_MODELS);
    for (const std::string entry : {R"({"id":5})", R"({"x":1})", "7", "null", R"({"id":""})"}) {
        const Played played =
            player_.play(list.get(), Reply{R"({"data":[{"id":"a"},)" + entry + "]}", 200, ""});
        EXPECT_EQ(played.end, HXM_E_DECODE) << entry;
        EXPECT_EQ(played.error, "a model of the list has no \"id\": " + entry);
    }
}

TEST_F(OpenAi, DescribesTheModelAskedFor) {
    ChatRequest describe(false, HXM_KIND_DESCRIBE_MODEL);
    describe.model = "tiny-random";
    EXPECT_THAT(player_.play(describe.get(), recorded("llama.cpp/models")).chunks,
                ElementsAre(StartsWith(R"(record 0: {"id":"tiny-random")")));
    describe.model = "nope";
    const Played missing = player_.play(describe.get(), recorded("llama.cpp/models"));
    EXPECT_EQ(missing.end, HXM_E_REMOTE);
    EXPECT_EQ(missing.error, "the server has no model \"nope\"; it has: tiny-random");
}

TEST_F(OpenAi, IsHealthyWhenTheServerListsItsModels) {
    ChatRequest health(false, HXM_KIND_HEALTH);
    EXPECT_THAT(player_.play(health.get(), recorded("llama.cpp/models")).chunks,
                ElementsAre(R"(record 0: {"status":"ok"})"));
}

TEST_F(OpenAi, SaysTheServersWordsOfARefusal) {
    const Played bad =
        player_.play_at_every_split(chat_.get(), recorded("llama.cpp/too_long_prompt"));
    EXPECT_EQ(bad.end, HXM_E_REMOTE);
    EXPECT_EQ(bad.error,
              "HTTP 400 from http://127.0.0.1:8080/v1/chat/completions: request (4016 tokens) "
              "exceeds the available context size (2048 tokens), try increasing it");
    EXPECT_EQ(player_.host.errors().back().detail_json, R"({"http_status":400})");
    const Played internal = player_.play(chat_.get(), recorded("llama.cpp/image_not_supported"));
    EXPECT_EQ(internal.end, HXM_E_REMOTE);
    EXPECT_THAT(internal.error, HasSubstr("image input is not supported"));
}

TEST_F(OpenAi, SaysThatAReplyCameCompressed) {
    const std::string gzip = "\x1F\x8B\x08";
    const Played stream = player_.play(
        chat_.get(), Reply{gzip, 200, "content-type: text/event-stream\ncontent-encoding: GZip\n"});
    EXPECT_THAT(stream.error, HasSubstr("came compressed (content-encoding: gzip)"));
    EXPECT_THAT(stream.error, HasSubstr("http://127.0.0.1:8080/v1/chat/completions"));
    EXPECT_THAT(stream.error, HasSubstr("switch compression off"));
    EXPECT_THAT(stream.chunks, IsEmpty());
    const Played failure = player_.play(chat_.get(), Reply{gzip, 500, "content-encoding: br\n"});
    EXPECT_THAT(failure.error, HasSubstr("HTTP 500"));
    EXPECT_THAT(failure.error, HasSubstr("content-encoding: br"));
    const std::string wire = delta(R"("content":"a")") + stopped + done;
    for (const std::string value : {"identity", "utf-8"})
        EXPECT_EQ(
            player_.play(chat_.get(), Reply{wire, 200, "content-encoding: " + value + "\n"}).error,
            "");
}

TEST_F(OpenAi, SaysWhatToDoAboutAMissingPathOrModel) {
    const Played played = player_.play(chat_.get(), recorded("llama.cpp/unknown_route"));
    EXPECT_EQ(played.end, HXM_E_REMOTE);
    EXPECT_EQ(played.error,
              "HTTP 404 from http://127.0.0.1:8080/v1/chat/completions: File Not Found; the server "
              "has no such model, or no path /v1/chat/completions: see hexameter models --provider "
              "openai --url http://127.0.0.1:8080");
}

TEST_F(OpenAi, TellsAuthorisationAndRateLimitsApart) {
    const Played auth = refused(401, R"({"error":"no key"})");
    EXPECT_EQ(auth.end, HXM_E_AUTH);
    EXPECT_THAT(auth.error, HasSubstr("no key; the server wants a key"));
    const Played limit =
        player_.play(chat_.get(), Reply{R"({"message":"slow down"})", 429, "retry-after: 7\n"});
    EXPECT_EQ(limit.end, HXM_E_RATE_LIMIT);
    EXPECT_THAT(limit.error, HasSubstr("slow down; the server's rate limit is reached"));
    EXPECT_EQ(player_.host.errors().back().detail_json,
              R"({"http_status":429,"retry_after_ms":7000})");
}

TEST_F(OpenAi, ReadsEveryShapeOfAnErrorBody) {
    EXPECT_THAT(refused(500, R"([{"error":{"message":"in a list"}}])").error,
                HasSubstr(": in a list"));
    EXPECT_THAT(refused(422, R"({"detail":[{"loc":["body"],"msg":"bad"}]})").error,
                HasSubstr(R"(: [{"loc":["body"],"msg":"bad"}])"));
    EXPECT_THAT(refused(503, "").error, HasSubstr(": no reason given"));
    EXPECT_THAT(refused(502,
                        "<html><head><style>p {}</style><title>502</title></head>\n"
                        "<body><h1>Bad  Gateway</h1></body></html>")
                    .error,
                HasSubstr("/chat/completions: 502 Bad Gateway"));
    const std::string error = refused(500, std::string(300, 'x') + "\xFF").error;
    EXPECT_THAT(error, HasSubstr(std::string(200, 'x') + "..."));
    EXPECT_THAT(error, Not(HasSubstr(std::string(201, 'x'))));
}

TEST_F(OpenAi, RefusesHtmlTextAndNothingInPlaceOfJson) {
    const Played html = play("<!DOCTYPE html><title>Log in</title><p>Welcome");
    EXPECT_EQ(html.end, HXM_E_DECODE);
    EXPECT_THAT(html.error, HasSubstr("is no JSON but HTML: \"Log in Welcome\";"));
    const Played silent = play("<html><body><script>x()</script></body></html>");
    EXPECT_EQ(silent.end, HXM_E_DECODE);
    EXPECT_THAT(silent.error,
                StartsWith("the reply of http://127.0.0.1:8080 is no JSON but HTML; check that"));
    EXPECT_THAT(play("<?xml version=\"1.0\"?>").error, HasSubstr(" is no JSON but XML; "));
    const Played text = play("Welcome");
    EXPECT_EQ(text.end, HXM_E_DECODE);
    EXPECT_THAT(text.error, HasSubstr(" is no JSON: \"Welcome\"; "));
    const Played empty = play("");
    EXPECT_EQ(empty.end, HXM_E_DECODE);
    EXPECT_THAT(empty.error, HasSubstr("the reply of http://127.0.0.1:8080 is empty"));
    EXPECT_EQ(play("{\"choices\":").end, HXM_E_DECODE);
    EXPECT_THAT(play(R"({"hello":1})").error, HasSubstr("has no \"choices\""));
    EXPECT_EQ(play("data: <html>\n\n").body, HXM_E_DECODE);
}

TEST_F(OpenAi, CallsAReplyThatSaysNothingAtAllEmpty) {
    const std::string usage = R"("usage":{"prompt_tokens":3,"completion_tokens":0})";
    for (const std::string& wire :
         {done, "data: {\"choices\":null}\n\n" + done, "data: {\"choices\":[]}\n\n" + done,
          delta(R"("role":"assistant","content":"")") + done}) {
        const Played played = play(wire);
        EXPECT_EQ(played.body, HXM_E_REMOTE) << wire;
        EXPECT_THAT(played.error, StartsWith("empty reply: ")) << wire;
    }
    const Played whole = play(R"({"choices":[{"message":{"content":null}}]})");
    EXPECT_EQ(whole.end, HXM_E_REMOTE);
    EXPECT_THAT(whole.error, StartsWith("empty reply: "));
    EXPECT_EQ(play(R"({"choices":null})").end, HXM_E_DECODE);

    for (const std::string& wire :
         {stopped + done, "data: {\"choices\":[]," + usage + "}\n\n" + done,
          "{\"choices\":null," + usage + "}",
          std::string(R"({"choices":[{"finish_reason":"stop"}]})")}) {
        const Played played = play(wire);
        EXPECT_EQ(played.error, "") << wire;
        EXPECT_EQ(played.end, HXM_OK) << wire;
    }
}

TEST_F(OpenAi, SaysWhenAStreamEndedEarly) {
    const std::string error = "the stream ended without finish_reason or [DONE]";
    const Played played = play(delta(R"("content":"a")"));
    EXPECT_EQ(played.end, HXM_E_REMOTE);
    EXPECT_EQ(played.error, error);
    EXPECT_THAT(played.chunks, ElementsAre("content 0: a"));
    EXPECT_EQ(play(": ping\n\n").error, error);
    const std::string one_of_two =
        R"(data: {"choices":[{"index":1,"delta":{"content":"b"}},{"index":0,"finish_reason":"stop"}]})";
    EXPECT_EQ(play(one_of_two + "\n\n").error, error);
}

TEST_F(OpenAi, TakesAStreamWithoutDoneWhenItsChoicesFinished) {
    const Played played = play(delta(R"("content":"a")") + stopped);
    EXPECT_EQ(played.end, HXM_OK);
    EXPECT_THAT(played.chunks, ElementsAre("content 0: a", "finish 0: stop"));
    // The last event without the empty line after it.
    EXPECT_EQ(play(stopped.substr(0, stopped.size() - 2)).end, HXM_OK);
}

TEST_F(OpenAi, KeepsWhatCameBeforeABreakAndCallsItNoSuccess) {
    const std::string body = delta(R"("content":"a")") + delta(R"("content":"b")");
    const Played torn = play(body.substr(0, body.size() - 9), HXM_END_CUT);
    EXPECT_EQ(torn.end, HXM_E_TRANSPORT);
    EXPECT_THAT(torn.chunks, ElementsAre("content 0: a"));
    EXPECT_EQ(play(body + stopped, HXM_END_CUT).end, HXM_E_TRANSPORT);
    EXPECT_EQ(play(body + done, HXM_END_CUT).end, HXM_OK) << "whole before the break";
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
    EXPECT_THAT(usage_of(completion + "9007199254740992"),
                StartsWith(R"(usage 0: {"output_tokens":9007199254740992,"raw")"));
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

TEST_F(OpenAi, RefusesContentThatIsNoText) {
    const std::string lead = "an event of the stream";
    const auto error_of = [&](const std::string& members) {
        const Played played = play(delta(members) + stopped + done);
        EXPECT_EQ(played.body, HXM_E_DECODE) << members;
        return played.error;
    };
    EXPECT_THAT(error_of(R"("content":7)"),
                StartsWith(lead + R"( has a number as "content": "{"choices":[{"index":0,)"));
    EXPECT_THAT(error_of(R"("content":true)"), StartsWith(lead + " has a boolean as"));
    EXPECT_THAT(error_of(R"("content":{"type":"text","text":"x"})"),
                StartsWith(lead + " has an object as \"content\""));
    EXPECT_THAT(error_of(R"("content":["x"])"), StartsWith(lead + " has a string among"));
    EXPECT_THAT(error_of(R"("content":[{"type":"text","text":5}])"),
                StartsWith(lead + " has a number as the text of a part"));
    EXPECT_THAT(play("data: [{\"choices\":[]}]\n\n" + stopped + done).error,
                StartsWith(lead + " is a list, not an object: \"[{"));
    EXPECT_THAT(play("data: 5\n\n" + stopped + done).error,
                StartsWith(lead + " is a number, not an object"));
    EXPECT_THAT(play(R"([{"choices":[]}])").error,
                StartsWith("the reply is a list, not an object"));
    EXPECT_THAT(play(R"({"choices":[{"message":{"content":1},"finish_reason":"stop"}]})").error,
                StartsWith("the reply has a number as \"content\""));
}

TEST_F(OpenAi, RefusesAChoiceWhoseIndexIsNoNumberOfOne) {
    const auto reply = [](const std::string& index) {
        return R"({"choices":[{"index":)" + index + R"(,"delta":{"content":"a"}}]})";
    };
    for (const std::string index : {"128", "1000000000", "4294967294", "4294967296", "1e300", "0.5",
                                    "-1", "\"0\"", "true", "[0]", "{}"}) {
        const Played played = play("data: " + reply(index) + "\n\n" + stopped + done);
        EXPECT_EQ(played.body, HXM_E_DECODE) << index;
        EXPECT_THAT(played.error,
                    StartsWith("an event of the stream has a choice whose \"index\" is no whole "
                               "number from 0 to 127: \"{\"choices\":[{\"index\":" +
                               index))
            << index;
        EXPECT_THAT(played.chunks, IsEmpty()) << index;
        EXPECT_THAT(play(reply(index)).error, StartsWith("the reply has a choice whose \"index\""));
    }
    EXPECT_EQ(play("data: " + reply("127.0") + "\n\n" + done).chunks,
              std::vector<std::string>{"content 127: a"});
    EXPECT_EQ(play("data: " + reply("null") + "\n\n" + done).chunks,
              std::vector<std::string>{"content 0: a"});
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

TEST_F(OpenAi, FailsOnEveryShapeOfAnErrorInsideAReply) {
    EXPECT_EQ(play("data: {\"error\":\"out of memory\"}\n\n").error,
              "the server failed inside its reply: out of memory");
    EXPECT_EQ(play("data: {\"error\":{\"code\":429,\"message\":\"slow\"}}\n\n").body,
              HXM_E_RATE_LIMIT);
    const Played named = play("event: error\ndata: {\"detail\":\"gone\"}\n\n");
    EXPECT_EQ(named.body, HXM_E_REMOTE);
    EXPECT_EQ(named.error, "the server sent an error event: gone");
    const Played bare = play(delta(R"("content":"a")") + "event: error\ndata: oops\n\n");
    EXPECT_EQ(bare.body, HXM_E_REMOTE);
    EXPECT_EQ(bare.error, "the server sent an error event: oops");
    EXPECT_THAT(bare.chunks, ElementsAre("content 0: a"));
    EXPECT_EQ(play("event: error\ndata:\n\n").error,
              "the server sent an error event: no reason given");
    EXPECT_EQ(play(R"({"object":"error","message":"older vLLM"})").error,
              "the server failed inside its reply: older vLLM");
    EXPECT_EQ(play("data: {\"error\":null,\"choices\":[]}\n\n" + stopped + done).error, "");
}

TEST_F(OpenAi, RefusesNestingThatWouldOverrunTheStack) {
    const Played played = play("data: " + std::string(1 << 20, '[') + "\n\n");
    EXPECT_EQ(played.body, HXM_E_DECODE);
    EXPECT_THAT(played.error, HasSubstr("nested too deeply"));
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

TEST_F(OpenAi, SaysNothingOfAConnectionThatNeverAnswered) {
    const Played played = player_.play(chat_.get(), Reply{"", 0, ""}, HXM_END_CUT);
    EXPECT_EQ(played.end, HXM_OK);
    EXPECT_THAT(played.chunks, IsEmpty());
}

}  // namespace
}  // namespace hexameter::test
