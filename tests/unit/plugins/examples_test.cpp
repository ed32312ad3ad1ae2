// The example plugins do what they say.
#include <gtest/gtest.h>

#include "hexameter/sdk/request_builder.hpp"
#include "support/fake_sinks.hpp"
#include "support/plugin_file.hpp"
#include "unit/plugins/metric_plugin.hpp"

namespace hexameter {
namespace {

class ProviderInC : public ::testing::Test {
  protected:
    hxm_status submit(sdk::RequestBuilder& request, test::FakeSink& sink) {
        return table_->submit(instance_->self(), 1, request.view(), sink.raw());
    }

    test::FakeHost host_;
    test::PluginFile file_{HEXAMETER_EXAMPLE_PLUGIN_DIR "/provider_in_c.so"};
    std::unique_ptr<test::PluginInstance> instance_ = file_.create(host_, "parrot");
    const hxm_provider_async* table_ = instance_->interface<hxm_provider_async>(HXM_IF_ASYNC);
};

TEST_F(ProviderInC, SaysTheLastMessageAgain) {
    sdk::RequestBuilder request;
    request.message(sdk::Role::system, "Be a parrot.").message(sdk::Role::user, "Hello ");
    request.text("there");
    test::FakeSink sink;
    EXPECT_EQ(submit(request, sink), HXM_OK);
    EXPECT_EQ(sink.text(), "Hello there");
    EXPECT_EQ(sink.chunks().size(), 2U);
    EXPECT_EQ(sink.dones(), std::vector<hxm_status>{HXM_OK});
}

TEST_F(ProviderInC, StopsWhenTheSinkDoes) {
    sdk::RequestBuilder request;
    request.message(sdk::Role::user, "a").text("b").text("c");
    test::FakeSink sink;
    sink.answer_from(1, HXM_STOP);
    EXPECT_EQ(submit(request, sink), HXM_OK);
    EXPECT_EQ(sink.chunks().size(), 2U);
    EXPECT_EQ(sink.dones(), std::vector<hxm_status>{HXM_E_CANCELLED});
}

TEST_F(ProviderInC, RefusesARequestWithoutAMessage) {
    sdk::RequestBuilder request;
    test::FakeSink sink;
    EXPECT_EQ(submit(request, sink), HXM_E_UNSUPPORTED);
    EXPECT_EQ(host_.last_error(),
              "parrot repeats a message: send it one; it has no list of models");
    EXPECT_TRUE(sink.dones().empty());
}

TEST_F(ProviderInC, SaysInWordsThatItListsNoModels) {
    hxm_request request{};
    request.struct_size = sizeof request;
    request.kind = HXM_KIND_LIST_MODELS;
    test::FakeSink sink;
    ASSERT_EQ(table_->submit(instance_->self(), 7, &request, sink.raw()), HXM_E_UNSUPPORTED);
    const auto errors = host_.errors();
    ASSERT_EQ(errors.size(), 1U);
    EXPECT_EQ(errors[0].op, 7U);
    EXPECT_EQ(errors[0].status, HXM_E_UNSUPPORTED);
    EXPECT_EQ(errors[0].text, "parrot repeats a message: send it one; it has no list of models");
    EXPECT_TRUE(sink.dones().empty());
}

TEST(MetricInCpp, SaysWhetherAnAnswerBeginsWithAReference) {
    test::MetricPlugin metric("starts_with", "{}",
                              HEXAMETER_EXAMPLE_PLUGIN_DIR "/metric_in_cpp.so");
    EXPECT_EQ(metric.score({"Paris, of course."}, {"Lima", "Paris"}), 1);
    EXPECT_EQ(metric.score({"It is Paris."}, {"Lima", "Paris"}), 0);
    EXPECT_EQ(metric.score({"Paris", "paris"}, {"Paris"}), 0.5);
    EXPECT_EQ(metric.score({"Paris"}, {}), std::nullopt);
    EXPECT_EQ(metric.score({}, {"Paris"}), std::nullopt);
}

TEST(ModalityInCpp, AsksForAHaikuAndCountsItsLines) {
    test::FakeHost host;
    const test::PluginFile file(HEXAMETER_EXAMPLE_PLUGIN_DIR "/modality_in_cpp.so");
    const auto instance = file.create(host, "haiku");
    ASSERT_NE(instance, nullptr);
    const auto* table = instance->interface<hxm_modality>(HXM_IF_MODALITY);

    const hxm_request* request = nullptr;
    ASSERT_EQ(table->prepare(instance->self(), 1, sdk::str(R"({"topic":"rain"})"), &request),
              HXM_OK);
    EXPECT_EQ(sdk::Request(request).messages()[0].text(), "Write a haiku about rain.");

    for (const char* piece : {"one\ntw", "o\n", "\nthree"}) {
        const hxm_chunk chunk{sizeof(hxm_chunk),      HXM_CHUNK_CONTENT, 0, 0,
                              sdk::str("text/plain"), sdk::buf(piece),   0, 0};
        EXPECT_EQ(table->observe(instance->self(), 1, &chunk, 1), HXM_OK);
    }
    hxm_timeline times{};
    times.struct_size = sizeof times;
    test::FakeWriter writer;
    ASSERT_EQ(table->finish(instance->self(), 1, HXM_OK, &times, &writer.raw), HXM_OK);
    ASSERT_EQ(writer.metrics.size(), 1U);
    EXPECT_EQ(writer.metrics[0].value, 3);
    table->release(instance->self(), 1);

    EXPECT_EQ(table->prepare(instance->self(), 2, sdk::str("{}"), &request), HXM_E_ARG);
    EXPECT_NE(host.last_error().find("\"topic\""), std::string::npos);
    table->release(instance->self(), 2);
}

}  // namespace
}  // namespace hexameter
