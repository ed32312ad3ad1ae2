#include "stats/holm.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace hexameter::detail {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Holm, TakesEachTestTimesThoseThatAreLeft) {
    // 5 x 0.01, 4 x 0.02, 3 x 0.03; 2 x 0.04 and 1 x 0.05 are below what came before.
    EXPECT_THAT(
        holm(std::vector<double>{0.01, 0.02, 0.03, 0.04, 0.05}),
        ElementsAre(DoubleNear(0.05, 1e-15), DoubleNear(0.08, 1e-15), DoubleNear(0.09, 1e-15),
                    DoubleNear(0.09, 1e-15), DoubleNear(0.09, 1e-15)));
    EXPECT_THAT(holm(std::vector<double>{0.9, 0.001, 0.6}),
                ElementsAre(1, DoubleNear(0.003, 1e-15), 1));
    EXPECT_THAT(holm(std::vector<double>{0.03}), ElementsAre(0.03));
    EXPECT_THAT(holm({}), IsEmpty());
}

TEST(Holm, KeepsTheOrderAndNeverLowers) {
    std::mt19937_64 bits(5);
    std::uniform_real_distribution<double> draw(0, 1);
    std::vector<double> p(40);
    for (double& value : p) value = draw(bits) * draw(bits);
    const auto corrected = holm(p);
    for (std::size_t i = 0; i < p.size(); ++i) {
        EXPECT_GE(corrected[i], p[i]);
        EXPECT_LE(corrected[i], 1);
        for (std::size_t j = 0; j < p.size(); ++j)
            if (p[i] < p[j]) {
                EXPECT_LE(corrected[i], corrected[j]);
            }
    }
}

TEST(Holm, RarelyShowsADifferenceWhereThereIsNone) {
    // 4,000 families of 10 tests of nothing: one in 20 has a corrected p below 0.05.
    std::mt19937_64 bits(9);
    std::uniform_real_distribution<double> draw(0, 1);
    int wrong = 0;
    for (int family = 0; family < 4000; ++family) {
        std::vector<double> p(10);
        for (double& value : p) value = draw(bits);
        const auto corrected = holm(p);
        if (std::any_of(corrected.begin(), corrected.end(), [](double v) { return v < 0.05; }))
            ++wrong;
    }
    EXPECT_NEAR(wrong, 200, 60);
}

}  // namespace
}  // namespace hexameter::detail
