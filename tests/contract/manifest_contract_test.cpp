// The manifest in the file and the descriptors that the code hands out say the same.
#include <gtest/gtest.h>
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <array>
#include <map>

#include "contract/elf_view.hpp"
#include "contract/plugin_under_test.hpp"

namespace hexameter::test {
namespace {

using Value = rapidjson::Value;

const Value& member(const Value& object, const char* name) {
    static const Value null;
    return object.HasMember(name) ? object[name] : null;
}

void expect_text(const Value& expected, const char* text, const std::string& what) {
    if (expected.IsNull()) {
        EXPECT_EQ(text, nullptr) << what;
    } else {
        ASSERT_NE(text, nullptr) << what;
        EXPECT_STREQ(expected.GetString(), text) << what;
    }
}

void expect_json(const Value& expected, const char* text, const std::string& what) {
    if (expected.IsNull()) {
        EXPECT_EQ(text, nullptr) << what;
        return;
    }
    ASSERT_NE(text, nullptr) << what;
    rapidjson::Document said;
    said.Parse(text);
    ASSERT_FALSE(said.HasParseError()) << what;
    EXPECT_TRUE(said == expected) << what << ": " << text;
}

template <std::size_t N>
std::uint64_t place_of(const Value& word, const std::array<const char*, N>& known) {
    for (std::size_t i = 0; i < N; ++i) {
        if (word.IsString() && std::string(known.at(i)) == word.GetString()) {
            return i;
        }
    }
    return word.IsNull() ? 0 : N;
}

template <std::size_t N>
std::uint64_t bits_of(const Value& words, const std::array<const char*, N>& known) {
    std::uint64_t bits = 0;
    if (words.IsArray()) {
        for (const Value& word : words.GetArray()) {
            bits |= std::uint64_t{1} << place_of(word, known);
        }
    }
    return bits;
}

constexpr std::array kinds{"", "provider", "modality", "metric", "decoder"};
constexpr std::array flags{"deterministic", "concurrent", "needs_network"};
constexpr std::array tasks{"",           "chat",       "complete",  "transcribe", "speak",
                           "make_image", "make_video", "make_mesh", "embed"};
constexpr std::array directions{"info", "higher", "lower"};
constexpr std::array aggregates{"mean", "ratio", "none"};

void expect_metric(const Value& expected, const hxm_metric_def& said) {
    expect_text(member(expected, "id"), said.id, "metric id");
    expect_text(member(expected, "unit"), said.unit, "metric unit");
    expect_text(member(expected, "help"), said.help, "metric help");
    expect_text(member(expected, "source"), said.source, "metric source");
    EXPECT_EQ(place_of(member(expected, "direction"), directions), said.direction);
    EXPECT_EQ(place_of(member(expected, "aggregate"), aggregates), said.aggregate);
    for (const char* text : {said.id, said.unit, said.help, said.source}) {
        EXPECT_TRUE(text != nullptr && *text != '\0') << "a metric says id, unit, help and source";
    }
}

void expect_plugin(const Value& expected, const hxm_descriptor& said) {
    SCOPED_TRACE(said.id);
    EXPECT_GE(said.struct_size, offsetof(hxm_descriptor, sample_schema_json));
    EXPECT_EQ(place_of(member(expected, "kind"), kinds), said.kind);
    const std::map<const char*, const char*> texts{
        {"id", said.id},           {"name", said.name},       {"version", said.version},
        {"license", said.license}, {"accepts", said.accepts}, {"produces", said.produces}};
    for (const auto& [name, text] : texts) {
        expect_text(member(expected, name), text, name);
    }
    for (const char* text : {said.id, said.name, said.version, said.license}) {
        EXPECT_TRUE(text != nullptr && *text != '\0') << "id, name, version, license are musts";
    }
    expect_json(member(expected, "config_schema"), said.config_schema_json, "config_schema");
    expect_json(member(expected, "sample_schema"), said.sample_schema_json, "sample_schema");
    EXPECT_EQ(bits_of(member(expected, "tasks"), tasks), said.tasks);
    EXPECT_EQ(bits_of(member(expected, "flags"), flags), said.flags);
    const Value& metrics = member(expected, "metrics");
    ASSERT_EQ(metrics.IsArray() ? metrics.Size() : 0U, said.metric_count);
    for (std::uint32_t i = 0; i < said.metric_count; ++i) {
        expect_metric(metrics[i], *HXM_AT(hxm_metric_def, said.metrics, said.metric_stride, i));
    }
}

class Manifest : public ::testing::TestWithParam<PluginUnderTest> {};

TEST_P(Manifest, SaysWhatTheDescriptorsSay) {
    rapidjson::Document manifest;
    manifest.Parse(view_elf(GetParam().file).manifest);
    ASSERT_TRUE(manifest.IsObject()) << "no JSON in .hxm_manifest";
    const PluginFile file(GetParam().file.string());
    const hxm_entry& entry = file.entry();
    EXPECT_EQ(manifest["abi"]["major"].GetUint(), entry.abi_major);
    EXPECT_EQ(manifest["abi"]["minor_built"].GetUint(), entry.abi_minor_built);
    EXPECT_EQ(manifest["abi"]["minor_needed"].GetUint(), entry.abi_minor_needed);
    ASSERT_EQ(manifest["plugins"].Size(), entry.count());
    for (std::uint32_t i = 0; i < entry.count(); ++i) {
        expect_plugin(manifest["plugins"][i], *entry.describe(i));
    }
}

INSTANTIATE_TEST_SUITE_P(Contract, Manifest, ::testing::ValuesIn(plugins_under_test()),
                         NameOfParam());

}  // namespace
}  // namespace hexameter::test
