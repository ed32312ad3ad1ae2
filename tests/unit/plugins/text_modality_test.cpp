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
    EXPECT_EQ(error(R"({" prompt ":"a"," reference ":"b"})"),
              "the sample has neither \"prompt\" nor \"messages\"; give it one, or configure a "
              "template over its fields: \" prompt \", \" reference \"");
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

// The candidates that a configured list of steps leaves of these choices.
class Filter : public TextModality {
  protected:
    Texts taken(const std::string& steps, const Texts& choices) {
        writer_.parts.clear();
        writer_.metrics.clear();
        writer_.values.clear();
        configure(R"({"filter":)" + steps + "}");
        if (!instance_) return {host_.last_error()};
        messages(R"({"prompt":"x"})");
        std::uint32_t choice = 0;
        for (const auto& text : choices) hear(HXM_CHUNK_CONTENT, choice++, text);
        EXPECT_EQ(finish(HXM_OK), HXM_OK) << host_.last_error();
        return writer_.parts_of(HXM_PART_CANDIDATE);
    }

    // The metric "extracted"; -1: it has no value.
    [[nodiscard]] double extracted() const {
        return writer_.metrics.empty() ? -1 : writer_.metrics.at(0).value;
    }
};

// The two filters of lm-evaluation-harness's task gsm8k.
TEST_F(Filter, TakesWhatTheFiltersOfGsm8kTake) {
    const std::string strict =
        R"x([{"function":"regex","regex_pattern":"#### (\\-?[0-9\\.\\,]+)"},"take_first"])x";
    EXPECT_EQ(taken(strict, {"So 6 * 7.\n#### 42"}), Texts{"42"});
    EXPECT_EQ(extracted(), 1.0);
    EXPECT_EQ(taken(strict, {"It is 42."}), Texts{"[invalid]"});
    EXPECT_EQ(extracted(), 0.0);
    EXPECT_NE(writer_.values[HXM_NOTE].find("filter[0], regex, found nothing"), std::string::npos);
    const std::string flexible = R"x([{"function":"regex","group_select":-1,)x"
                                 R"x("regex_pattern":"(-?[$0-9.,]{2,})|(-?[0-9]+)"}])x";
    EXPECT_EQ(taken(flexible, {"6 times 7 is $1,042 or 8"}), Texts{"8"});
    EXPECT_EQ(taken(flexible, {"I do not know"}), Texts{"[invalid]"});
}

TEST_F(Filter, LooksBehindAsTheFilterOfBigBenchHardDoes) {
    EXPECT_EQ(taken(R"x(["regex:(?<=the answer is )(.*)(?=.)"])x", {"So the answer is (B)."}),
              Texts{"(B)"});
}

