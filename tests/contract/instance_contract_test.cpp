// The life of an instance: made, started, stopped and gone, without a trace, whatever the host
// lacks.
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <filesystem>
#include <iterator>
#include <thread>

#include "contract/plugin_under_test.hpp"
#include "hexameter/sdk/views.hpp"

namespace hexameter::test {
namespace {

std::ptrdiff_t entries_of(const char* folder) {
    return std::distance(std::filesystem::directory_iterator(folder), {});
}

// A thread that was joined may still stand in /proc for an instant: the kernel wakes who joins
// before it takes the entry away.
std::ptrdiff_t threads_left(std::ptrdiff_t expected) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    auto threads = entries_of("/proc/self/task");
    while (threads > expected && std::chrono::steady_clock::now() < deadline) {
        std::this_thread::yield();
        threads = entries_of("/proc/self/task");
    }
    return threads;
}

class Life : public ::testing::TestWithParam<OfferedPlugin> {};

TEST_P(Life, AHundredTimesLeavesNoFileAndNoThreadBehind) {
    const auto once = [] {
        FakeHost host;
        const auto instance = GetParam().create(host);
        ASSERT_NE(instance, nullptr);
        EXPECT_GE(instance->start(), 0) << host.last_error();
    };
    once();  // what the first time sets up for good is no leak
    const auto files = entries_of("/proc/self/fd");
    const auto threads = entries_of("/proc/self/task");
    for (int i = 0; i < 100 && !HasFailure(); ++i) {
        once();
    }
    EXPECT_EQ(entries_of("/proc/self/fd"), files);
    EXPECT_LE(threads_left(threads), threads);
}

TEST_P(Life, IsDestroyedWithoutAStart) {
    FakeHost host;
    EXPECT_NE(GetParam().create(host), nullptr);
}

TEST_P(Life, SeveralInstancesLiveSideBySide) {
    FakeHost first_host;
    FakeHost second_host;
    const auto first = GetParam().create(first_host);
    auto second = GetParam().create(second_host);
    ASSERT_TRUE(first != nullptr && second != nullptr);
    EXPECT_GE(first->start(), 0);
    EXPECT_GE(second->start(), 0);
    second.reset();
    EXPECT_EQ(first->interface<void>("no such interface/1"), nullptr);
}

TEST_P(Life, AnswersUnknownInterfacesWithNull) {
    FakeHost host;
    const auto instance = GetParam().create(host);
    ASSERT_NE(instance, nullptr);
    for (const char* id : {"", "hexameter.modality", "hexameter.modality/99", "org.example.x/1"}) {
        EXPECT_EQ(instance->interface<void>(id), nullptr) << id;
    }
}

TEST_P(Life, HasTheInterfaceOfItsKind) {
    static const std::array<std::vector<const char*>, 5> interfaces{{
        {},
        {HXM_IF_CODEC, HXM_IF_ASYNC},
        {HXM_IF_MODALITY},
        {HXM_IF_METRIC, HXM_IF_METRIC_GROUP, HXM_IF_METRIC_CORPUS},
        {HXM_IF_DECODER, HXM_IF_TRANSFORM, HXM_IF_ENCODER},
    }};
    FakeHost host;
    const auto instance = GetParam().create(host);
    ASSERT_NE(instance, nullptr);
    std::size_t found = 0;
    for (const char* id : interfaces.at(GetParam().descriptor->kind)) {
        found += instance->interface<void>(id) != nullptr;
    }
    EXPECT_GT(found, 0U);
}

// A host of the first version that has no extension.
TEST_P(Life, LivesInABareHost) {
    FakeHost host;
    host.services().struct_size =
        offsetof(hxm_host, get_extension) + sizeof(hxm_host::get_extension);
    host.services().abi_minor = 0;
    const auto instance = GetParam().create(host);
    ASSERT_NE(instance, nullptr);
    EXPECT_GE(instance->start(), 0) << host.last_error();
}

TEST_P(Life, AnswersAConfigurationThatIsNoneWithAnErrorOrNotAtAll) {
    const PluginFile file(GetParam().library.file.string());
    for (const char* config : {"[", "[]", "7", "\xFF"}) {
        FakeHost host;
        hxm_status status = HXM_OK;
        const auto instance = file.create(host, GetParam().id(), config, &status);
        if (instance == nullptr) {
            EXPECT_EQ(status, HXM_E_CONFIG) << config;
            EXPECT_NE(host.last_error(), "") << config;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Contract, Life, ::testing::ValuesIn(offered_plugins()), NameOfParam());

}  // namespace
}  // namespace hexameter::test
