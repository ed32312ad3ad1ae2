// What the openai provider asks its server.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "codec_player.hpp"
#include "support/json/json.hpp"

namespace hexameter::test {
namespace {

using ::testing::HasSubstr;

std::string body_of(ChatRequest& chat, const std::string& config = "{}") {
    CodecPlayer player("openai", config);
    FakeHttp http;
    const hxm_status status = player.encode(http, chat.get());
    return status < 0 ? player.host.last_error() : http.body;
}

std::string url_of(const std::string& config) {
    CodecPlayer player("openai", config);
    ChatRequest chat;
    FakeHttp http;
    EXPECT_EQ(player.encode(http, chat.get()), HXM_OK);
    return http.url;
}

TEST(OpenAiRequest, HoldsMessagesAndAllNeutralParameters) {
    ChatRequest chat;
    chat.builder.message(sdk::Role::system, "Be brief.")
        .message(sdk::Role::user, "Say \"hi\"\n")
        .message(sdk::Role::assistant, "hi")
        .message(sdk::Role::user, "Ag")
        .text("ain \u00E9");
    chat.params = R"({"temperature":0.8,"seed":7,"max_tokens":24,"stop":["a","b"],"top_p":0.9})";
    EXPECT_EQ(body_of(chat),
              R"({"model":"tiny","messages":[{"role":"system","content":"Be brief."},)"
              R"({"role":"user","content":"Say \"hi\"\n"},{"role":"assistant","content":"hi"},)"
              R"({"role":"user","content":"Again é"}],"stream":true,)"
              R"("stream_options":{"include_usage":true},"temperature":0.8,"seed":7,)"
              R"("max_tokens":24,"stop":["a","b"],"top_p":0.9})");
}

TEST(OpenAiRequest, AsksForNoStreamAndSeveralChoices) {
    ChatRequest chat(false);
    chat.builder.message(sdk::Role::user, "x").choices(2);
    EXPECT_EQ(
        body_of(chat),
        R"({"model":"tiny","messages":[{"role":"user","content":"x"}],"stream":false,"n":2})");
}

TEST(OpenAiRequest, PassesOtherParametersAndTheExtraBody) {
    ChatRequest chat(false);
    chat.params = R"({"min_p":0.1,"response_format":{"type":"json_object"}})";
    EXPECT_EQ(body_of(chat, R"({"extra_body":{"min_p":0.5,"cache_prompt":false}})"),
              R"({"model":"tiny","messages":[],"stream":false,"min_p":0.1,)"
              R"("response_format":{"type":"json_object"},"cache_prompt":false})");
}

TEST(OpenAiRequest, HasNoStreamOptionsForAServerThatRefusesThem) {
    ChatRequest chat;
    chat.builder.tools(R"([{"type":"function","function":{"name":"f"}}])");
    EXPECT_THAT(body_of(chat, R"({"extra_body":{"stream_options":null}})"),
                ::testing::AllOf(HasSubstr(R"("tools":[{"type":"function",)"),
                                 HasSubstr(R"("stream":true,"stream_options":null})")));
}

TEST(OpenAiRequest, RefusesWhateverWouldReplaceWhatItWrites) {
    for (const bool streamed : {true, false}) {
        ChatRequest chat(streamed);
        for (const std::string value : {"{}", "null", R"({"include_usage":false})"}) {
            chat.params = R"({"stream_options":)" + value + "}";
            EXPECT_EQ(body_of(chat),
                      "the parameters have \"stream_options\", which this provider writes by "
                      "itself; leave it out");
        }
    }
    const std::string tools = R"([{"type":"function","function":{"name":"f"}}])";
    const std::string given = R"({"tools":[],"n":3})";
    ChatRequest chat;
    chat.params = given;
    EXPECT_THAT(body_of(chat), HasSubstr(R"("tools":[],"n":3)")) << "the request has none";
    chat.builder.choices(2);
    EXPECT_THAT(body_of(chat), HasSubstr("the parameters have \"n\""));
    chat.params = "{}";
    EXPECT_THAT(body_of(chat, R"({"extra_body":)" + given + "}"),
                HasSubstr("extra_body has \"n\""));
    ChatRequest with_tools;
    with_tools.builder.tools(tools);
    with_tools.params = given;
    EXPECT_THAT(body_of(with_tools), HasSubstr("the parameters have \"tools\""));
    with_tools.params = "{}";
    EXPECT_THAT(body_of(with_tools, R"({"extra_body":)" + given + "}"),
                HasSubstr("extra_body has \"tools\""));
}

