#include "base/sha256.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace hexameter::detail {
namespace {

std::string hash_of(const std::vector<std::string>& texts) {
    return sha256_of(texts.size(), [&](std::size_t i) { return texts[i]; });
}

TEST(Sha256, IsThatOfTheTextsWithAZeroByteAfterEach) {
    EXPECT_EQ(hash_of({}), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    // printf 'abc\0' | sha256sum
    EXPECT_EQ(hash_of({"abc"}), "dc1114cd074914bd872cc1f9a23ec910ea2203bc79779ab2e17da25782a624fc");
    EXPECT_NE(hash_of({"ab", "c"}), hash_of({"a", "bc"}));
}

}  // namespace
}  // namespace hexameter::detail
