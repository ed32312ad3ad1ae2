#include "base/sha256.hpp"

#include <gtest/gtest.h>

namespace hexameter::detail {
namespace {

TEST(Sha256, IsThatOfTheTextsWithAZeroByteAfterEach) {
    EXPECT_EQ(sha256_of({}), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    // printf 'abc\0' | sha256sum
    EXPECT_EQ(sha256_of({"abc"}),
              "dc1114cd074914bd872cc1f9a23ec910ea2203bc79779ab2e17da25782a624fc");
    EXPECT_NE(sha256_of({"ab", "c"}), sha256_of({"a", "bc"}));
}

}  // namespace
}  // namespace hexameter::detail
