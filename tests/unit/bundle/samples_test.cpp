#include "bundle/samples.hpp"

#include <gtest/gtest.h>

#include "run/samples_hash.hpp"

namespace hexameter::detail {
namespace {

TEST(SampleLines, AreOneForEachAndHashAsTheSamplesDo) {
    const std::vector<Sample> samples{{"1", "{\"prompt\": \"a\\nb\", \"x\" : 1.50}", 1},
                                      {"b", "{\n\"id\": \"b\",\n\"prompt\": \"c\"}", 4}};
    const auto lines = lines_of(samples);
    ASSERT_TRUE(lines.has_value()) << lines.error().text();
    EXPECT_EQ(lines.value(), "{\"prompt\":\"a\\nb\",\"x\":1.5}\n{\"id\":\"b\",\"prompt\":\"c\"}\n");
    EXPECT_EQ(sha256_of_lines(lines.value()), samples_sha256(samples));
}

TEST(SampleLines, WouldGiveOtherIdsIsAnError) {
    EXPECT_TRUE(lines_of({{"7", R"({"prompt":"a"})", 7}}).has_error());
}

TEST(SampleLines, OfNoneAreNone) {
    EXPECT_EQ(sha256_of_lines(""), samples_sha256({}));
}

}  // namespace
}  // namespace hexameter::detail
