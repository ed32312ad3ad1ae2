// The ollama provider, through the C ABI, from its built file. The replies under
// tests/data/wire/ollama/hand_made were made by hand after Ollama's API reference.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "codec_player.hpp"

namespace hexameter::test {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const std::string usage =
    R"(usage 0: {"input_tokens":26,"output_tokens":5,"raw":{"prompt_eval_count":26,"eval_count":5}})";
const std::string claim =
    R"(claim 0: {"load_ns":51234567,"prompt_ns":130079000,"decode_ns":232710000,)"
    R"("total_ns":1203456789,"raw":{"load_duration":51234567,"prompt_eval_duration":130079000,)"
    R"("eval_duration":232710000,"total_duration":1203456789}})";

class Ollama : public ::testing::Test {
  protected:
    Played replay(const std::string& name) {
        return player_.play_at_every_split(chat_.get(), recorded("ollama/" + name));
    }

    Played play(const std::string& body, std::uint32_t how = HXM_END_CLEAN) {
        return player_.play(chat_.get(), Reply{body, 200, "content-type: application/x-ndjson\n"},
                            how);
    }

    std::string body_of(ChatRequest& chat) {
        FakeHttp http;
        return player_.encode(http, chat.get()) < 0 ? player_.host.last_error() : http.body;
    }

    CodecPlayer player_{"ollama"};
    ChatRequest chat_;
};

TEST_F(Ollama, ReadsARecordedStream) {
    const Played played = replay("chat_stream");
    EXPECT_EQ(played.body, HXM_COMPLETE);
    EXPECT_EQ(played.end, HXM_OK);
    ASSERT_EQ(played.chunks.size(), 13U);
    EXPECT_EQ(played.chunks[0], "content 0:  bero");
    EXPECT_EQ(played.chunks[1], "content 0: sito");
    EXPECT_EQ(played.chunks[10], "finish 0: length");
    EXPECT_EQ(played.chunks[11], R"(usage 0: {"input_tokens":11,"output_tokens":12,"raw":)"
                                 R"({"prompt_eval_count":11,"eval_count":12}})");
    EXPECT_THAT(played.chunks[12], StartsWith(R"(claim 0: {"load_ns":)"));
}

TEST_F(Ollama, ReadsTextThatIsEscaped) {
    const Played played = replay("hand_made/chat_escapes");
    EXPECT_EQ(played.body, HXM_COMPLETE);
    EXPECT_THAT(played.chunks,
                ElementsAre("content 0: Hello", "content 0:  there", "content 0: , w\u00F6rld",
                            "content 0:  \"q\"", "content 0: !\n", "finish 0: stop", usage, claim));
}

TEST_F(Ollama, ReadsARecordedReplyThatIsNotStreamed) {
    const Played played = replay("chat_not_streamed");
    EXPECT_EQ(played.end, HXM_OK);
    ASSERT_EQ(played.chunks.size(), 4U);
    EXPECT_THAT(played.chunks[0], StartsWith("content whole 0:  berosito"));
    EXPECT_EQ(played.chunks[1], "finish whole 0: length");
    EXPECT_THAT(played.chunks[2], StartsWith(R"(usage 0: {"input_tokens":11,"output_tokens":12,)"));
    EXPECT_THAT(played.chunks[3], StartsWith(R"(claim 0: {"load_ns":)"));
}

TEST_F(Ollama, TellsThinkingFromContent) {
    EXPECT_THAT(replay("hand_made/chat_thinking").chunks,
                ElementsAre("reasoning 0: Let me", "reasoning 0:  see.", "content 0: 42",
                            "finish 0: length", usage, claim));
}

TEST_F(Ollama, GivesAToolCallWithItsArgumentsAsText) {
    EXPECT_THAT(replay("hand_made/chat_tool_call").chunks,
                ElementsAre(R"(tool_call 0: {"index":0,"name":"get_weather","arguments_piece":)"
                            R"("{\"city\":\"Tokyo\",\"days\":[1,2]}"})",
                            "finish 0: stop", usage, claim));
}

