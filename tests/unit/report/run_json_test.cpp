#include <gtest/gtest.h>
#include <rapidjson/document.h>
#include <rapidjson/pointer.h>

#include <sstream>

#include "demo_run.hpp"
#include "report/renderers.hpp"

namespace hexameter::detail {
namespace {

rapidjson::Document parsed(const std::string& text) {
    rapidjson::Document document;
    document.Parse<rapidjson::kParseValidateEncodingFlag>(text.c_str());
    EXPECT_FALSE(document.HasParseError()) << text.substr(0, 400);
    return document;
}

const rapidjson::Value& at(const rapidjson::Document& document, const char* pointer) {
    static const rapidjson::Value nothing;
    const auto* value = rapidjson::Pointer(pointer).Get(document);
    EXPECT_NE(value, nullptr) << pointer;
    return value != nullptr ? *value : nothing;
}

TEST(RunJson, HoldsHeaderSummaryAndIterations) {
    const RunRecord run = test::demo_run();
    const auto json = parsed(render_run(run, ReportFormat::json, {}));
    EXPECT_STREQ(at(json, "/id").GetString(), "20261121-083012-7f3a");
    EXPECT_STREQ(at(json, "/spec/name").GetString(), "demo");
    EXPECT_EQ(at(json, "/host/cores").GetInt(), 2);
    EXPECT_STREQ(at(json, "/plugins/0/sha256").GetString(), "ab12");
    EXPECT_EQ(at(json, "/metrics").Size(), run.header.metrics.size());
    EXPECT_EQ(at(json, "/summary/models/0/ok").GetUint64(), 50U);
    EXPECT_EQ(at(json, "/summary/models/0/errors/0/count").GetUint64(), 1U);
    EXPECT_STREQ(at(json, "/summary/models/0/metrics/0/metric").GetString(), "ttft");
    EXPECT_TRUE(at(json, "/summary/models/0/metrics/0/percentiles/p90").IsNumber());
    EXPECT_TRUE(at(json, "/summary/parallel/speed_up").IsNumber());
    EXPECT_STREQ(at(json, "/summary/instrument/client_limited").GetString(), "no");
    EXPECT_TRUE(at(json, "/summary/instrument/loop_lag_ns").IsNull());
    EXPECT_EQ(at(json, "/iterations").Size(), run.iterations.size());
    EXPECT_EQ(at(json, "/damage").Size(), 1U);
}

TEST(RunJson, GivesStampsRelativeToTheSend) {
    const auto json = parsed(render_run(test::demo_run(), ReportFormat::json, {}));
    EXPECT_EQ(at(json, "/iterations/1/timeline/sent_ns").GetInt64(), 0);
    EXPECT_EQ(at(json, "/iterations/1/timeline/end_ns").GetInt64(), 40'000'000);
    EXPECT_EQ(at(json, "/iterations/1/timeline/events/0/at_ns").GetInt64(), 20'000'000);
    EXPECT_EQ(at(json, "/iterations/1/timeline/events/1/at_ns").GetInt64(), 22'500'000);
    EXPECT_EQ(at(json, "/iterations/1/timeline/events/0/bytes").GetInt(), 1);
    EXPECT_TRUE(at(json, "/iterations/1/timeline/first_byte_ns").IsNull());
    // The third group of values: ttft, ttfo, then the four gaps.
    EXPECT_STREQ(at(json, "/iterations/1/values/2/metric").GetString(), "itl");
    EXPECT_EQ(at(json, "/iterations/1/values/2/values").Size(), 4U);
}

TEST(RunJson, IsOneOfErrorsAndHostileBytes) {
    const auto json = parsed(render_run(test::demo_run(), ReportFormat::json, {}));
    EXPECT_STREQ(at(json, "/iterations/51/status").GetString(), "failed");
    EXPECT_STREQ(at(json, "/iterations/51/error/code").GetString(), "transport");
    EXPECT_STREQ(at(json, "/iterations/55/answer").GetString(),
                 "caf\xC3\xA9 \xEF\xBF\xBD\"quoted\"\n");
    EXPECT_STREQ(at(json, "/iterations/55/reasoning").GetString(), "hm");
}

TEST(RunJson, OfARequestThatWasNeverSentHasNoSendStamp) {
    RunRecord run;
    IterationRecord record;
    record.timeline.intended = Instant{Nanos{500}};
    record.timeline.end = Instant{Nanos{700}};
    run.iterations.push_back(record);
    const auto json = parsed(render_run(run, ReportFormat::json, {}));
    EXPECT_TRUE(at(json, "/iterations/0/timeline/sent_ns").IsNull());
    EXPECT_EQ(at(json, "/iterations/0/timeline/end_ns").GetInt64(), 200);
}

TEST(RunJsonl, HasOneObjectPerIteration) {
    const RunRecord run = test::demo_run();
    std::istringstream lines(render_run(run, ReportFormat::jsonl, {}));
    std::string line;
    std::size_t count = 0;
    while (std::getline(lines, line)) {
        const auto json = parsed(line);
        EXPECT_EQ(at(json, "/seq").GetUint64(), ++count);
        EXPECT_STREQ(at(json, "/run").GetString(), "20261121-083012-7f3a");
    }
    EXPECT_EQ(count, run.iterations.size());
}

}  // namespace
}  // namespace hexameter::detail
