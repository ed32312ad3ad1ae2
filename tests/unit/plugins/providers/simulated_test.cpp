#include <gmock/gmock.h>

#include <stdexcept>
#include <thread>

#include "support/plugin_harness.hpp"

namespace hexameter::test {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

ProviderHarness load(const std::string& config = "{}", std::uint64_t seed = 1) {
    return ProviderHarness(SIMULATED_PLUGIN, "simulated", config, seed);
}

Ask ask(const std::string& model, const std::string& prompt = "Tell me") {
    Ask made;
    made.model = model;
    made.prompt = prompt;
    return made;
}

void expect_ended_once(const RecordedOp& op, hxm_status status) {
    EXPECT_EQ(op.sent, 1);
    EXPECT_EQ(op.done, 1);
    EXPECT_FALSE(op.after_done);
    EXPECT_EQ(op.status, status) << op.error;
}

TEST(Simulated, StreamsTokensThenUsageClaimAndFinish) {
    auto host = load(R"({"ttft_ms": 1, "itl_ms": 0.5, "tokens": 12})");
    ASSERT_EQ(host.submit(1, ask("swift")), HXM_OK);
    const RecordedOp op = host.wait_done(1);

    expect_ended_once(op, HXM_OK);
    ASSERT_EQ(op.chunks.size(), 15U);
    for (std::size_t i = 0; i < 12; ++i) {
        EXPECT_EQ(op.chunks[i].kind, HXM_CHUNK_CONTENT);
        EXPECT_EQ(op.chunks[i].units, 1U);
        EXPECT_EQ(op.chunks[i].claimed_ns, op.chunks[0].claimed_ns + i * 500'000);
        EXPECT_GE(op.chunks[i].stamp_ns, op.chunks[i].claimed_ns);
    }
    EXPECT_THAT(op.chunks[12].bytes, HasSubstr(R"("output_tokens":12)"));
    EXPECT_THAT(op.chunks[13].bytes, HasSubstr(R"("prompt_ns":1000000)"));
    EXPECT_EQ(op.chunks[14].bytes, "stop");
}

TEST(Simulated, GivesTheSameAnswerInTheSameRunOnly) {
    const auto answer = [](std::uint64_t run_seed, const char* config) {
        auto host = load(config, run_seed);
        host.submit(7, ask("swift"));
        return host.wait_done(7).text();
    };

    EXPECT_EQ(answer(1, R"({"pace":false})"), answer(1, R"({"pace":false})"));
    EXPECT_NE(answer(1, R"({"pace":false})"), answer(2, R"({"pace":false})"));
    EXPECT_NE(answer(1, R"({"pace":false})"), answer(1, R"({"pace":false,"seed":9})"));
}

TEST(Simulated, ReasonsBeforeItAnswers) {
    auto host = load(R"({"pace": false})");
    ASSERT_EQ(host.submit(1, ask("reasoner")), HXM_OK);
    const RecordedOp op = host.wait_done(1);

    EXPECT_EQ(op.chunks.front().kind, HXM_CHUNK_REASONING);
    EXPECT_NE(op.text(HXM_CHUNK_REASONING), "");
    EXPECT_NE(op.text(HXM_CHUNK_CONTENT), "");
}

TEST(Simulated, GivesOneChunkWhenNotStreamed) {
    auto host = load(R"({"ttft_ms": 1, "itl_ms": 0, "tokens": 12})");
    Ask whole = ask("swift");
    whole.stream = false;
    ASSERT_EQ(host.submit(1, whole), HXM_OK);
    const RecordedOp op = host.wait_done(1);

    expect_ended_once(op, HXM_OK);
    ASSERT_EQ(op.chunks.size(), 4U);
    EXPECT_EQ(op.chunks[0].kind, HXM_CHUNK_CONTENT);
    EXPECT_EQ(op.chunks[0].units, 12U);
}

TEST(Simulated, TakesTheNeutralParameters) {
    auto host = load(R"({"pace": false})");
    Ask limited = ask("swift");
    limited.params_json = R"({"max_tokens": 4, "seed": 3, "temperature": 0, "stop": ["zzz"]})";
    ASSERT_EQ(host.submit(1, limited), HXM_OK);
    ASSERT_EQ(host.submit(2, limited), HXM_OK);

    EXPECT_EQ(host.wait_done(1).text(HXM_CHUNK_FINISH), "length");
    EXPECT_EQ(host.wait_done(1).text(), host.wait_done(2).text());
}

TEST(Simulated, CancelInMidStreamEndsItCancelled) {
    auto host = load(R"({"ttft_ms": 1, "itl_ms": 1, "tokens": 32768})");
    ASSERT_EQ(host.submit(1, ask("swift")), HXM_OK);
    host.wait_chunks(1, 3);
    host.cancel(1);
    const RecordedOp op = host.wait_done(1);
    host.cancel(1);

    expect_ended_once(op, HXM_E_CANCELLED);
    EXPECT_EQ(host.recorded(1).done, 1);
}

TEST(Simulated, CancelEndsWhatWouldWaitForAnHour) {
    auto host = load(R"({"ttft_ms": 3600000})");
    ASSERT_EQ(host.submit(1, ask("swift")), HXM_OK);
    ASSERT_EQ(host.submit(2, ask("swift")), HXM_OK);
    host.cancel(1);
    expect_ended_once(host.wait_done(1), HXM_E_CANCELLED);

    EXPECT_EQ(host.recorded(2).done, 0);
    host.cancel(2);
    expect_ended_once(host.wait_done(2), HXM_E_CANCELLED);
}

TEST(Simulated, CancelOfWhatIsNotThereDoesNothing) {
    auto host = load();
    host.cancel(99);

    EXPECT_EQ(host.recorded(99).done, 0);
}

TEST(Simulated, StopFromTheSinkEndsItCancelled) {
    auto host = load(R"({"pace": false, "tokens": 50})");
    host.stop_after(1, 5);
    ASSERT_EQ(host.submit(1, ask("swift")), HXM_OK);
    const RecordedOp op = host.wait_done(1);

    expect_ended_once(op, HXM_E_CANCELLED);
    EXPECT_EQ(op.chunks.size(), 6U);
}

TEST(Simulated, StallsUntilItIsCancelled) {
    auto host = load(R"({"pace": false, "fault": "stall"})");
    ASSERT_EQ(host.submit(1, ask("swift")), HXM_OK);
    host.wait_chunks(1, 1);
    host.cancel(1);

    expect_ended_once(host.wait_done(1), HXM_E_CANCELLED);
}

TEST(Simulated, FaultsEndWithTheirStatusAndText) {
    const auto run = [](const std::string& fault) {
        auto host = load(R"({"pace": false, "fault": ")" + fault + "\"}");
        host.submit(1, ask("swift"));
        return host.wait_done(1);
    };
    const RecordedOp refused = run("http_error");
    const RecordedOp broken = run("stream_error");
    const RecordedOp cut = run("cut");

    expect_ended_once(refused, HXM_E_REMOTE);
    EXPECT_TRUE(refused.chunks.empty());
    EXPECT_THAT(refused.error, HasSubstr("before the first token"));
    expect_ended_once(broken, HXM_E_REMOTE);
    EXPECT_FALSE(broken.chunks.empty());
    expect_ended_once(cut, HXM_E_TRANSPORT);
    EXPECT_EQ(cut.text(HXM_CHUNK_FINISH), "");
    expect_ended_once(run("html"), HXM_E_REMOTE);
    expect_ended_once(run("close"), HXM_OK);
}

TEST(Simulated, RefusesAnUnknownModelAndNamesTheKnownOnes) {
    auto host = load();

    EXPECT_LT(host.submit(1, ask("gpt")), 0);
    EXPECT_THAT(host.recorded(1).error, HasSubstr("swift, steady, bursty"));
    EXPECT_EQ(host.recorded(1).done, 0);
    EXPECT_EQ(host.recorded(1).sent, 0);
}

TEST(Simulated, ListsAndDescribesItsModels) {
    auto host = load(R"({"models": {"mine": {"like": "slow", "ttft_ms": 5}}})");
    Ask list;
    list.kind = HXM_KIND_LIST_MODELS;
    ASSERT_EQ(host.submit(1, list), HXM_OK);
    Ask describe = ask("mine");
    describe.kind = HXM_KIND_DESCRIBE_MODEL;
    ASSERT_EQ(host.submit(2, describe), HXM_OK);

    EXPECT_EQ(host.recorded(1).chunks.size(), 7U);
    EXPECT_THAT(host.recorded(1).text(HXM_CHUNK_RECORD), HasSubstr(R"("id":"reasoner")"));
    EXPECT_THAT(host.recorded(2).text(HXM_CHUNK_RECORD), HasSubstr(R"("ttft_ms":5.0)"));
}

TEST(Simulated, RefusesAWrongConfigurationWithItsPlace) {
    const auto text = [](const char* config) {
        try {
            load(config);
        } catch (const std::runtime_error& refused) {
            return std::string(refused.what());
        }
        return std::string("accepted");
    };

    EXPECT_THAT(text(R"({"error_rate": 3})"), HasSubstr("error_rate must be"));
    EXPECT_THAT(text(R"({"models": {"m": {"like": "none"}}})"), HasSubstr("model m"));
    EXPECT_THAT(text(R"({"models": {"m": {"like": "slow", "tokens": 0}}})"),
                HasSubstr("models.m: tokens"));
}

TEST(Simulated, ManyAtOnceAllEndOnceWithAllTokens) {
    auto host = load(R"({"ttft_ms": 1, "itl_ms": 0.2, "tokens": 20})");
    constexpr hxm_op count = 200;
    for (hxm_op op = 1; op <= count; ++op) {
        ASSERT_EQ(host.submit(op, ask("bursty")), HXM_OK);
    }
    for (hxm_op op = 1; op <= count; ++op) {
        if (op % 10 == 0) {
            host.cancel(op);
        }
    }
    for (hxm_op op = 1; op <= count; ++op) {
        const RecordedOp ended = host.wait_done(op);
        EXPECT_EQ(ended.done, 1);
        EXPECT_FALSE(ended.after_done);
        if (op % 10 != 0) {
            EXPECT_EQ(ended.chunks.size(), 23U);
        }
    }
}

TEST(Simulated, StopLeavesNoThread) {
    std::thread([] {}).join();  // with the first thread, a sanitizer starts one of its own
    const std::size_t before = thread_count();
    auto host = load(R"({"pace": false})");
    host.submit(1, ask("swift"));
    host.wait_done(1);
    EXPECT_EQ(thread_count(), before + 1);
    host.stop();

    EXPECT_EQ(thread_count(), before);
}

}  // namespace
}  // namespace hexameter::test
