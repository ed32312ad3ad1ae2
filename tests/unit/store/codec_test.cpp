#include "store/codec.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "same_records.hpp"
#include "store/little_endian.hpp"
#include "store_fixtures.hpp"

namespace hexameter::detail {
namespace {

using testing_store::expect_same;
using testing_store::full_header;
using testing_store::full_iteration;
using testing_store::full_summary;

std::string with_json(const std::string& json, std::string_view encoded) {
    constexpr std::uint32_t values_follow = 1U << 31U;
    std::string bytes(4, '\0');
    store_u32(bytes.data(), static_cast<std::uint32_t>(json.size()) | values_follow);
    return bytes + json + std::string(encoded.substr(4 + (load_u32(encoded) & ~values_follow)));
}

TEST(Codec, BringsBackEveryFieldOfAHeader) {
    const auto header = full_header();
    const auto back = decode_header(encode_header(header));
    ASSERT_TRUE(back.has_value()) << back.error().text();
    expect_same(header, back.value());
}

// As earlier builds kept them.
TEST(Codec, BringsBackParametersOfAHeaderThatNoRunMayHaveToday) {
    auto header = full_header();
    header.spec.parameters_json =
        R"({"temperature":0.7,"top_k":40,"extra":{"seed":18446744073709551615}})";
    header.spec.models[0].parameters_json = R"({"min_p":0.1,"stop":null})";
    const auto back = decode_header(encode_header(header));
    ASSERT_TRUE(back.has_value()) << back.error().text();
    expect_same(header, back.value());
    EXPECT_EQ(back->spec.parameters_json, header.spec.parameters_json);
    EXPECT_EQ(back->spec.models[0].parameters_json, header.spec.models[0].parameters_json);
}

TEST(Codec, BringsBackEveryFieldOfAnIteration) {
    const auto record = full_iteration();
    const auto back = decode_iteration(encode_iteration(record));
    ASSERT_TRUE(back.has_value()) << back.error().text();
    expect_same(record, back.value());
}

TEST(Codec, BringsBackEveryFieldOfASummary) {
    const auto summary = full_summary();
    const auto back = decode_summary(encode_summary(summary));
    ASSERT_TRUE(back.has_value()) << back.error().text();
    expect_same(summary, back.value());
}

TEST(Codec, BringsBackRecordsWithNothingInThem) {
    const auto iteration = decode_iteration(encode_iteration(IterationRecord{}));
    ASSERT_TRUE(iteration.has_value()) << iteration.error().text();
    expect_same(IterationRecord{}, iteration.value());
    const auto summary = decode_summary(encode_summary(RunSummary{}));
    ASSERT_TRUE(summary.has_value()) << summary.error().text();
    expect_same(RunSummary{}, summary.value());
    RunHeader empty;
    empty.spec = full_header().spec;  // a spec has fields that it cannot be without
    const auto header = decode_header(encode_header(empty));
    ASSERT_TRUE(header.has_value()) << header.error().text();
    expect_same(empty, header.value());
}

TEST(Codec, KeepsTheHostAsItWasWritten) {
    for (const std::string host : {"", "{}", "{ \"spaced\" : 1 }", "not json", "[1,2.50]", "\"s\"",
                                   R"({"big":12345678901234567890123})"}) {
        auto header = full_header();
        header.host_json = host;
        const auto back = decode_header(encode_header(header));
        ASSERT_TRUE(back.has_value()) << back.error().text();
        EXPECT_EQ(back.value().host_json, host);
    }
}

TEST(Codec, KeepsNumbersThatAreNotFinite) {
    auto record = full_iteration();
    constexpr double infinity = std::numeric_limits<double>::infinity();
    record.values = {{"a", "", std::nan(""), 1}, {"a", "", infinity, 1}, {"a", "", -infinity, 1}};
    const auto back = decode_iteration(encode_iteration(record));
    ASSERT_TRUE(back.has_value()) << back.error().text();
    const auto& kept = back.value().values;
    const std::vector<MetricValue> values(kept.begin(), kept.end());
    ASSERT_EQ(values.size(), 3U);
    EXPECT_TRUE(std::isnan(values[0].value));
    EXPECT_EQ(values[1].value, infinity);
    EXPECT_EQ(values[2].value, -infinity);
}

TEST(Codec, IgnoresUnknownFieldsAndDefaultsMissingOnes) {
    const auto summary = decode_summary(R"({"duration_ns": 5, "of_tomorrow": {"deep": [1]}})");
    ASSERT_TRUE(summary.has_value()) << summary.error().text();
    EXPECT_EQ(summary.value().duration, Nanos(5));
    EXPECT_EQ(summary.value().status, RunStatus::complete);
    const auto encoded = encode_iteration(IterationRecord{});
    const auto iteration = decode_iteration(with_json(R"({"seq": 7, "new": null})", encoded));
    ASSERT_TRUE(iteration.has_value()) << iteration.error().text();
    EXPECT_EQ(iteration.value().seq, 7U);
    EXPECT_EQ(iteration.value().status, IterationStatus::ok);
}

TEST(Codec, NamesTheFieldOfTheWrongType) {
    const auto summary = decode_summary(R"({"duration_ns": "long"})");
    ASSERT_TRUE(summary.has_error());
    EXPECT_NE(summary.error().message().find("duration_ns"), std::string::npos);
    EXPECT_TRUE(decode_summary(R"({"status": "of_tomorrow"})").has_error());
    EXPECT_TRUE(decode_summary(R"({"models": [{"ok": -1}]})").has_error());
    EXPECT_TRUE(decode_summary("[]").has_error());
    EXPECT_TRUE(decode_summary("").has_error());
}

TEST(Codec, ReadsTheHeadWithoutTheEvents) {
    auto record = full_iteration();
    const auto encoded = encode_iteration(record);
    const auto json = 4 + (load_u32(encoded) & 0x7fffffffU);
    const auto values = 4 + load_u32(std::string_view(encoded).substr(json));
    const auto head = decode_iteration(encoded.substr(0, json + values), IterationPart::head);
    ASSERT_TRUE(head.has_value()) << head.error().text();
    record.answer.clear();
    record.timeline.text.clear();
    record.timeline.events.clear();
    expect_same(record, head.value());
}

TEST(Codec, ReadsKeyAndValuesWithoutTheRest) {
    const auto record = full_iteration();
    const auto read = decode_iteration(encode_iteration(record), IterationPart::values);
    ASSERT_TRUE(read.has_value()) << read.error().text();
    IterationRecord wanted;
    wanted.seq = record.seq;
    wanted.model = record.model;
    wanted.sample = record.sample;
    wanted.iteration = record.iteration;
    wanted.repetition = record.repetition;
    wanted.warmup = record.warmup;
    wanted.status = record.status;
    wanted.values = record.values;
    // A name that is no UTF-8 does not stand in the JSON as text: then the whole head is read.
    if (read.value().timeline.sent)
        wanted = decode_iteration(encode_iteration(record), IterationPart::head).value();
    expect_same(read.value(), wanted);
}

TEST(Codec, RefusesEveryCutIterationWithoutReadingBeyondIt) {
    const auto encoded = encode_iteration(full_iteration());
    for (std::size_t size = 0; size < encoded.size(); ++size)
        EXPECT_TRUE(decode_iteration(std::string(encoded, 0, size)).has_error()) << size;
}

TEST(Codec, KeepsStampsWhoseDifferencesDoNotFit) {
    auto record = full_iteration();
    record.timeline.intended = Instant(Nanos(std::numeric_limits<std::int64_t>::max()));
    record.timeline.end = Instant(Nanos(std::numeric_limits<std::int64_t>::min()));
    const auto back = decode_iteration(encode_iteration(record));
    ASSERT_TRUE(back.has_value()) << back.error().text();
    expect_same(record, back.value());
}

TEST(Codec, SurvivesEveryChangedByteOfAnIteration) {
    const auto encoded = encode_iteration(full_iteration());
    for (std::size_t at = 0; at < encoded.size(); ++at) {
        auto changed = encoded;
        changed[at] = static_cast<char>(changed[at] ^ 0x41);
        const auto back = decode_iteration(changed);
        if (!back.has_value()) continue;
        const auto& timeline = back.value().timeline;
        for (const auto& event : timeline.events)
            EXPECT_EQ(timeline.text_of(event).size(), event.text_size);
    }
}

}  // namespace
}  // namespace hexameter::detail