TEST_F(Ollama, FailsOnAnErrorInsideAStream) {
    const Played played = replay("chat_error_inside_200");
    EXPECT_EQ(played.body, HXM_E_REMOTE);
    EXPECT_EQ(played.end, HXM_OK);
    EXPECT_THAT(played.chunks, Contains("content 0: sito"));
    EXPECT_EQ(played.error,
              "the server failed inside its reply: an error was encountered while running the "
              "model: unexpected EOF");
}

TEST_F(Ollama, TellsTheUsageThatCameWithAnError) {
    const Played played = play("{\"error\":\"boom\",\"prompt_eval_count\":7,\"eval_count\":5}\n");
    EXPECT_EQ(played.error, "the server failed inside its reply: boom");
    EXPECT_THAT(played.chunks, ElementsAre(R"(usage 0: {"input_tokens":7,"output_tokens":5,)"
                                           R"("raw":{"prompt_eval_count":7,"eval_count":5}})"));
}

TEST_F(Ollama, SaysThatAModelIsMissing) {
    const Played played = replay("model_not_found");
    EXPECT_EQ(played.end, HXM_E_REMOTE);
    EXPECT_EQ(played.error,
              "HTTP 404 from http://127.0.0.1:11434/api/chat: model 'nope' not found; the server "
              "has no such model, or no path /api/chat: see hexameter models --provider ollama "
              "--url http://127.0.0.1:11434");
}

TEST_F(Ollama, ListsModels) {
    ChatRequest list(false, HXM_KIND_LIST_MODELS);
    FakeHttp http;
    ASSERT_EQ(player_.encode(http, list.get()), HXM_OK);
    EXPECT_EQ(http.method + " " + http.url + http.body, "GET /api/tags");
    const Played played = player_.play_at_every_split(list.get(), recorded("ollama/tags"));
    EXPECT_EQ(played.end, HXM_OK);
    EXPECT_THAT(played.chunks,
                ElementsAre(StartsWith(R"(record 0: {"id":"tiny:latest","name":"tiny:latest",)")));
    EXPECT_THAT(played.chunks[0], HasSubstr(R"("family":"llama")"));
}

TEST_F(Ollama, RefusesAListOfModelsWithoutNames) {
    ChatRequest list(false, HXM_KIND_LIST_MODELS);
    for (const std::string entry : {R"({"name":5})", "7", "null", R"({"name":""})"}) {
        const Played played =
            player_.play(list.get(), Reply{R"({"models":[)" + entry + "]}", 200, ""});
        EXPECT_EQ(played.end, HXM_E_DECODE) << entry;
        EXPECT_EQ(played.error, "a model of the list has no \"name\": " + entry);
    }
}

TEST_F(Ollama, DescribesAModel) {
    ChatRequest describe(false, HXM_KIND_DESCRIBE_MODEL);
    describe.model = "tiny";
    FakeHttp http;
    ASSERT_EQ(player_.encode(http, describe.get()), HXM_OK);
    EXPECT_EQ(http.method + " " + http.url + http.body, R"(POST /api/show{"model":"tiny"})");
    EXPECT_THAT(player_.play_at_every_split(describe.get(), recorded("ollama/show")).chunks,
                ElementsAre(AllOf(StartsWith(R"(record 0: {"id":"tiny","modelfile":)"),
                                  HasSubstr(R"("general.parameter_count":623424)"))));
}

TEST_F(Ollama, IsHealthyWhenTheServerListsItsModels) {
    ChatRequest health(false, HXM_KIND_HEALTH);
    EXPECT_THAT(player_.play(health.get(), recorded("ollama/tags")).chunks,
                ElementsAre(R"(record 0: {"status":"ok"})"));
    EXPECT_EQ(player_.play(health.get(), Reply{"<html>", 200, ""}).end, HXM_E_DECODE);
}

