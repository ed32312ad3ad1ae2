// The text modality, through the C ABI, from its built file.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "hexameter/sdk/request.hpp"
#include "support/fake_sinks.hpp"
#include "support/plugin_file.hpp"

namespace hexameter {
namespace {

class TextModality : public ::testing::Test {
  protected:
    void configure(const std::string& config) {
        instance_ = file_.create(host_, "text", config);
        table_ = instance_ ? instance_->interface<hxm_modality>(HXM_IF_MODALITY) : nullptr;
    }

    // "role: text" of each message, or the error.
    std::vector<std::string> messages(const std::string& sample) {
        const hxm_request* raw = nullptr;
        if (table_->prepare(instance_->self(), 1, sdk::str(sample), &raw) < 0) {
            return {host_.last_error()};
        }
        const sdk::Request request(raw);
        EXPECT_EQ(request.task(), sdk::Task::chat);
        std::vector<std::string> all;
        for (const sdk::Message message : request.messages()) {
            all.push_back(std::string(sdk::to_string(message.role())) + ": " + message.text());
        }
        return all;
    }

    void hear(std::uint32_t kind, std::uint32_t choice, std::string_view text) {
        const hxm_chunk chunk{sizeof(hxm_chunk),      kind,           choice, 0,
                              sdk::str("text/plain"), sdk::buf(text), 0,      0};
        EXPECT_EQ(table_->observe(instance_->self(), 1, &chunk, 1), HXM_OK);
    }

    hxm_status finish(hxm_status outcome) {
        hxm_timeline times{};
        times.struct_size = sizeof times;
        return table_->finish(instance_->self(), 1, outcome, &times, &writer_.raw);
    }

