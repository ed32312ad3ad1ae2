#include "hexameter/simulator/definition.hpp"

#include <gmock/gmock.h>

namespace hexameter::simulator {
namespace {

using ::testing::HasSubstr;

TEST(AddModel, TakesABaseAndChangesFromOneLine) {
    auto models = built_in_models();
    ASSERT_EQ(add_model(models, "mine=reasoner,ttft_ms=1.5,fault=cut,pace=false"), "");

    const ModelProfile* mine = find_model(models, "mine");
    ASSERT_NE(mine, nullptr);
    EXPECT_EQ(mine->ttft_ms.median, 1.5);
    EXPECT_EQ(mine->reasoning_share, 0.6);
    EXPECT_EQ(mine->fault, Fault::cut);
    EXPECT_FALSE(mine->pace);
}

TEST(AddModel, ReplacesAModelOfThatName) {
    auto models = built_in_models();
    const std::size_t count = models.size();
    ASSERT_EQ(add_model(models, "swift=slow"), "");

    EXPECT_EQ(models.size(), count);
    EXPECT_EQ(find_model(models, "swift")->ttft_ms.median, 800);
}

TEST(AddModel, SaysWhatIsWrongAndAddsNothing) {
    auto models = built_in_models();
    const std::size_t count = models.size();

    EXPECT_THAT(add_model(models, "mine"), HasSubstr("name=like"));
    EXPECT_THAT(add_model(models, "mine=fast"), HasSubstr("swift, steady"));
    EXPECT_THAT(add_model(models, "a\"b=swift"), HasSubstr("letters"));
    EXPECT_THAT(add_model(models, "=swift"), HasSubstr("letters"));
    EXPECT_THAT(add_model(models, "mine=swift,ttft_ms"), HasSubstr("key=value"));
    EXPECT_THAT(add_model(models, "mine=swift,ttft_ms=soon"), HasSubstr("ttft_ms"));
    EXPECT_THAT(add_model(models, "mine=swift,error_rate=2"), HasSubstr("from 0 to 1"));
    EXPECT_EQ(models.size(), count);
}

}  // namespace
}  // namespace hexameter::simulator