TEST_F(Ollama, CallsAReplyThatSaysNothingAtAllEmpty) {
    for (const std::string wire :
         {R"({"done":true})", R"({"message":{"role":"assistant","content":""},"done":true})",
          "{\"message\":{\"content\":\"\"},\"done\":false}\n{\"done\":true,\"done_reason\":"
          "\"\"}"}) {
        const Played played = play(wire + "\n");
        EXPECT_EQ(played.body, HXM_E_REMOTE) << wire;
        EXPECT_THAT(played.error, StartsWith("empty reply: ")) << wire;
    }
    for (const std::string wire :
         {R"({"done":true,"done_reason":"stop"})", R"({"done":true,"eval_count":0})",
          "{\"message\":{\"content\":\"a\"}}\n{\"done\":true}"}) {
        const Played played = play(wire + "\n");
        EXPECT_EQ(played.error, "") << wire;
        EXPECT_EQ(played.end, HXM_OK) << wire;
    }
}

TEST_F(Ollama, SaysWhenAStreamEndedEarly) {
    const Played played = play(R"({"message":{"content":"a"},"done":false})"
                               "\n");
    EXPECT_EQ(played.end, HXM_E_REMOTE);
    EXPECT_EQ(played.error, "the stream ended without \"done\": true");
    EXPECT_THAT(played.chunks, ElementsAre("content 0: a"));
}

TEST_F(Ollama, KeepsWhatCameBeforeABreakAndCallsItNoSuccess) {
    const Played torn = play("{\"message\":{\"content\":\"a\"}}\n{\"message\":{\"con", HXM_END_CUT);
    EXPECT_EQ(torn.end, HXM_E_TRANSPORT);
    EXPECT_THAT(torn.chunks, ElementsAre("content 0: a"));
}

TEST_F(Ollama, RefusesWhatIsNoChatReply) {
    EXPECT_EQ(play("").end, HXM_E_DECODE);
    EXPECT_THAT(play("<html><body>Ollama is  running</body></html>").error,
                HasSubstr("is no JSON but HTML: \"Ollama is running\""));
    EXPECT_THAT(play("Ollama is running").error, HasSubstr("is no JSON: \"Ollama is running\""));
    EXPECT_EQ(play("{\"message\":{]}\n").body, HXM_E_DECODE);
    EXPECT_EQ(play("{\"models\":[]}\n").body, HXM_E_DECODE);
}

TEST_F(Ollama, TakesCrlfEmptyLinesAndAByteOrderMark) {
    const std::string wire =
        "\xEF\xBB\xBF\r\n{\"message\":{\"content\":\"a\"}}\r\n\r\n{\"done\":true}\r\n";
    EXPECT_THAT(play(wire).chunks, ElementsAre("content 0: a"));
}

TEST_F(Ollama, TellsAStreamOfTwoLinesFromAWholeAnswer) {
    EXPECT_THAT(play("{\"message\":{\"content\":\"a\"}}\n"
                     "{\"message\":{\"content\":\"b\"},\"done\":true}\n")
                    .chunks,
                ElementsAre("content 0: a", "content 0: b"));
}

TEST_F(Ollama, LeavesOutCountsThatAreNoneAndNamesTheirFields) {
    const Played played =
        play(R"({"message":{"content":"a"},"done":true,"prompt_eval_count":-3,"eval_count":"5",)"
             R"("total_duration":7})");
    EXPECT_THAT(played.chunks,
                ElementsAre("content whole 0: a",
                            R"(usage 0: {"unusable":["prompt_eval_count","eval_count"],"raw":{}})",
                            R"(claim 0: {"total_ns":7,"raw":{"total_duration":7}})"));
}