    using Texts = std::vector<std::string>;
    test::FakeHost host_;
    test::FakeWriter writer_;
    test::PluginFile file_{HEXAMETER_PLUGIN_DIR "/text.so"};
    std::unique_ptr<test::PluginInstance> instance_;
    const hxm_modality* table_ = nullptr;
};

TEST_F(TextModality, MakesTheUsersMessageOfThePrompt) {
    configure("{}");
    EXPECT_EQ(messages(R"({"prompt":"Hello \u00e9"})"), Texts{"user: Hello \u00E9"});
}

TEST_F(TextModality, PutsTheSystemPromptFirstAndTheSamplesOwnBeforeTheConfigured) {
    configure(R"({"system":"Be brief."})");
    EXPECT_EQ(messages(R"({"prompt":"Hi"})"), (Texts{"system: Be brief.", "user: Hi"}));
    EXPECT_EQ(messages(R"({"prompt":"Hi","system":"Be kind."})"),
              (Texts{"system: Be kind.", "user: Hi"}));
    EXPECT_EQ(messages(R"({"messages":[{"role":"system","content":"Own."},)"
                       R"({"role":"user","content":"Hi"}]})"),
              (Texts{"system: Own.", "user: Hi"}));
}

TEST_F(TextModality, KeepsTheOrderOfMessagesAndPutsThePromptLast) {
    configure("{}");
    EXPECT_EQ(messages(R"({"messages":[{"role":"user","content":"2+2?"},)"
                       R"({"role":"assistant","content":"4"}],"prompt":"3+3?"})"),
              (Texts{"user: 2+2?", "assistant: 4", "user: 3+3?"}));
}

TEST_F(TextModality, FillsTheTemplateFromTheSample) {
    configure(R"({"template":"Q: {{ question }} ({{n}}, {{ tags }}) {single}"})");
    EXPECT_EQ(messages(R"({"question":"Why {{n}}?","n":3,"tags":["a",1]})"),
              Texts{R"(user: Q: Why {{n}}? (3, ["a",1]) {single})"});
}

TEST_F(TextModality, NamesTheFieldThatTheTemplateAsksForInVain) {
    configure(R"({"template":"{{question}}"})");
    const std::string error = messages(R"({"prompt":"x","answer":"y"})").at(0);
    EXPECT_NE(error.find("\"question\""), std::string::npos) << error;
    EXPECT_NE(error.find("prompt, answer"), std::string::npos) << error;
}

TEST_F(TextModality, RefusesATemplateWhoseBracesDoNotClose) {
    for (const char* bad : {"a {{b", "{{ }}", "{{}}"}) {
        configure(std::string(R"({"template":")") + bad + "\"}");
        EXPECT_EQ(instance_, nullptr) << bad;
        EXPECT_EQ(host_.errors().back().status, HXM_E_CONFIG);
    }
}

TEST_F(TextModality, SaysWhatABadSampleLacks) {
    configure("{}");
    const auto error = [&](const std::string& sample) { return messages(sample).at(0); };
    EXPECT_NE(error(R"({"id":1})").find("neither \"prompt\" nor \"messages\""), std::string::npos);
    EXPECT_NE(error("[]").find("JSON object"), std::string::npos);
    EXPECT_NE(error("{").find("the sample is no JSON"), std::string::npos);
    EXPECT_NE(error(R"({"messages":[{"role":"boss","content":"x"}]})").find("\"boss\""),
              std::string::npos);
    EXPECT_NE(error(R"({"messages":[{"role":"user"}]})").find("\"content\""), std::string::npos);
    EXPECT_NE(error(R"({"messages":"x"})").find("array"), std::string::npos);
    EXPECT_NE(error(R"({"prompt":"x","reference":[1]})").find("\"reference\""), std::string::npos);
}

TEST_F(TextModality, HandsOnContentPerChoiceAndTheReferences) {
    configure("{}");
    messages(R"({"prompt":"x","reference":["one","two"]})");
    hear(HXM_CHUNK_REASONING, 0, "thinking");
    hear(HXM_CHUNK_CONTENT, 1, "B");
    hear(HXM_CHUNK_CONTENT, 0, "A");
    hear(HXM_CHUNK_USAGE, 0, "{}");
    hear(HXM_CHUNK_CONTENT, 1, "b");
    hear(HXM_CHUNK_FINISH, 0, "stop");
    EXPECT_EQ(finish(HXM_OK), HXM_OK);
    EXPECT_EQ(writer_.parts_of(HXM_PART_CANDIDATE), (Texts{"A", "Bb"}));
    EXPECT_EQ(writer_.parts_of(HXM_PART_REFERENCE), (Texts{"one", "two"}));
    EXPECT_TRUE(writer_.metrics.empty()) << "timings are the host's";
}

TEST_F(TextModality, MakesNoCandidateOfAChoiceThatNeverCame) {
    configure("{}");
    messages(R"({"prompt":"x"})");
    hear(HXM_CHUNK_CONTENT, 1, "B");
    EXPECT_EQ(finish(HXM_OK), HXM_OK);
    EXPECT_EQ(writer_.parts_of(HXM_PART_CANDIDATE), Texts{"B"});
    writer_.parts.clear();
    messages(R"({"prompt":"x"})");
    hear(HXM_CHUNK_CONTENT, 1, "B");
    hear(HXM_CHUNK_TOOL_CALL, 0, "{}");
    hear(HXM_CHUNK_REASONING, 2, "hm");
    EXPECT_EQ(finish(HXM_OK), HXM_OK);
    EXPECT_EQ(writer_.parts_of(HXM_PART_CANDIDATE), (Texts{"", "B", ""})) << "came without a word";
}

TEST_F(TextModality, TakesSilenceForAnEmptyAnswerAndAFailureForNone) {
    configure("{}");
    messages(R"({"prompt":"x","reference":"one"})");
    EXPECT_EQ(finish(HXM_OK), HXM_OK);
    EXPECT_EQ(writer_.parts_of(HXM_PART_CANDIDATE), Texts{""});
    EXPECT_EQ(writer_.parts_of(HXM_PART_REFERENCE), Texts{"one"});
    writer_.parts.clear();
    messages(R"({"prompt":"x","reference":"one"})");
    hear(HXM_CHUNK_CONTENT, 0, "half an ans");
    EXPECT_EQ(finish(HXM_E_TIMEOUT), HXM_OK);
    EXPECT_TRUE(writer_.parts.empty());
}

}  // namespace
}  // namespace hexameter
