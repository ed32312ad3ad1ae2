// Flags alone against the simulator behind a real socket, on both wires.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2e/event_log.hpp"
#include "e2e/program.hpp"
#include "e2e/simulator.hpp"

namespace hexameter::e2e {
namespace {

using ::testing::HasSubstr;

class Wire : public ::testing::TestWithParam<const char*> {
  protected:
    [[nodiscard]] std::vector<std::string> flags(std::vector<std::string> more) const {
        std::vector<std::string> words{"run",
                                       "--provider",
                                       GetParam(),
                                       "--url",
                                       simulator_.url(),
                                       "--prompt",
                                       "What is 2 + 2?",
                                       "--warmup",
                                       "1",
                                       "--temperature",
                                       "0",
                                       "--seed",
                                       "7",
                                       "--max-tokens",
                                       "16",
                                       "--format",
                                       "json"};
        words.insert(words.end(), more.begin(), more.end());
        return words;
    }

    // The run's JSON; every one of `count` iterations went well.
    [[nodiscard]] Json run(std::vector<std::string> more, unsigned count) const {
        const auto finished = cli_.run(flags(std::move(more)));
        EXPECT_EQ(finished.code, 0) << finished.err;
        Json json = parsed(finished.out);
        if (!json.IsObject()) return json;
        unsigned measured = 0;
        for (const auto& iteration : json["iterations"].GetArray()) {
            EXPECT_EQ(text_at(iteration, "status"), "ok");
            if (!iteration.HasMember("warmup") || !iteration["warmup"].GetBool()) ++measured;
        }
        EXPECT_EQ(measured, count);
        return json;
    }

    static bool any_value(const Json& json, const char* metric) {
        for (const auto& iteration : json["iterations"].GetArray())
            for (const auto& value : iteration["values"].GetArray())
                if (text_at(value, "metric") == metric) return true;
        return false;
    }

    Cli cli_;
    Simulator simulator_;
};

TEST_P(Wire, MeasuresAModel) {
    const Json json = run({"--model", "swift", "--iterations", "3"}, 3);
    for (const char* metric : {"ttft", "total", "output_tokens", "tps_e2e"})
        EXPECT_TRUE(any_value(json, metric)) << metric;
}

TEST_P(Wire, HasNoTtftWhenNotStreamed) {
    const Json json = run({"--model", "swift", "--iterations", "3", "--no-stream"}, 3);
    EXPECT_FALSE(any_value(json, "ttft"));
    EXPECT_TRUE(any_value(json, "total"));
}

TEST_P(Wire, MeasuresTwoModelsOneAfterAnotherAndInParallel) {
    for (const bool parallel : {false, true}) {
        std::vector<std::string> more{"--model", "swift", "--model", "steady", "--iterations", "3"};
        if (parallel) more.emplace_back("--parallel");
        const Json json = run(more, 6);
        ASSERT_TRUE(json["summary"].HasMember("parallel"));
    }
}

TEST_P(Wire, KeepsEightInFlight) {
    static_cast<void>(run({"--model", "swift", "--iterations", "40", "--concurrency", "8"}, 40));
}

TEST_P(Wire, ListsTheModelsOfTheServer) {
    const auto models = cli_.run({"models", "--provider", GetParam(), "--url", simulator_.url()});
    EXPECT_EQ(models.code, 0) << models.err;
    EXPECT_THAT(models.out, HasSubstr("steady"));
    EXPECT_THAT(models.out, HasSubstr(simulator_.url()));
}

INSTANTIATE_TEST_SUITE_P(Both, Wire, ::testing::Values("openai", "ollama"),
                         [](const auto& given) { return std::string(given.param); });

TEST(ExitCode, IsFiveWhenAnIterationFailed) {
    const Simulator broken({"--ttft-ms", "1", "--model", "broken=swift,fault=http_error"});
    const Cli cli;
    const auto all = cli.run({"run", "--provider", "openai", "--url", broken.url(), "--model",
                              "broken", "--prompt", "Hi", "--iterations", "2"});
    EXPECT_EQ(all.code, 5);
    EXPECT_THAT(all.out, HasSubstr("0 ok, 2 failed"));
    EXPECT_THAT(all.out, HasSubstr("HTTP 500"));
    EXPECT_THAT(all.err, HasSubstr("kept in"));
    const auto one = cli.run({"run", "--provider", "openai", "--url", broken.url(), "--model",
                              "broken", "--model", "swift", "--prompt", "Hi"});
    EXPECT_EQ(one.code, 5);
    EXPECT_THAT(one.out, HasSubstr("1 ok, 0 failed"));
    EXPECT_EQ(cli.kept().size(), 2u);
}

}  // namespace
}  // namespace hexameter::e2e