TEST(OpenAiRequest, IsValidJsonWhateverBytesTheTextHas) {
    ChatRequest chat(false);
    std::string bytes;
    for (int i = 0; i < 256; ++i) {
        bytes.push_back(static_cast<char>(i));
    }
    chat.builder.message(sdk::Role::user, "a\xF0\x9F\x98\x80\xE2\x82|\xED\xA0\x80" + bytes);
    const plugin_json::Document body = plugin_json::parse(body_of(chat), "the body");
    const auto text = plugin_json::string_at(body, {"messages", 0, "content"});
    ASSERT_TRUE(text);
    // A whole character stays, a torn one is one U+FFFD, a surrogate is three.
    EXPECT_EQ(text->substr(0, 18), "a\U0001F600\uFFFD|\uFFFD\uFFFD\uFFFD");
    EXPECT_EQ(text->substr(18, 128), bytes.substr(0, 128));
}

TEST(OpenAiRequest, NamesTheCallThatAToolAnswers) {
    ChatRequest chat(false);
    chat.builder.message(sdk::Role::tool).part("text/plain", "21", "", R"({"tool_call_id":"c1"})");
    EXPECT_THAT(body_of(chat), HasSubstr(R"({"role":"tool","content":"21","tool_call_id":"c1"})"));
}

TEST(OpenAiRequest, RefusesWhatItCannotSend) {
    ChatRequest chat;
    chat.params = R"({"stream":false})";
    EXPECT_THAT(body_of(chat), HasSubstr("the parameters have \"stream\""));
    chat.params = "[]";
    EXPECT_THAT(body_of(chat), HasSubstr("must be a JSON object"));
    chat.params = "{}";
    chat.builder.message(sdk::Role::user).part("image/png", "x");
    EXPECT_THAT(body_of(chat), HasSubstr("a part of the type \"image/png\""));
    ChatRequest speech;
    speech.builder.task(sdk::Task::speak);
    EXPECT_THAT(body_of(speech), HasSubstr("the task \"chat\" only"));
}

TEST(OpenAiRequest, RefusesAnExtraBodyThatOverridesTheRequest) {
    FakeHost host;
    const PluginFile file(HEXAMETER_PLUGIN_DIR "/openai.so");
    hxm_status status = HXM_OK;
    EXPECT_EQ(file.create(host, "openai", R"({"extra_body":{"model":"x"}})", &status), nullptr);
    EXPECT_EQ(status, HXM_E_CONFIG);
    EXPECT_THAT(host.last_error(), HasSubstr("extra_body has \"model\""));
    EXPECT_EQ(file.create(host, "openai", R"({"extra_body":{"stream_options":{}}})", &status),
              nullptr);
    EXPECT_EQ(status, HXM_E_CONFIG);
    EXPECT_THAT(host.last_error(), HasSubstr("extra_body has \"stream_options\""));
}

TEST(OpenAiRequest, DoesNotDoubleTheVersionInThePath) {
    EXPECT_EQ(url_of("{}"), "/v1/chat/completions");
    EXPECT_EQ(url_of(R"({"base_url":"http://h:1/"})"), "/v1/chat/completions");
    EXPECT_EQ(url_of(R"({"base_url":"http://h:1/v1"})"), "/chat/completions");
    EXPECT_EQ(url_of(R"({"base_url":"http://h:1/api/v1/"})"), "/chat/completions");
    EXPECT_EQ(url_of(R"({"base_url":"http://h:1/v1beta","path_prefix":"openai/"})"),
              "/openai/chat/completions");
    EXPECT_EQ(url_of(R"({"path_prefix":""})"), "/chat/completions");
}

TEST(OpenAiRequest, NamesTheSecretAndNeverSeesIt) {
    CodecPlayer player("openai", R"({"api_key_env":"MY_KEY"})");
    player.host.add_secret("MY_KEY", "sesame");
    ChatRequest chat;
    FakeHttp http;
    ASSERT_EQ(player.encode(http, chat.get()), HXM_OK);
    using Lines = std::vector<std::vector<std::string>>;
    EXPECT_EQ(http.secret_headers, (Lines{{"authorization", "Bearer ", "MY_KEY"}}));
    EXPECT_THAT(http.headers,
                ::testing::ElementsAre(::testing::Pair("content-type", "application/json")));
    const Played played = player.play(chat.get(), Reply{"{}", 403, ""});
    EXPECT_EQ(played.end, HXM_E_AUTH);
    EXPECT_THAT(played.error, HasSubstr("check the key in the environment variable MY_KEY"));
}

TEST(OpenAiRequest, ShowsNoPasswordOfTheUrl) {
    CodecPlayer player("openai", R"({"base_url":"http://me:sesame@h:1/v1/"})");
    ChatRequest chat;
    const Played played = player.play(chat.get(), Reply{"gone", 500, ""});
    EXPECT_EQ(played.error, "HTTP 500 from http://h:1/v1/chat/completions: gone");
}

}  // namespace
}  // namespace hexameter::test
