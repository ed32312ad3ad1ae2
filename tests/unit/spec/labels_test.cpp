#include "spec/labels.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hexameter::detail {
namespace {

std::vector<std::string> labelled(std::vector<ModelSpec> models) {
    assign_labels(models);
    std::vector<std::string> labels;
    for (const auto& model : models) labels.push_back(model.label);
    return labels;
}

using ::testing::ElementsAre;

TEST(Labels, AreTheModelsNamesWhereThoseDiffer) {
    EXPECT_THAT(labelled({{"ollama", "a", "", "", ""}, {"ollama", "b", "mine", "", ""}}),
                ElementsAre("a", "mine"));
}

TEST(Labels, NameTheProviderToo_WhenTwoModelsHaveOneName) {
    EXPECT_THAT(labelled({{"ollama", "a", "", "", ""}, {"openai", "a", "", "", ""}}),
                ElementsAre("ollama/a", "openai/a"));
    EXPECT_THAT(labelled({{"ollama", "a", "", "", ""}, {"openai", "b", "a", "", ""}}),
                ElementsAre("ollama/a", "a"));
}

TEST(Labels, CountTheSameModelOfTheSameProvider) {
    EXPECT_THAT(labelled({{"p", "a", "", "", ""}, {"p", "a", "", "", ""}, {"p", "a", "", "", ""}}),
                ElementsAre("p/a", "p/a #2", "p/a #3"));
    EXPECT_THAT(
        labelled({{"p", "a", "", "", ""}, {"p", "a", "", "", ""}, {"q", "x", "p/a", "", ""}}),
        ElementsAre("p/a #2", "p/a #3", "p/a"));
}

TEST(RepeatedLabel, NamesTheFirstPair) {
    const std::vector<ModelSpec> models{{"p", "a", "x", "", ""},
                                        {"p", "b", "", "", ""},
                                        {"p", "c", "", "", ""},
                                        {"p", "d", "x", "", ""}};
    const auto repeated = repeated_label(models);
    ASSERT_TRUE(repeated);
    EXPECT_EQ(*repeated, std::pair(std::size_t{0}, std::size_t{3}));
    EXPECT_FALSE(repeated_label({models[0], models[1], models[2]}));
}

}  // namespace
}  // namespace hexameter::detail
