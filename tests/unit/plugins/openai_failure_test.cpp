// The openai provider on refusals, on replies that are none, and on those that break off.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <hexameter/sdk/lines.hpp>
#include <vector>

#include "openai_fixture.hpp"

namespace hexameter::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

TEST_F(OpenAi, RefusesAListOfModelsWithoutNames) {
    ChatRequest list(false, HXM_KIND_LIST_MODELS);
    for (const std::string entry : {R"({"id":5})", R"({"x":1})", "7", "null", R"({"id":""})"}) {
        const Played played =
            player_.play(list.get(), Reply{R"({"data":[{"id":"a"},)" + entry + "]}", 200, ""});
        EXPECT_EQ(played.end, HXM_E_DECODE) << entry;
        EXPECT_EQ(played.error, "a model of the list has no \"id\": " + entry);
    }
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

TEST_F(OpenAi, KeepsWhatCameBeforeABreakAndCallsItNoSuccess) {
    const std::string body = delta(R"("content":"a")") + delta(R"("content":"b")");
    const Played torn = play(body.substr(0, body.size() - 9), HXM_END_CUT);
    EXPECT_EQ(torn.end, HXM_E_TRANSPORT);
    EXPECT_THAT(torn.chunks, ElementsAre("content 0: a"));
    EXPECT_EQ(play(body + stopped, HXM_END_CUT).end, HXM_E_TRANSPORT);
    EXPECT_EQ(play(body + done, HXM_END_CUT).end, HXM_OK) << "whole before the break";
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

TEST_F(OpenAi, TellsTheUsageThatCameBeforeWhateverEndedTheReply) {
    const std::string text = delta(R"("content":"a")", R"(,"usage":{"prompt_tokens":3})");
    const auto usage =
        ElementsAre("content 0: a", R"(usage 0: {"input_tokens":3,"raw":{"prompt_tokens":3}})");
    const std::vector<std::string> ends{
        "data: {\"error\":\"out of memory\"}\n\n", "event: error\ndata: gone\n\n", "data: oops\n\n",
        "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":4,\"prompt_t\n\n",
        "data: " + std::string(sdk::LineSplitter::default_limit_bytes, 'a')};
    for (const auto& end : ends) {
        const Played played = play(text + end);
        EXPECT_LT(played.body, HXM_OK) << end.substr(0, 99);
        EXPECT_THAT(played.chunks, usage) << end.substr(0, 99);
    }
    // Without the empty line behind it.
    const Played last = play(text + "data: {\"error\":\"out of memory\"}");
    EXPECT_EQ(last.error, "the server failed inside its reply: out of memory");
    EXPECT_THAT(last.chunks, usage);
    // Torn by a break in the middle of a later one.
    EXPECT_THAT(play(text + R"(data: {"usage":{"prompt_tokens":4,)", HXM_END_CUT).chunks, usage);
}

TEST_F(OpenAi, RefusesNestingThatWouldOverrunTheStack) {
    const Played played = play("data: " + std::string(1 << 20, '[') + "\n\n");
    EXPECT_EQ(played.body, HXM_E_DECODE);
    EXPECT_THAT(played.error, HasSubstr("nested too deeply"));
    ChatRequest list(false, HXM_KIND_LIST_MODELS);
    const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
    const Played models =
        player_.play(list.get(), Reply{R"({"data":[{"id":"a","x":)" + deep + "}]}", 200, ""});
    EXPECT_EQ(models.end, HXM_E_DECODE);
    EXPECT_EQ(models.error, "the list of models is nested deeper than 128 levels");
}

TEST_F(OpenAi, SaysNothingOfAConnectionThatNeverAnswered) {
    const Played played = player_.play(chat_.get(), Reply{"", 0, ""}, HXM_END_CUT);
    EXPECT_EQ(played.end, HXM_OK);
    EXPECT_THAT(played.chunks, IsEmpty());
}

}  // namespace
}  // namespace hexameter::test
