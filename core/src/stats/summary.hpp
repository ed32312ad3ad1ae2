// From iterations to the summary of a run.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "hexameter/record.hpp"
#include "stats/lost_records.hpp"

namespace hexameter::detail {

// Whether scores are taken by sample; of a run over one sample they are taken by iteration. Where
// the number of samples is not known, by sample.
[[nodiscard]] inline bool several_samples(const RunHeader& header) {
    return header.samples != 1;
}

// Per model, in the order of the spec: counts, errors, distributions of every metric over measured
// iterations that succeeded, throughput. Warm-ups are counted and nothing else. With two models or
// more that ran in parallel also the figures of that (docs/metrics.md). An iteration ends with its
// last content, or with its transport when none came or it failed. Status, instrument and duration
// are left to the caller.
//
// Takes one record after the other in bounded memory; each needs its head only.
class Summariser {
  public:
    // The header must outlive it.
    explicit Summariser(const RunHeader& header);
    ~Summariser();
    Summariser(const Summariser&) = delete;
    Summariser& operator=(const Summariser&) = delete;

    void add(const IterationRecord& record);

    // Once.
    [[nodiscard]] RunSummary finish();

  private:
    struct Part;
    [[nodiscard]] Part& part_of(const std::string& model, const std::string& provider);

    const RunHeader& header_;
    LostRecords lost_;
    std::vector<std::unique_ptr<Part>> parts_;
};

[[nodiscard]] RunSummary summarise_run(const RunHeader& header, const Iterations& iterations);

}  // namespace hexameter::detail
