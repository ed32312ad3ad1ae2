#include "dataset/conversation.hpp"

#include <gmock/gmock.h>

#include "unit/dataset/dataset_fixture.hpp"

namespace hexameter::detail {
namespace {

using ::testing::ElementsAre;

class Conversation : public DatasetTest {
  protected:
    // The one sample, or the faults.
    std::string sample_of(const std::string& format, std::string_view row) {
        spec_.format = format;
        const auto error = error_of("q.jsonl", row);
        return error == "ok" ? load("q.jsonl", row)->samples[0].json : error;
    }

    std::string openai(std::string_view row) { return sample_of("openai-chat", row); }

    std::string sharegpt(std::string_view turns) {
        return sample_of("sharegpt", "{\"conversations\":" + std::string(turns) + "}");
    }
};

// A line of the examples in OpenAI's guide to fine-tuning.
TEST_F(Conversation, OfAFineTuningFileHasItsLastAnswerAsReference) {
    EXPECT_EQ(openai(R"({"messages": [{"role": "system", "content": "Marv is factual."}, )"
                     R"({"role": "user", "content": "Capital of France?"}, )"
                     R"({"role": "assistant", "content": "Paris", "weight": 1}], "x": 7.5})"),
              R"({"x":7.5,"reference":"Paris","messages":[)"
              R"({"role":"system","content":"Marv is factual."},)"
              R"({"role":"user","content":"Capital of France?"}]})");
}

// The form of OpenAI's batch files.
TEST_F(Conversation, OfABatchFileHasItsCustomId) {
    EXPECT_EQ(openai(R"({"custom_id": "request-1", "method": "POST", "body": {"model": "m", )"
                     R"("messages": [{"role": "user", "content": "Hello"}], "max_tokens": 9}})"),
              R"({"custom_id":"request-1","method":"POST",)"
              R"("messages":[{"role":"user","content":"Hello"}],"id":"request-1"})");
    EXPECT_EQ(load_dataset(spec_, "")->samples[0].id, "request-1");
}

TEST_F(Conversation, KeepsAnswersWithinAndAReferenceOfItsOwn) {
    EXPECT_EQ(openai(R"({"reference":"mine","messages":[{"role":"user","content":"a"},)"
                     R"({"role":"assistant","content":"b"},{"role":"user","content":"c"},)"
                     R"({"role":"assistant","content":"d"}]})"),
              R"({"reference":"mine","messages":[{"role":"user","content":"a"},)"
              R"({"role":"assistant","content":"b"},{"role":"user","content":"c"}]})");
}

TEST_F(Conversation, JoinsTextPartsAndLeavesOthersToTheModality) {
    EXPECT_EQ(openai(R"({"messages":[{"role":"developer","content":[{"type":"text","text":"a"},)"
                     R"({"type":"text","text":"b"}]},{"role":"user","content":[)"
                     R"({"type":"image_url","image_url":{"url":"u"}}]}]})"),
              R"({"messages":[{"role":"system","content":"a\nb"},{"role":"user","content":[)"
              R"({"type":"image_url","image_url":{"url":"u"}}]}]})");
}

TEST_F(Conversation, NamesTheMessageThatIsWrong) {
    EXPECT_EQ(openai(R"({"prompt":"x"})"),
              "q.jsonl:1 messages: is missing; a row of the format openai-chat has it");
    EXPECT_EQ(openai(R"({"messages":[]})"),
              "q.jsonl:1 messages: is empty; give it a turn, or take the row out");
    EXPECT_EQ(openai(R"({"body":{"messages":{}}})"),
              "q.jsonl:1 body.messages: must be a list, not an object");
    EXPECT_EQ(openai(R"({"messages":[{"role":"usr","content":"x"}]})"),
              "q.jsonl:1 messages[0].role: must be one of system, developer, user, assistant, "
              "tool, function, not the string \"usr\"");
    EXPECT_EQ(
        openai(R"({"messages":[{"content":"x"}]})"),
        "q.jsonl:1 messages[0].role: is missing; it says who speaks: system, developer, user, "
        "assistant, tool, function");
    EXPECT_EQ(openai(R"({"messages":["x"]})"),
              "q.jsonl:1 messages[0]: must be an object with 'role' and 'content'");
    EXPECT_EQ(openai(R"({"messages":[{"role":"user"}]})"),
              "q.jsonl:1 messages[0].content: is missing; give the message a text");
    EXPECT_EQ(openai(R"({"messages":[{"role":"user","content":5}]})"),
              "q.jsonl:1 messages[0].content: must be text or a list of parts, not 5");
    EXPECT_EQ(openai(R"({"messages":[{"role":"user","content":[{"type":"text"}]}]})"),
              "q.jsonl:1 messages[0].content[0]: has no 'text'; give it one");
    EXPECT_EQ(openai(R"({"messages":[{"role":"user","content":["x"]}]})"),
              "q.jsonl:1 messages[0].content[0]: a part of a message must be an object with a "
              "'type'");
    EXPECT_EQ(openai(R"({"messages":[{"role":"assistant","content":null,"tool_calls":[]}]})"),
              "q.jsonl:1 messages[0].content: holds no text but a call of a tool, which cannot be "
              "asked again; take the row out");
    EXPECT_EQ(openai(R"({"messages":[{"role":"assistant","content":"x"}]})"),
              "q.jsonl:1 messages: holds an answer and no question; put the user's message before "
              "it, or take the row out");
}

TEST_F(Conversation, OfShareGptIsItsFirstQuestionWithTheAnswerToIt) {
    EXPECT_EQ(sharegpt(R"([{"from":"system","value":"s"},{"from":"human","value":"q"},)"
                       R"({"from":"gpt","value":"a"},{"from":"human","value":"r"},)"
                       R"({"from":"nobody"}])"),
              R"({"prompt":"q","reference":"a","system":"s"})");
    EXPECT_EQ(sharegpt(R"([{"from":"user","value":"q"},{"from":"assistant","value":"a"}])"),
              R"({"prompt":"q","reference":"a"})");
    EXPECT_EQ(sharegpt(R"([{"role":"user","content":"q"}])"), R"({"prompt":"q"})");
    EXPECT_EQ(sharegpt(R"([{"from":"human","value":"q"},{"from":"human","value":"r"},)"
                       R"({"from":"gpt","value":"a"}])"),
              R"({"prompt":"q"})")
        << "the answer is to another question";
    EXPECT_EQ(sharegpt(R"([{"from":"gpt","value":"x"},{"from":"human","value":"q"},)"
                       R"({"from":"gpt","value":"a"}])"),
              R"({"prompt":"q","reference":"a"})")
        << "what the model said before is no question";
    EXPECT_EQ(
        sample_of("sharegpt", R"({"id":"7_0","conversation":[{"from":"human","value":"q"}]})"),
        R"({"id":"7_0","prompt":"q"})");
}

TEST_F(Conversation, OfShareGptNeedsAQuestion) {
    EXPECT_EQ(sharegpt("[]"),
              "q.jsonl:1 conversations: is empty; give it a turn, or take the row out");
    EXPECT_EQ(sharegpt(R"([{"from":"gpt","value":"x"}])"),
              "q.jsonl:1 conversations: has no turn of the human (human, user); take the row out");
    EXPECT_EQ(sharegpt(R"([{"from":"alien","value":"x"}])"),
              "q.jsonl:1 conversations[0].from: must be one of human, user, gpt, chatgpt, "
              "assistant, model, bing, bard, system, not the string \"alien\"");
    EXPECT_EQ(sharegpt(R"([{"from":"human"}])"),
              "q.jsonl:1 conversations[0].value: must be there, and be text");
    EXPECT_EQ(sharegpt("[7]"),
              "q.jsonl:1 conversations[0]: is missing; it says who speaks: human, user, gpt, "
              "chatgpt, assistant, model, bing, bard, system");
}

TEST_F(Conversation, IsKnownByTheFirstRow) {
    const auto format_of = [this](std::string_view row) { return load("q.jsonl", row)->format; };
    EXPECT_EQ(format_of(R"({"conversations":[{"from":"human","value":"q"}]})"), "sharegpt");
    EXPECT_EQ(format_of(R"({"messages":[{"role":"user","content":"q"}]})"), "openai-chat");
    EXPECT_EQ(format_of(R"({"body":{"messages":[{"role":"user","content":"q"}]}})"), "openai-chat");
    EXPECT_EQ(format_of(R"({"messages":[{"role":"user","content":"q"}],"prompt":"p"})"), "jsonl");
    EXPECT_EQ(format_of(R"({"messages":[{"role":"user","content":"q"}],"reference":"r"})"),
              "jsonl");
    EXPECT_EQ(format_of(R"({"conversations":7,"body":"text"})"), "jsonl");
    EXPECT_EQ(load("q.json", R"([{"conversations":[{"from":"human","value":"q"}]}])")->format,
              "sharegpt");
    spec_.shuffle = true;
    std::string content = R"({"conversations":[{"from":"human","value":"q"}]})";
    for (int i = 0; i < 9; ++i)
        content +=
            "\n"
            R"({"conversations":[{"from":"human","value":"r"}]})";
    spec_.limit = 1;
    EXPECT_EQ(load("q.jsonl", content)->format, "sharegpt") << "also where it is not chosen";
    spec_.format = "jsonl";
    EXPECT_EQ(format_of(R"({"messages":[]})"), "jsonl");
}

}  // namespace
}  // namespace hexameter::detail
