// The plugins that the contract suite runs on, and how it gets at them.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <iosfwd>
#include <memory>
#include <string>
#include <vector>

#include "support/plugin_file.hpp"

namespace hexameter::test {

// One shared library of the build.
struct PluginUnderTest {
    std::string name;
    std::filesystem::path file;
    std::filesystem::path source_dir;  // fixtures/config.json, fixtures/*.http
};

// One plugin inside one library.
struct OfferedPlugin {
    PluginUnderTest library;
    const hxm_descriptor* descriptor = nullptr;

    [[nodiscard]] std::string id() const { return descriptor->id; }

    // fixtures/config.json, for plugins that cannot do with their defaults; else "{}".
    [[nodiscard]] std::string config() const;

    // Fails the test, with the plugin's own words, when there is no instance.
    [[nodiscard]] std::unique_ptr<PluginInstance> create(FakeHost& host) const;
};

std::ostream& operator<<(std::ostream& out, const PluginUnderTest& plugin);
std::ostream& operator<<(std::ostream& out, const OfferedPlugin& plugin);

// All that the build made. Defined in a generated file.
[[nodiscard]] const std::vector<PluginUnderTest>& plugins_under_test();

// What those offer; kind: HXM_PLUGIN_*, 0 = all.
[[nodiscard]] std::vector<OfferedPlugin> offered_plugins(std::uint32_t kind = 0);

// Those of that kind that have one of the interfaces.
[[nodiscard]] std::vector<OfferedPlugin> plugins_with(
    std::uint32_t kind, const std::vector<const char*>& interface_ids);

// Names of parameterised tests: what << prints, as an identifier.
[[nodiscard]] std::string test_name(std::string text);

struct NameOfParam {
    template <class Param>
    std::string operator()(const ::testing::TestParamInfo<Param>& param) const {
        return test_name(::testing::PrintToString(param.param));
    }
};

}  // namespace hexameter::test
