#include "stats/clusters.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace hexameter::detail {
namespace {

TEST(ClusteredError, HasBothFlavoursValues) {
    // Values 0 to 19, value i in cluster i mod 4. Residual sums of the clusters: -7.5, -2.5, 2.5,
    // 7.5, squares 125. Inspect: sqrt(125 x 4 / 3) / 20 = 0.6455 (its tests say 0.645). Products
    // within clusters: 125 - 665; lmms-eval: 665 / 19 / 20 - 540 / 400 = 0.4.
    std::vector<double> values;
    std::vector<std::string> clusters;
    for (int i = 0; i < 20; ++i) {
        values.push_back(i);
        clusters.push_back(std::to_string(i % 4));
    }
    EXPECT_NEAR(clustered_error(values, clusters), 0.645, 1e-3);
    EXPECT_NEAR(clustered_error(values, clusters, ClusterFlavour::inspect),
                std::sqrt(125.0 * 4 / 3) / 20, 1e-12);
    EXPECT_NEAR(clustered_error(values, clusters, ClusterFlavour::lmms_eval), std::sqrt(0.4),
                1e-12);
}

TEST(ClusteredError, OfClustersOfOneIsThePlainOne) {
    // 1, 2, 3, 4: deviation sqrt(5 / 3), over sqrt(4).
    const std::vector<double> values{1, 2, 3, 4};
    const std::vector<std::string> clusters{"a", "b", "c", "d"};
    const double plain = std::sqrt(5.0 / 3) / 2;
    EXPECT_NEAR(clustered_error(values, clusters), plain, 1e-12);
    EXPECT_NEAR(clustered_error(values, clusters, ClusterFlavour::lmms_eval), plain, 1e-12);
}

TEST(ClusteredError, GrowsWhereAnswersToASampleAreAlike) {
    const std::vector<double> values{1, 1, 1, 5, 5, 5};
    const std::vector<std::string> alike{"a", "a", "a", "b", "b", "b"};
    const std::vector<std::string> apart{"a", "b", "c", "d", "e", "f"};
    EXPECT_GT(clustered_error(values, alike), 1.5 * clustered_error(values, apart));
}

TEST(ClusteredError, OfOneClusterIsNotKnown) {
    const std::vector<double> values{1, 2};
    const std::vector<std::string> clusters{"a", "a"};
    EXPECT_EQ(clustered_error(values, clusters), 0);
    EXPECT_EQ(clustered_error({}, {}), 0);
}

}  // namespace
}  // namespace hexameter::detail
