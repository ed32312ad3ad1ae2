// Modalities: samples of any kind are taken or refused in words, and operations do not mix.
#include <gtest/gtest.h>

#include "contract/plugin_under_test.hpp"
#include "hexameter/sdk/views.hpp"
#include "support/fake_sinks.hpp"

namespace hexameter::test {
namespace {

class AnyModality : public ::testing::TestWithParam<OfferedPlugin> {
  protected:
    AnyModality() : instance_(GetParam().create(host_)) {
        EXPECT_GE(instance_->start(), 0) << host_.last_error();
        table_ = instance_->interface<hxm_modality>(HXM_IF_MODALITY);
    }

    FakeHost host_;
    std::unique_ptr<PluginInstance> instance_;
    const hxm_modality* table_ = nullptr;
};

TEST_P(AnyModality, TakesASampleOrSaysWhyNot) {
    hxm_op op = 0;
    for (const char* sample : {"", "{}", "[]", "null", "{", R"({"prompt":7})", "\"\xFF\""}) {
        const std::size_t errors_before = host_.error_count();
        const hxm_request* request = nullptr;
        const hxm_status status =
            table_->prepare(instance_->self(), ++op, sdk::str(sample), &request);
        if (status < 0) {
            EXPECT_GT(host_.error_count(), errors_before) << sample;
            EXPECT_EQ(host_.errors().back().op, op) << sample;
        } else {
            ASSERT_NE(request, nullptr) << sample;
            EXPECT_TRUE(HXM_HAS(request, hxm_request, attempt));
            EXPECT_EQ(request->model.n, 0U) << "the host's to fill";
        }
        table_->release(instance_->self(), op);
    }
}

TEST_P(AnyModality, RefusesToFinishWhatWasNeverPrepared) {
    hxm_timeline times{};
    times.struct_size = sizeof times;
    FakeWriter writer;
    EXPECT_LT(table_->finish(instance_->self(), 77, HXM_OK, &times, &writer.raw), 0);
    table_->release(instance_->self(), 77);
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(AnyModality);
INSTANTIATE_TEST_SUITE_P(Contract, AnyModality,
                         ::testing::ValuesIn(offered_plugins(HXM_PLUGIN_MODALITY)), NameOfParam());

}  // namespace
}  // namespace hexameter::test
