// Async providers: exactly one done, nothing after it, whatever becomes of the operation.
#include <gtest/gtest.h>

#include "contract/plugin_under_test.hpp"
#include "hexameter/sdk/request_builder.hpp"
#include "support/fake_sinks.hpp"

namespace hexameter::test {
namespace {

class Async : public ::testing::TestWithParam<OfferedPlugin> {
  protected:
    Async() : instance_(GetParam().create(host_)) {
        EXPECT_GE(instance_->start(), 0) << host_.last_error();
        table_ = instance_->interface<hxm_provider_async>(HXM_IF_ASYNC);
        builder_.task(sdk::Task::chat).message(sdk::Role::user, "Say hello.");
        request_ = *builder_.view();
        request_.params_json = sdk::str(R"({"max_tokens":3})");
        request_.flags = HXM_RQ_STREAM;
        request_.remaining_ns = 60'000'000'000U;
    }

    // The status of submit; the operation is over when this returns.
    hxm_status run(hxm_op op, const hxm_request& request, FakeSink& sink, bool cancel = false) {
        const hxm_status status = table_->submit(instance_->self(), op, &request, sink.raw());
        if (status >= 0 && cancel) {
            host_.cancel(op);
            table_->cancel(instance_->self(), op);
            table_->cancel(instance_->self(), op);
        }
        if (status >= 0) {
            EXPECT_TRUE(sink.wait_done()) << "no done";
        }
        table_->cancel(instance_->self(), op);
        return status;
    }

    static void expect_order(hxm_status submitted, const FakeSink& sink) {
        EXPECT_EQ(sink.dones().size(), submitted < 0 ? 0U : 1U);
        EXPECT_FALSE(sink.chunk_after_done());
        EXPECT_LE(sink.sents(), 1U);
        if (submitted < 0) {
            EXPECT_TRUE(sink.chunks().empty());
        }
    }

    FakeHost host_;
    std::unique_ptr<PluginInstance> instance_;
    const hxm_provider_async* table_ = nullptr;
    sdk::RequestBuilder builder_;
    hxm_request request_{};
};

TEST_P(Async, EndsEveryKindOfRequestOnce) {
    hxm_op op = 0;
    for (const auto kind :
         {HXM_KIND_GENERATE, HXM_KIND_LIST_MODELS, HXM_KIND_DESCRIBE_MODEL, HXM_KIND_HEALTH}) {
        FakeSink sink;
        request_.kind = static_cast<std::uint32_t>(kind);
        const hxm_status submitted = run(++op, request_, sink);
        instance_->stop();
        expect_order(submitted, sink);
        EXPECT_GE(instance_->start(), 0) << "starts again after a stop";
    }
}

TEST_P(Async, EndsACancelledOperationOnce) {
    FakeSink sink;
    const hxm_status submitted = run(1, request_, sink, true);
    instance_->stop();
    expect_order(submitted, sink);
}

TEST_P(Async, EndsOnceWhenTheSinkStops) {
    FakeSink sink;
    sink.answer_from(0, HXM_STOP);
    const hxm_status submitted = run(1, request_, sink);
    instance_->stop();
    expect_order(submitted, sink);
}

TEST_P(Async, RefusesOrAnswersARequestThatSaysNothing) {
    hxm_request empty{};
    empty.struct_size = sizeof empty;
    FakeSink sink;
    const hxm_status submitted = run(1, empty, sink);
    instance_->stop();
    expect_order(submitted, sink);
}

TEST_P(Async, TakesACancelOfAnOperationThatItNeverHad) {
    host_.cancel(99);
    table_->cancel(instance_->self(), 99);
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(Async);
INSTANTIATE_TEST_SUITE_P(Contract, Async,
                         ::testing::ValuesIn(plugins_with(HXM_PLUGIN_PROVIDER, {HXM_IF_ASYNC})),
                         NameOfParam());

}  // namespace
}  // namespace hexameter::test
