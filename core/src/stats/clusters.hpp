// Values that come in groups which are not independent: answers to the same sample.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>

#include "stats/intervals.hpp"

namespace hexameter::detail {

// The weighted mean of values that come one after the other, and how far off it may be.
class Clusters {
  public:
    // `scattered`: values of one cluster may come apart, so that each cluster is kept. Else all of
    // a cluster come in a row, and memory is constant.
    explicit Clusters(bool scattered) : scattered_(scattered) {}

    // Finite. Weights are not negative.
    void add(const std::string& cluster, double value, double weight = 1);

    [[nodiscard]] double mean() const;

    [[nodiscard]] double weight() const { return all_.weight; }

    // Standard error of the mean: root of the squares of the clusters' residual sums, times
    // G / (G - 1) for G clusters, over the sum of weights (as Inspect AI has it; with weights the
    // linearised ratio, Cochran 1977, section 6.4). 0 where there are fewer than two clusters.
    [[nodiscard]] double error() const;

    // Of the mean: by Student's t with G - 1 degrees of freedom, or, where each value is 0 or 1,
    // Wilson's for as many independent values as have this error, times the square of Student's t
    // for all values over that for G, at most all values (Korn and Graubard 1998). Absent below two
    // clusters.
    [[nodiscard]] std::optional<Interval> interval() const;

  private:
    struct Sums {
        double weighted = 0;  // of weight x (value - base_)
        double weight = 0;
    };

    // Over clusters that are whole.
    struct Moments {
        std::uint64_t clusters = 0;
        double squares = 0;
        double products = 0;  // of the two sums
        double weights = 0;   // squared
        void add(const Sums& sums);
    };

    [[nodiscard]] Moments moments() const;

    bool scattered_;
    double base_ = 0;  // the first value: sums of near values keep their digits
    bool shares_ = true;
    Sums all_;
    Moments whole_;
    std::unordered_map<std::string, Sums> kept_;
    std::string open_;  // the cluster that a value came for last
    std::optional<Sums> last_;
};

}  // namespace hexameter::detail