TEST_F(Filter, CountsTheShareOfChoicesAndTakesTheFirst) {
    EXPECT_EQ(taken(R"(["after_last:####"])", {"#### 1", "2"}), (Texts{"1", "[invalid]"}));
    EXPECT_EQ(extracted(), 0.5);
    EXPECT_EQ(taken(R"(["after_last:####","take_first"])", {"#### 1", "2"}), Texts{"1"});
    EXPECT_EQ(extracted(), 1.0);
}

TEST_F(Filter, TakesTheAnswerOfMostChoicesAndTheFirstOfThoseOfAsMany) {
    const std::string vote = R"(["after_last:####","majority_vote","lowercase"])";
    EXPECT_EQ(taken(vote, {"#### A", "so #### B", "#### C", "#### B"}), Texts{"b"});
    EXPECT_EQ(extracted(), 1.0);
    EXPECT_EQ(writer_.parts.at(0).choice, 1U) << "the first choice that says so";
    EXPECT_EQ(taken(vote, {"#### B", "#### A", "#### A", "#### B"}), Texts{"b"});
    EXPECT_EQ(taken(vote, {"?", "#### A", "?"}), Texts{"[invalid]"});
    EXPECT_EQ(extracted(), 0.0);
    EXPECT_EQ(taken(R"(["take_first","majority_vote"])", {"A", "B", "B"}), Texts{"A"});
}

// The harness's own example of its filter map, whose default is a value as any other.
TEST_F(Filter, MapsTextsToOtherTexts) {
    const std::string steps = R"(["strip",{"function":"map","mapping_dict":{"A":1,"B":"two"})";
    EXPECT_EQ(taken(steps + "}]", {" B ", "A", "a"}), (Texts{"two", "1", "[invalid]"}));
    EXPECT_EQ(extracted(), 2.0 / 3);
    EXPECT_EQ(taken(steps + R"(,"default_value":"Zero"},"lowercase"])", {"A", "C"}),
              (Texts{"1", "zero"}));
    EXPECT_EQ(extracted(), 1.0);
}

TEST_F(Filter, TakesStepsInTheirOrderAndNoneAfterOneThatFoundNothing) {
    EXPECT_EQ(taken(R"x(["after_last:Answer:","lowercase","regex:(\\w+)"])x",
                    {"Answer: no\nAnswer:  PARIS, of course"}),
              Texts{"paris"});
    EXPECT_EQ(taken(R"x([{"function":"regex","regex_pattern":"x","fallback":"None"},"uppercase"])x",
                    {"abc"}),
              Texts{"None"});
}

TEST_F(Filter, ChangesTextsWithoutAClaimToHaveFoundAnything) {
    EXPECT_EQ(taken(R"(["strip"])", {" a b \n"}), Texts{"a b"});
    EXPECT_EQ(taken(R"(["remove_whitespace"])", {" \ta b "}), Texts{"a b "});
    EXPECT_EQ(taken(R"(["uppercase"])", {"stra\u00DFe"}), Texts{"STRASSE"});
    EXPECT_EQ(extracted(), -1);
    EXPECT_EQ(taken("[]", {" a "}), Texts{" a "});
}

TEST_F(Filter, FindsTheLetterOfAChoice) {
    const auto letter = [this](const std::string& answer) {
        return taken(R"(["choice_letter:ABCDE"])", {answer}).at(0);
    };
    EXPECT_EQ(letter("B"), "B");
    EXPECT_EQ(letter(" **C**."), "C");
    EXPECT_EQ(letter("(D) because of gravity"), "D");
    EXPECT_EQ(letter("B) gravity, not A"), "B");
    EXPECT_EQ(letter("A: it is heavier"), "A");
    EXPECT_EQ(letter("Not (A). The answer is (E)."), "E");
    EXPECT_EQ(letter("The answer is **C**, I think; answer: D"), "D");
    EXPECT_EQ(letter("ANSWER: B"), "B");
    EXPECT_EQ(letter("(A) is wrong, so it is (B)"), "B");
    EXPECT_EQ(letter("A dog"), "[invalid]") << "an article";
    EXPECT_EQ(letter("The answer is A's colour"), "[invalid]");
    EXPECT_EQ(letter("F"), "[invalid]");
    EXPECT_EQ(letter("The answer is Cat"), "[invalid]");
}

TEST_F(Filter, TakesGroupsAsPythonsFindallGivesThem) {
    EXPECT_EQ(taken(R"x(["regex:a(b)?c"])x", {"ac"}), Texts{""}) << "a group that took no part";
    EXPECT_EQ(taken(R"x(["regex:(a)?(b)?c"])x", {"bc"}), Texts{"b"}) << "the first with something";
    EXPECT_EQ(taken(R"x(["regex:(a)?(b)?c"])x", {"c"}), Texts{"[invalid]"});
    EXPECT_EQ(taken(R"x([{"function":"regex","regex_pattern":"\\d","group_select":2}])x", {"1 2"}),
              Texts{"[invalid]"});
}

TEST_F(Filter, NamesTheStepThatItCannotTake) {
    const auto refused = [this](const std::string& steps) { return taken(steps, {}).at(0); };
    EXPECT_NE(refused(R"(["strip","regex:("])").find("filter[1]: the pattern \"(\""),
              std::string::npos);
    EXPECT_NE(refused(R"(["shorten"])").find("no function \"shorten\"; known are regex"),
              std::string::npos);
    EXPECT_NE(refused(R"(["strip:x"])").find("\"strip\" takes no option"), std::string::npos);
    EXPECT_NE(refused(R"([{"function":"strip","marker":"x"}])").find("\"marker\" is no option of"),
              std::string::npos);
    EXPECT_NE(refused(R"(["map"])").find("map needs \"mapping_dict\""), std::string::npos);
    EXPECT_NE(refused(R"(["map:A"])").find("\"map\" takes no option"), std::string::npos);
    EXPECT_NE(refused(R"([{"function":"map","mapping_dict":{"A":[]}}])").find("\"A\""),
              std::string::npos);
    EXPECT_NE(refused(R"([{"function":"majority_vote","fallback":"x"}])").find("is no option of"),
              std::string::npos);
    EXPECT_NE(refused(R"(["choice_letter:a-d"])").find("capital letters"), std::string::npos);
    for (const char* steps : {R"(["after_last:"])", R"([{"function":"after_last","marker":""}])"})
        EXPECT_NE(refused(steps).find("\"marker\" must not be empty"), std::string::npos) << steps;
    EXPECT_NE(refused(R"(["regex:"])").find("\"regex_pattern\" must not be empty"),
              std::string::npos);
}

}  // namespace
}  // namespace hexameter
