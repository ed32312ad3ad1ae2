#include "hexameter/sdk/entry.hpp"

#include <gtest/gtest.h>

#include "hexameter/sdk/metric.hpp"
#include "support/fake_host.hpp"

namespace hexameter::sdk {
namespace {

struct Good : Metric {
    using Metric::Metric;

    Status start() override { throw Error(Status::config, "cannot start"); }

    Status score(const ScoreInput& /*input*/, Writer& /*out*/) override { return Status::ok; }
};

struct Picky : Good {
    explicit Picky(const Setup& setup) : Good(setup) {
        throw Error(Status::config, "\"" + std::string(setup.config_json) + "\" will not do");
    }
};

}  // namespace
}  // namespace hexameter::sdk

namespace sdk = hexameter::sdk;
HEXAMETER_PLUGIN(sdk::metric<sdk::Good>("good"), sdk::metric<sdk::Picky>("picky"));

namespace hexameter::sdk {
namespace {

hxm_status create(test::FakeHost& host, const char* id, const hxm_instance** out) {
    return hexameter_plugin_v1.create(host.raw(), id, str("{}"), out);
}

TEST(Entry, SaysWhatItIs) {
    EXPECT_EQ(hexameter_plugin_v1.struct_size, sizeof(hxm_entry));
    EXPECT_EQ(hexameter_plugin_v1.abi_major, HXM_ABI_MAJOR);
    EXPECT_EQ(hexameter_plugin_v1.abi_minor_built, HXM_ABI_MINOR);
    EXPECT_EQ(hexameter_plugin_v1.abi_minor_needed, 0U);
    EXPECT_EQ(hexameter_plugin_v1.count(), 1U);
    EXPECT_EQ(hexameter_plugin_v1.describe(1), nullptr);
}

TEST(Entry, CreatesByIdAndStartsWithTheError) {
    test::FakeHost host;
    const hxm_instance* instance = nullptr;
    ASSERT_EQ(create(host, "good", &instance), HXM_OK);
    EXPECT_EQ(instance->start(instance->self), HXM_E_CONFIG);
    EXPECT_EQ(host.errors().back().op, 0U);
    EXPECT_EQ(host.last_error(), "cannot start");
    instance->destroy(instance->self);
}

TEST(Entry, RefusesAnIdThatItHasNotAndNamesThoseThatItHas) {
    test::FakeHost host;
    const hxm_instance* instance = nullptr;
    EXPECT_EQ(create(host, "goo", &instance), HXM_E_ARG);
    EXPECT_EQ(instance, nullptr);
    EXPECT_NE(host.last_error().find("good, picky"), std::string::npos);
}

TEST(Entry, HandsOnWhatAConstructorRefuses) {
    test::FakeHost host;
    const hxm_instance* instance = nullptr;
    EXPECT_EQ(create(host, "picky", &instance), HXM_E_CONFIG);
    EXPECT_EQ(instance, nullptr);
    EXPECT_EQ(host.last_error(), "\"{}\" will not do");
}

TEST(Host, ReadsSecretsAndSaysWhichIsMissing) {
    test::FakeHost fake;
    fake.add_secret("KEY", "value");
    const Host host(fake.raw());
    EXPECT_EQ(host.secret("KEY"), "value");
    EXPECT_THROW(static_cast<void>(host.secret("OTHER")), Error);
}

TEST(Host, DoesWithoutWhatAShortTableLacks) {
    test::FakeHost fake;
    fake.services().struct_size = offsetof(hxm_host, log);
    const Host host(fake.raw());
    host.log(LogLevel::info, "lost");
    EXPECT_TRUE(fake.log().empty());
    EXPECT_FALSE(host.is_cancelled(1));
    EXPECT_EQ(host.extension<hxm_host_media>(HXM_HOST_MEDIA), nullptr);
    EXPECT_THROW(static_cast<void>(host.random_u64(1)), Error);
}

}  // namespace
}  // namespace hexameter::sdk
