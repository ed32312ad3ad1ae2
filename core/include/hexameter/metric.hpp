// Metrics: what a number is called, in which unit, which way is better, and its values.
//
// Threads: these are values: several threads may read one at once, none while another changes it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <string_view>

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

// One value of one iteration. A metric that could not be measured has no value at all. The views
// are those of whoever gave it: of a MetricValues, until that changes or ends.
struct MetricValue {
    std::string_view metric;
    std::string_view label;  // "" or a variant such as "k=5"
    double value = 0;
    double weight = 1;
};

// The values of one iteration, in the order in which they were added. A run keeps those of all its
// iterations, so neighbours that differ in nothing but the number, as the gaps between tokens do,
// take eight bytes each.
class MetricValues {
  public:
    class Iterator;  // forward; gives each MetricValue by value

    MetricValues() = default;
    MetricValues(std::initializer_list<MetricValue> values);

    // Neither with this one nor with a value of it: its views end when it grows.
    void push_back(const MetricValue& value);
    void append(const MetricValues& values);

    void clear() { *this = {}; }

    // For about as many metrics, and as many values of the same metric as the one before.
    void reserve(std::size_t metrics, std::size_t repeated);

    void shrink_to_fit() { packed_.shrink_to_fit(); }

    [[nodiscard]] Iterator begin() const;
    [[nodiscard]] Iterator end() const;

    [[nodiscard]] std::size_t size() const;  // counts series, not values, one by one

    [[nodiscard]] bool empty() const { return packed_.empty(); }

    // All of them as bytes, to be kept, and back. Any bytes may come in; nothing comes of those
    // that packed() never gave. Little-endian machines only.
    [[nodiscard]] std::string_view packed() const { return packed_; }

    [[nodiscard]] static std::optional<MetricValues> unpack(std::string_view bytes);

  private:
    std::string packed_;    // series: a head, the two names, the numbers
    std::size_t last_ = 0;  // where the last series begins
};

class MetricValues::Iterator {
  public:
    using iterator_concept = std::forward_iterator_tag;
    using iterator_category = std::input_iterator_tag;  // no references
    using value_type = MetricValue;
    using difference_type = std::ptrdiff_t;
    using pointer = void;
    using reference = MetricValue;

    Iterator() = default;

    MetricValue operator*() const;
    Iterator& operator++();

    Iterator operator++(int) {
        const Iterator before = *this;
        ++*this;
        return before;
    }

    bool operator==(const Iterator&) const = default;

  private:
    friend class MetricValues;

    explicit Iterator(const char* series) : series_(series) {}

    const char* series_ = nullptr;
    std::size_t number_ = 0;  // in the series
};

// Where a true value lies, both bounds included.
struct Interval {
    double low = 0;
    double high = 0;
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
    // How far median and percentiles may be off, as a share of them: 0 unless the values were too
    // many to keep each.
    double quantile_error = 0;
    // With 95 % confidence; absent where the values are not independent or too few.
    std::optional<Interval> mean_interval = std::nullopt;
    std::optional<Interval> median_interval = std::nullopt;
    std::map<int, Interval> percentile_intervals = {};  // key as of percentiles
};

}  // namespace hexameter