TEST_F(Ollama, TakesTheTextOfContentInPartsAndRefusesWhatIsNone) {
    EXPECT_THAT(play(R"({"message":{"content":[{"type":"text","text":"a"},{"type":"text",)"
                     "\"text\":\"b\"}]}}\n{\"done\":true}\n")
                    .chunks,
                ElementsAre("content 0: ab"));
    const std::string lead = "a line of the reply";
    for (const auto& [wire, words] : std::vector<std::pair<std::string, std::string>>{
             {R"({"message":{"content":7},"done":true})", " has a number as \"content\""},
             {R"({"message":{"content":{}},"done":true})", " has an object as \"content\""}}) {
        const Played played = play(wire + "\n");
        EXPECT_EQ(played.body, HXM_E_DECODE) << wire;
        EXPECT_THAT(played.error, StartsWith(lead + words));
    }
    EXPECT_THAT(play("{\"message\":{\"content\":\"a\"}}\n[{}]\n").error,
                StartsWith(lead + " is a list, not an object"));
}

TEST_F(Ollama, KeepsTheServersTimeBesideTheChunk) {
    const Played played =
        play("{\"message\":{\"content\":\"a\"},\"sent_ns\":42}\n{\"done\":true}\n");
    EXPECT_THAT(played.claimed_ns, ElementsAre(42U));
}

TEST_F(Ollama, PutsParametersIntoOptionsUnderItsOwnNames) {
    chat_.builder.message(sdk::Role::system, "Be brief.").message(sdk::Role::user, "Hi");
    chat_.params =
        R"({"temperature":0,"seed":7,"max_tokens":128,"stop":"END","top_p":0.9,"num_ctx":4096,)"
        R"("think":false,"keep_alive":"5m","format":"json"})";
    FakeHttp http;
    ASSERT_EQ(player_.encode(http, chat_.get()), HXM_OK);
    EXPECT_EQ(http.method + " " + http.url, "POST /api/chat");
    EXPECT_EQ(http.body,
              R"({"model":"tiny","messages":[{"role":"system","content":"Be brief."},)"
              R"({"role":"user","content":"Hi"}],"stream":true,"think":false,"keep_alive":"5m",)"
              R"("format":"json","options":{"temperature":0,"seed":7,"num_predict":128,)"
              R"("stop":["END"],"top_p":0.9,"num_ctx":4096}})");
}

TEST_F(Ollama, WritesNoOptionsWhereThereAreNone) {
    ChatRequest chat(false);
    chat.builder.message(sdk::Role::user, "\xFFx");
    EXPECT_EQ(body_of(chat),
              "{\"model\":\"tiny\",\"messages\":[{\"role\":\"user\",\"content\":\"\uFFFDx\"}],"
              "\"stream\":false}");
}

TEST_F(Ollama, RefusesWhatItCannotSend) {
    chat_.params = R"({"options":{}})";
    EXPECT_THAT(body_of(chat_), HasSubstr("the parameters have \"options\""));
    chat_.params = R"({"max_tokens":5,"num_predict":6})";
    EXPECT_THAT(body_of(chat_), HasSubstr("the parameters have \"num_predict\""));
    chat_.params = R"({"num_predict":6,"tools":[]})";
    EXPECT_THAT(body_of(chat_), HasSubstr(R"("tools":[],"options":{"num_predict":6})"));
    chat_.builder.tools(R"([{"type":"function"}])");
    EXPECT_THAT(body_of(chat_), HasSubstr("the parameters have \"tools\""));
    chat_.params = "{}";
    chat_.builder.choices(2);
    EXPECT_THAT(body_of(chat_), HasSubstr("one answer to a request"));
}

TEST_F(Ollama, NamesTheSecret) {
    CodecPlayer player("ollama", R"({"api_key_env":"MY_KEY"})");
    FakeHttp http;
    ASSERT_EQ(player.encode(http, chat_.get()), HXM_OK);
    using Lines = std::vector<std::vector<std::string>>;
    EXPECT_EQ(http.secret_headers, (Lines{{"authorization", "Bearer ", "MY_KEY"}}));
}

}  // namespace
}  // namespace hexameter::test
