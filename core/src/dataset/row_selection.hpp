// Which rows of a source become samples, and in which order.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "dataset/collector.hpp"
#include "dataset/sample_seeds.hpp"

namespace hexameter::detail {

// Hands rows on to a collector: at once where none is drawn, else at the end, and keeps no more of
// them than may be chosen.
class RowSelection {
  public:
    RowSelection(const DatasetSpec& spec, SampleSeeds seeds, SampleCollector& samples);

    // No row that comes now can be chosen: the rest need not be read.
    [[nodiscard]] bool full() const { return !drawn_ && spec_.limit && seen_ >= *spec_.limit; }

    // Counts one row; false when it cannot be chosen, and need not be handed to add().
    [[nodiscard]] bool next_counts();
    // The row that was just counted, and where it begins.
    void add(std::string_view json, Place place);

    // Where faults of the source go.
    [[nodiscard]] SampleCollector& samples() { return samples_; }

    // All rows were offered. `where` names the source in messages.
    void finish(const std::string& where);

  private:
    struct Kept {
        std::uint64_t key;  // the least are chosen
        std::uint64_t number;
        Place place;
        std::string json;

        [[nodiscard]] bool operator<(const Kept& other) const { return key < other.key; }
    };

    const DatasetSpec& spec_;
    SampleSeeds seeds_;
    SampleCollector& samples_;
    bool drawn_;
    std::uint64_t most_ = std::numeric_limits<std::uint64_t>::max();  // rows that can be chosen
    std::uint64_t seen_ = 0;
    std::uint64_t key_ = 0;   // of the row that was counted last
    std::vector<Kept> kept_;  // a heap, the largest key in front
};

}  // namespace hexameter::detail
