// What a server says in words that cannot be taken as they are: text that is no UTF-8, characters
// in two pieces, endings left out, counts that cannot be.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/utf8.hpp"
#include "faults/faulty_run.hpp"
#include "faults/wires.hpp"
#include "hexameter/report.hpp"

namespace hexameter::testing {
namespace {

using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

class Words : public ::testing::TestWithParam<const Wire*> {
  protected:
    [[nodiscard]] const Wire& wire() const { return *GetParam(); }

    [[nodiscard]] bool sse() const { return wire().provider == "openai"; }

    [[nodiscard]] FaultyRun run(const std::string& reply) const {
        const FaultServer server(serve_bytes(reply));
        return run_beside_a_good_model(wire().provider, server.url(""), {});
    }

    [[nodiscard]] std::string ended(const std::string& pieces) const {
        return chunked_head("Content-Type: " + wire().content_type + "\r\n") + pieces +
               chunk(wire().ending(2)) + std::string(last_chunk);
    }
};

std::vector<std::string> ids_of(const IterationRecord& row) {
    std::vector<std::string> ids;
    for (const auto& value : row.values) ids.emplace_back(value.metric);
    return ids;
}

// Without the server's count the events that came are counted, and nothing else.
void expect_tokens_of_events(const IterationRecord& row, double events) {
    EXPECT_THAT(ids_of(row), Not(Contains("usage_tokens")));
    for (const auto& value : row.values) {
        if (value.metric == "output_tokens" || value.metric == "events_tokens") {
            EXPECT_EQ(value.value, events);
        }
    }
}

void expect_good(const FaultyRun& run) {
    ASSERT_EQ(run.record.iterations.size(), 2 * iterations_each);
    for (const auto& row : run.record.iterations) {
        EXPECT_EQ(row.status, IterationStatus::ok) << row.error.text();
        expect_sane_times(row);
    }
    expect_kept(run);
}

TEST_P(Words, ThatAreNoUtf8AreKeptAsTheyCameNotedAndShownAsUtf8) {
    for (const std::string bad :
         {"\xFF", "\xC3(", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82"}) {
        const auto run =
            this->run(ended(chunk(wire().piece("a" + bad)) + chunk(wire().piece("b"))));
        expect_good(run);
        for (const auto& row : run.of(bad_model)) {
            EXPECT_EQ(row.answer, "a" + bad + "b");
            EXPECT_EQ(row.timeline.events.size(), 2U);
            EXPECT_THAT(row.notes, Contains(HasSubstr("no UTF-8")));
        }
        for (const auto format : {ReportFormat::json, ReportFormat::jsonl, ReportFormat::csv})
            EXPECT_FALSE(detail::first_invalid_utf8(render_run(run.kept, format, {})));
    }
}

TEST_P(Words, WhoseCharactersAreCutBetweenReadsAreWhole) {
    const std::string text = "né€😀";
    const std::string piece = wire().piece(text);
    for (std::size_t at = piece.find("n\xC3"); at < piece.find("\x9F\x98\x80") + 3; ++at) {
        const FaultServer server([&](FaultConnection& connection) {
            while (connection.read_request()) {
                if (!connection.send(wire().stream_of({}) + chunk(piece.substr(0, at)))) return;
                connection.wait_acknowledged();
                if (!connection.send(chunk(piece.substr(at)) + chunk(wire().ending(2)) +
                                     std::string(last_chunk)))
                    return;
            }
        });
        const auto run = run_beside_a_good_model(wire().provider, server.url(""), {});
        expect_good(run);
        for (const auto& row : run.of(bad_model)) {
            EXPECT_EQ(row.answer, text);
            EXPECT_EQ(row.timeline.events.size(), 1U);
            EXPECT_THAT(row.notes, Not(Contains(HasSubstr("UTF-8"))));
        }
    }
}

TEST_P(Words, WhoseCharactersAreCutBetweenPiecesAreWholeInTheAnswer) {
    const auto run = this->run(ended(chunk(wire().piece("a\xE2\x82")) + chunk(wire().piece("\xAC"
                                                                                           "b"))));
    expect_good(run);
    for (const auto& row : run.of(bad_model)) {
        EXPECT_EQ(row.answer, "a€b");
        EXPECT_EQ(row.timeline.events.size(), 2U);
        EXPECT_THAT(row.notes, Not(Contains(HasSubstr("UTF-8"))));
    }
}

TEST_P(Words, WithBothHalvesOfAnEscapedCharacterAreWhole) {
    const auto run = this->run(ended(chunk(wire().piece(R"(a\uD83D\ude00)"))));
    expect_good(run);
    for (const auto& row : run.of(bad_model)) {
        EXPECT_EQ(row.answer, "a😀");
        EXPECT_THAT(row.notes, Not(Contains(HasSubstr("UTF-8"))));
    }
}

TEST_P(Words, WithHalfACharacterAreNotedAndShownAsUtf8) {
    for (const auto& [half, bytes] : std::vector<std::pair<std::string, std::string>>{
             {R"(\ud800)", "\xED\xA0\x80"},
             {R"(\uDFFF)", "\xED\xBF\xBF"},
             {R"(\ud83d\u0041)", "\xED\xA0\xBD\x41"},
             {R"(\ude00\ud83d)", "\xED\xB8\x80\xED\xA0\xBD"}}) {
        const auto run = this->run(
            ended(chunk(wire().piece("a" + half)) + chunk(wire().piece("b\\\\ud800\\ude00"))));
        expect_good(run);
        for (const auto& row : run.of(bad_model)) {
            EXPECT_EQ(row.answer, "a" + bytes + "b\\ud800\xED\xB8\x80");
            EXPECT_THAT(row.notes, Contains(HasSubstr("no UTF-8")));
        }
        for (const auto format : {ReportFormat::json, ReportFormat::jsonl, ReportFormat::csv})
            EXPECT_FALSE(detail::first_invalid_utf8(render_run(run.kept, format, {})));
    }
}

// OpenAI's [DONE] may be left out where every choice gave its reason; Ollama's done may not.
TEST_P(Words, WithoutTheLastOneAreWholeOnlyWhereTheReasonCame) {
    const std::string reason =
        sse() ? "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
              : "{\"message\":{\"content\":\"\"},\"done\":false,\"done_reason\":\"stop\"}\n";
    const auto run =
        this->run(wire().stream_of({"Hello", "!"}) + chunk(reason) + std::string(last_chunk));
    if (!sse())
        expect_only_bad_failed(run, ErrorCode::remote, {"ended without \"done\": true"});
    else
        expect_good(run);
    for (const auto& row : run.of(bad_model)) {
        EXPECT_EQ(row.answer, "Hello!");
        EXPECT_FALSE(row.timeline.usage.output_tokens);
        expect_tokens_of_events(row, 2);
    }
}

TEST_P(Words, WithoutCountsHaveNoFiguresOfThem) {
    const std::string ending =
        sse() ? "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
                "data: [DONE]\n\n"
              : "{\"message\":{\"content\":\"\"},\"done\":true,\"done_reason\":\"stop\"}\n";
    const auto run =
        this->run(wire().stream_of({"a", "b"}) + chunk(ending) + std::string(last_chunk));
    expect_good(run);
    for (const auto& row : run.of(bad_model)) {
        expect_tokens_of_events(row, 2);
        EXPECT_THAT(ids_of(row), Not(Contains(AnyOf("input_tokens", "cached_tokens"))));
    }
}

std::string counts(const Wire& wire, const std::string& input, const std::string& output) {
    if (wire.provider == "openai")
        return R"(data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],)"
               R"("usage":{"prompt_tokens":)" +
               input + R"(,"completion_tokens":)" + output + "}}\n\ndata: [DONE]\n\n";
    return R"({"message":{"content":""},"done":true,"done_reason":"stop","prompt_eval_count":)" +
           input + R"(,"eval_count":)" + output + "}\n";
}

TEST_P(Words, WithCountsThatCannotBeHaveNoFiguresOfThemAndSayWhich) {
    const std::string name = sse() ? "completion_tokens" : "eval_count";
    for (const std::string count :
         {"-5", "2.5", "1e30", "1e300", "\"12\"", "\"NaN\"", "true", "[1]", "{}",
          "9007199254740993", "9007199254740992", "-1e30", "5000000"}) {
        const auto run = this->run(wire().stream_of({"a", "b"}) +
                                   chunk(counts(wire(), "3", count)) + std::string(last_chunk));
        expect_good(run);
        for (const auto& row : run.of(bad_model)) {
            EXPECT_EQ(row.timeline.usage.input_tokens, 3U);
            EXPECT_FALSE(row.timeline.usage.output_tokens) << count;
            expect_tokens_of_events(row, 2);
            EXPECT_THAT(row.notes, Contains("the server's usage field cannot be used: " + name));
        }
    }
}

TEST_P(Words, WithMoreTokensReadThanAModelCanHaveNoSuchCountAndNoCost) {
    const auto run =
        this->run(wire().stream_of({"a", "b"}) + chunk(counts(wire(), "1000000000000", "2")) +
                  std::string(last_chunk));
    expect_good(run);
    for (const auto& row : run.of(bad_model)) {
        EXPECT_FALSE(row.timeline.usage.input_tokens);
        EXPECT_EQ(row.timeline.usage.output_tokens, 2U);
        EXPECT_THAT(row.notes, Contains(std::string("the server's usage field cannot be used: ") +
                                        (sse() ? "prompt_tokens" : "prompt_eval_count")));
    }
}

// No JSON has these: the reply is broken there, and what came before is kept.
TEST_P(Words, WithCountsThatAreNoJsonAreAFailedRow) {
    for (const std::string count : {"NaN", "Infinity", "-Infinity", "0x10", "nan"}) {
        const auto run = this->run(wire().stream_of({"a", "b"}) +
                                   chunk(counts(wire(), "3", count)) + std::string(last_chunk));
        expect_only_bad_failed(run, ErrorCode::remote, {"is no JSON"});
        for (const auto& row : run.of(bad_model)) {
            EXPECT_EQ(row.answer, "ab");
            EXPECT_FALSE(row.timeline.usage.output_tokens);
        }
    }
}

TEST(MoreCached, ThanThePromptHadIsNoCountAndIsNoted) {
    const Wire& wire = openai_wire();
    const FaultServer server(serve_bytes(
        wire.stream_of({"a"}) +
        chunk(R"(data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":)"
              R"({"prompt_tokens":3,"completion_tokens":1,"prompt_tokens_details":)"
              "{\"cached_tokens\":4000}}}\n\ndata: [DONE]\n\n") +
        std::string(last_chunk)));
    const auto run = run_beside_a_good_model(wire.provider, server.url(""), {});
    expect_good(run);
    for (const auto& row : run.of(bad_model)) {
        EXPECT_EQ(row.timeline.usage.input_tokens, 3U);
        EXPECT_FALSE(row.timeline.usage.cached_tokens);
        EXPECT_THAT(ids_of(row), Not(Contains("cached_tokens")));
        EXPECT_THAT(row.notes, Contains("the server's usage field cannot be used: "
                                        "prompt_tokens_details.cached_tokens"));
    }
}

TEST(MoreReasoning, ThanTheAnswerHadInAllIsNoCountAndIsNoted) {
    const Wire& wire = openai_wire();
    const auto row_of = [&](const std::string& reasoning) {
        const FaultServer server(serve_bytes(
            wire.stream_of({"a"}) +
            chunk(R"(data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":)"
                  R"({"prompt_tokens":3,"completion_tokens":1000,"completion_tokens_details":)"
                  R"({"reasoning_tokens":)" +
                  reasoning + "}}}\n\ndata: [DONE]\n\n") +
            std::string(last_chunk)));
        return run_beside_a_good_model(wire.provider, server.url(""), {}).of(bad_model).front();
    };
    EXPECT_EQ(row_of("1000").timeline.usage.reasoning_tokens, 1000U);
    const auto row = row_of("5000");
    EXPECT_EQ(row.timeline.usage.output_tokens, 1000U);
    EXPECT_FALSE(row.timeline.usage.reasoning_tokens);
    EXPECT_THAT(row.notes, Contains("the server's usage field cannot be used: "
                                    "completion_tokens_details.reasoning_tokens"));
}

INSTANTIATE_TEST_SUITE_P(Both, Words, ::testing::Values(&openai_wire(), &ollama_wire()),
                         [](const auto& of) { return of.param->provider; });

}  // namespace
}  // namespace hexameter::testing
