// Servers that misbehave and can still be measured, and replies that real ones gave.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>

#include "faults/faulty_run.hpp"
#include "faults/wires.hpp"
#include "unit/base/temp_folder.hpp"

namespace hexameter::testing {
namespace {

using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class OddServer : public ::testing::TestWithParam<const Wire*> {};

double value_of(const IterationRecord& row, const std::string& metric) {
    for (const auto& value : row.values)
        if (value.metric == metric) return value.value;
    ADD_FAILURE() << "no value of " << metric;
    return -1;
}

TEST_P(OddServer, ThatAnnouncesKeepAliveAndClosesIsReachedAgain) {
    FaultServer server([&](FaultConnection& connection) {
        if (connection.read_request()) connection.send(GetParam()->answer({"Hello", "!"}, 2));
    });
    const auto run = run_beside_a_good_model(GetParam()->provider, server.url(""), {});
    for (const auto& row : run.of(bad_model)) {
        EXPECT_EQ(row.status, IterationStatus::ok) << row.error.text();
        EXPECT_EQ(row.answer, "Hello!");
        EXPECT_TRUE(row.timeline.new_connection);
        expect_sane_times(row);
    }
    EXPECT_EQ(server.connections(), iterations_each);
}

TEST_P(OddServer, ThatResetsAKeptConnectionUnderARequestHasTwoAttemptsTheFirstWithItsReason) {
    FaultServer server([&](FaultConnection& connection) {
        if (connection.read_request()) connection.send(GetParam()->answer({"Hello", "!"}, 2));
        if (connection.index() == 0 && connection.read_some()) connection.reset();
    });
    const auto run = run_beside_a_good_model(GetParam()->provider, server.url(""), {});
    const auto rows = run.of(bad_model);
    ASSERT_EQ(rows.size(), iterations_each);
    EXPECT_EQ(rows[1].status, IterationStatus::ok) << rows[1].error.text();
    const auto& attempts = rows[1].timeline.attempts;
    ASSERT_EQ(attempts.size(), 2u);
    EXPECT_THAT(attempts[0].error, HasSubstr("sent again over a fresh one"));
    EXPECT_EQ(attempts[0].http_status, 0);
    EXPECT_EQ(attempts[1].error, "");
    EXPECT_EQ(attempts[1].http_status, 200);
}

TEST_P(OddServer, WhoseUsageDisagreesWithItsEventsIsNoted) {
    FaultServer server(serve_bytes(GetParam()->answer({"One", " two", " three"}, 24)));
    const auto run = run_beside_a_good_model(GetParam()->provider, server.url(""), {});
    for (const auto& row : run.of(bad_model)) {
        ASSERT_EQ(row.status, IterationStatus::ok) << row.error.text();
        EXPECT_EQ(value_of(row, "output_tokens"), 24);
        EXPECT_EQ(row.timeline.usage.output_tokens, 24u);
        EXPECT_EQ(row.timeline.events.size(), 3u);
        EXPECT_THAT(row.notes, Contains(HasSubstr("24")));
        expect_sane_times(row);
    }
}

TEST_P(OddServer, ThatIgnoresStreamAndAnswersWholeAfterAllIsRead) {
    const bool sse = GetParam()->provider == "openai";
    const std::string body =
        sse ? R"({"choices":[{"index":0,"message":{"content":"Hi"},"finish_reason":"stop"}]})"
            : R"({"message":{"role":"assistant","content":"Hi"},"done":true})";
    FaultServer server(
        serve_bytes(http_reply("200 OK", "Content-Type: application/json\r\n", body)));
    const auto run = run_beside_a_good_model(GetParam()->provider, server.url(""), {});
    for (const auto& row : run.of(bad_model)) {
        EXPECT_EQ(row.status, IterationStatus::ok) << row.error.text();
        EXPECT_EQ(row.answer, "Hi");
        EXPECT_FALSE(row.timeline.streamed);
        EXPECT_THAT(row.notes, Contains(HasSubstr("the server did not stream")));
        for (const auto& value : row.values)
            EXPECT_THAT(value.metric, Not(AnyOf("ttft", "ttfo", "ttft_intended", "events_tokens")));
        EXPECT_GT(value_of(row, "total"), 0);
    }
    for (const auto& event : run.events)
        if (event.type == RunEventType::first_token) {
            EXPECT_NE(event.model, bad_model);
        }
    for (const auto& row : run.of(good_model))
        EXPECT_THAT(row.notes, Not(Contains(HasSubstr("did not stream"))));
}

TEST_P(OddServer, ThatSaysNothingIsNotSaidToHaveAnsweredWhole) {
    FaultServer server(serve_bytes(GetParam()->answer({}, 0)));
    const auto run = run_beside_a_good_model(GetParam()->provider, server.url(""), {});
    for (const auto& row : run.of(bad_model)) {
        EXPECT_EQ(row.status, IterationStatus::ok) << row.error.text();
        EXPECT_THAT(row.notes, Contains(HasSubstr("no content came")));
        EXPECT_THAT(row.notes, Not(Contains(HasSubstr("did not stream"))));
    }
}

TEST(Refusal, IsAnAnswerThatIsNotedAsOne) {
    const Wire& wire = openai_wire();
    FaultServer server(serve_bytes(
        wire.stream_of({}) +
        chunk("data: {\"choices\":[{\"index\":0,\"delta\":{\"refusal\":\"I can't.\"}}]}\n\n") +
        chunk(wire.ending(3)) + std::string(last_chunk)));
    const auto run = run_beside_a_good_model(wire.provider, server.url(""), {});
    for (const auto& row : run.of(bad_model)) {
        EXPECT_EQ(row.status, IterationStatus::ok) << row.error.text();
        EXPECT_EQ(row.answer, "I can't.");
        EXPECT_EQ(row.timeline.finish_reason, "refusal");
        EXPECT_THAT(row.notes, Contains(StartsWith("refused: ")));
        EXPECT_GT(value_of(row, "ttft"), 0);
    }
    for (const auto& row : run.of(good_model))
        EXPECT_THAT(row.notes, Not(Contains(StartsWith("refused"))));
}

TEST(OddChoice, IsTheAnswerWhenNoLowerOneCame) {
    const std::string body =
        R"({"choices":[{"index":1,"message":{"content":"Hi"},"finish_reason":"stop"}]})";
    FaultServer server(
        serve_bytes(http_reply("200 OK", "Content-Type: application/json\r\n", body)));
    const auto run = run_beside_a_good_model("openai", server.url(""), {}, false);
    for (const auto& row : run.of(bad_model)) {
        EXPECT_EQ(row.status, IterationStatus::ok) << row.error.text();
        EXPECT_EQ(row.answer, "Hi");
        EXPECT_THAT(row.notes, Not(Contains(HasSubstr("choices"))));
    }
}

INSTANTIATE_TEST_SUITE_P(Every, OddServer, ::testing::Values(&openai_wire(), &ollama_wire()),
                         [](const auto& given) { return given.param->provider; });

struct Recorded {
    const char* provider;
    const char* target;
    const char* file;
    std::vector<std::string> gist;
    bool keeps_text;
};

class RecordedFailure : public ::testing::TestWithParam<Recorded> {};

TEST_P(RecordedFailure, IsARowThatQuotesTheServer) {
    const Recorded& given = GetParam();
    const std::string reply =
        content_of(std::filesystem::path(HEXAMETER_TEST_DATA) / "wire" / given.file);
    FaultServer server([&](FaultConnection& connection) {
        if (const auto request = connection.read_request()) {
            EXPECT_EQ(request->target, given.target);
            connection.send(reply);
        }
    });
    const auto run = run_beside_a_good_model(given.provider, server.url(""), {});
    for (const auto& row : run.of(bad_model)) {
        EXPECT_EQ(row.status, IterationStatus::failed);
        for (const auto& words : given.gist) EXPECT_THAT(row.error.text(), HasSubstr(words));
        EXPECT_EQ(!row.answer.empty(), given.keeps_text);
        expect_sane_times(row);
    }
    for (const auto& row : run.of(good_model)) EXPECT_EQ(row.status, IterationStatus::ok);
}

constexpr const char* openai_chat = "/v1/chat/completions";

INSTANTIATE_TEST_SUITE_P(
    Every, RecordedFailure,
    ::testing::Values(
        Recorded{"openai",
                 openai_chat,
                 "llama.cpp/chat_error_inside_200.http",
                 {"failed inside its reply"},
                 true},
        Recorded{"openai", openai_chat, "llama.cpp/too_long_prompt.http", {"HTTP 400"}, false},
        Recorded{"openai",
                 openai_chat,
                 "llama.cpp/unknown_route.http",
                 {"HTTP 404", "hexameter models"},
                 false},
        Recorded{"ollama",
                 "/api/chat",
                 "ollama/chat_error_inside_200.http",
                 {"failed inside its reply", "unexpected EOF"},
                 true},
        Recorded{"ollama",
                 "/api/chat",
                 "ollama/model_not_found.http",
                 {"HTTP 404", "model 'nope' not found", "hexameter models"},
                 false}),
    [](const auto& given) {
        std::string name = given.param.file;
        std::replace_if(
            name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
        return name;
    });

}  // namespace
}  // namespace hexameter::testing
