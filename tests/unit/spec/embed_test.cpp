// hexameter_embed() (cmake/embed.cmake) against characters that CMake gives a meaning.
#include <gtest/gtest.h>

#include <string_view>

#include "spec/embedded.hpp"
#include "unit/base/temp_folder.hpp"

namespace hexameter::embedded {

extern const std::string_view tricky_text;
extern const std::string_view long_text;

namespace {

using testing::content_of;

TEST(Embed, KeepsEveryByte) {
    EXPECT_EQ(tricky_text, content_of(HEXAMETER_TEST_DATA "/embed/tricky.txt"));
    EXPECT_EQ(run_schema, content_of(HEXAMETER_SOURCE_DIR "/schemas/run.schema.json"));
}

TEST(Embed, TakesTextsLongerThanACompilerMustAccept) {
    EXPECT_EQ(long_text, content_of(HEXAMETER_BUILD_DIR "/tests/unit/spec/long.txt"));
    EXPECT_GT(long_text.size(), 200'000U);
}

}  // namespace
}  // namespace hexameter::embedded
