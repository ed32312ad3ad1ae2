// Metrics: what a number is called, in which unit, which way is better, and its values.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace hexameter {

enum class Direction { info, higher_is_better, lower_is_better };
enum class Aggregate { mean, ratio, none };  // ratio: sum(value * weight) / sum(weight)

// The card of one metric. `id` is unique in a run; `origin` is "host" or the plugin's id.
struct MetricDefinition {
    std::string id;
    std::string unit;    // "ns", "tokens", "tokens/s", "1" for shares and scores
    std::string help;    // one line: the definition
    std::string source;  // where the formula comes from
    std::string origin = "host";
    Direction direction = Direction::info;
    Aggregate aggregate = Aggregate::mean;
};

// One value of one iteration. A metric that could not be measured has no value at all.
struct MetricValue {
    std::string metric;
    std::string label;  // "" or a variant such as "k=5"
    double value = 0;
    double weight = 1;
};

// A distribution over the measured, successful iterations of one model.
// A percentile that the sample does not support is absent, never guessed.
struct Distribution {
    std::uint64_t n = 0;
    double mean = 0;
    double stddev = 0;  // n - 1 in the denominator; 0 when n < 2
    double min = 0;
    double max = 0;
    double median = 0;
    std::map<int, double> percentiles;  // key: tenths of a percent (900 = p90)
};

}  // namespace hexameter
