// The values of one model's measured iterations, by metric and label.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hexameter/record.hpp"
#include "stats/clusters.hpp"
#include "stats/value_pool.hpp"

namespace hexameter::detail {

// Pools in the order of the definitions; what no definition names comes last. Memory is bounded:
// see ValuePool.
class MetricPools {
  public:
    // The header must outlive it.
    explicit MetricPools(const RunHeader& header);

    // The values of one iteration that succeeded.
    void add(const IterationRecord& record);

    [[nodiscard]] std::vector<MetricSummary> summaries();

    // Of the metrics that tell how fast a model was, each with a value for so many iterations.
    [[nodiscard]] std::vector<std::string> findings(std::uint64_t iterations) const;

  private:
    // All values of one metric and label.
    struct Pool {
        std::string metric;
        std::string label;
        Aggregate aggregate = Aggregate::mean;
        ValuePool values;
        std::optional<Clusters> means;   // of a score, by sample
        std::optional<Clusters> ratios;  // of Aggregate::ratio, by sample
        std::uint64_t iterations = 0;    // that have a value
        std::uint64_t last = 0;          // of these
        std::vector<Instant> sent;       // of the first values, where the metric is looked over

        void add(const MetricValue& value, std::uint64_t iteration, const std::string& cluster);

        // In the order of sending: by completion, requests in flight together are sorted by length.
        [[nodiscard]] std::vector<double> series() const;
        [[nodiscard]] MetricSummary summary() const;
    };

    Pool& pool_of(const MetricValue& value);
    Pool& make_pool(const MetricValue& value);
    [[nodiscard]] std::size_t place(const std::string& metric) const;

    const std::vector<MetricDefinition>& definitions_;
    bool by_sample_;  // scores of one sample are not independent
    bool scattered_;  // and may come apart
    std::vector<Pool> pools_;
    std::size_t last_ = 0;         // the one that took a value last
    std::uint64_t iteration_ = 0;  // the one that is being added, from 1
};

}  // namespace hexameter::detail
