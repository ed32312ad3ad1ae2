// The openai provider on what real servers sent: tests/data/wire.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "openai_fixture.hpp"

namespace hexameter::test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

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

}  // namespace
}  // namespace hexameter::test
