#include <gtest/gtest.h>

#include "support/plugin_harness.hpp"

namespace hexameter::test {
namespace {

TEST(Null, AnswersInsideSubmit) {
    ProviderHarness host(NULL_PLUGIN, "null", "{}");
    Ask ask;
    ask.model = "any";
    ASSERT_EQ(host.submit(1, ask), HXM_OK);

    const RecordedOp op = host.recorded(1);
    EXPECT_EQ(op.sent, 1);
    EXPECT_EQ(op.done, 1);
    EXPECT_EQ(op.status, HXM_OK);
    EXPECT_EQ(op.text(), " null");
    EXPECT_EQ(op.text(HXM_CHUNK_FINISH), "stop");
}

TEST(Null, GivesAsManyTokensAsConfigured) {
    ProviderHarness host(NULL_PLUGIN, "null", R"({"tokens": 3})");
    ASSERT_EQ(host.submit(1, {}), HXM_OK);

    EXPECT_EQ(host.recorded(1).text(), " null null null");
    EXPECT_EQ(host.recorded(1).chunks.size(), 4U);
}

TEST(Null, StopsWhenTheSinkSaysSo) {
    ProviderHarness host(NULL_PLUGIN, "null", R"({"tokens": 100})");
    host.stop_after(1, 2);
    ASSERT_EQ(host.submit(1, {}), HXM_OK);

    EXPECT_EQ(host.recorded(1).chunks.size(), 3U);
    EXPECT_EQ(host.recorded(1).status, HXM_E_CANCELLED);
    EXPECT_EQ(host.recorded(1).done, 1);
}

TEST(Null, ListsItsModelAndIsHealthy) {
    ProviderHarness host(NULL_PLUGIN, "null", "{}");
    Ask ask;
    ask.kind = HXM_KIND_LIST_MODELS;
    ASSERT_EQ(host.submit(1, ask), HXM_OK);
    ask.kind = HXM_KIND_HEALTH;
    ASSERT_EQ(host.submit(2, ask), HXM_OK);

    EXPECT_EQ(host.recorded(1).text(HXM_CHUNK_RECORD), R"({"id":"null"})");
    EXPECT_EQ(host.recorded(2).text(HXM_CHUNK_RECORD), R"({"status":"ok"})");
}

}  // namespace
}  // namespace hexameter::test
