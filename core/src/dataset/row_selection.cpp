// Invariants:
// 1. A row's key depends on seed and number alone: the rows with the N least keys are a sample
//    without replacement, the same on every machine, and part of every larger one.
// 2. While rows are drawn, kept_ holds the rows with the least keys so far, most_ of them at most.
// 3. most_ is never 0, so the first row is always kept at first: it may tell the format.
// 4. The order of steps: draw `sample`, put into order, cut at `limit`.
#include "dataset/row_selection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace hexameter::detail {

RowSelection::RowSelection(const DatasetSpec& spec, SampleSeeds seeds, SampleCollector& samples)
    : spec_(spec), seeds_(seeds), samples_(samples), drawn_(spec.sample || spec.shuffle) {
    if (spec.sample)
        most_ = *spec.sample;
    else if (spec.shuffle && spec.limit)
        most_ = *spec.limit;
}

bool RowSelection::next_counts() {
    ++seen_;
    if (!drawn_) return true;
    key_ = row_key(spec_.sample ? seeds_.sampling : seeds_.order, seen_);
    return kept_.size() < most_ || key_ < kept_.front().key;
}

void RowSelection::add(std::string_view json, Place place) {
    if (seen_ == 1) samples_.see_first(json);
    if (!drawn_) return samples_.add({json, seen_, place});
    if (kept_.size() == most_) {
        std::pop_heap(kept_.begin(), kept_.end());
        kept_.pop_back();
    }
    kept_.push_back({key_, seen_, place, std::string(json)});
    if (most_ != std::numeric_limits<std::uint64_t>::max())
        std::push_heap(kept_.begin(), kept_.end());
}

void RowSelection::finish(const std::string& where) {
    if (!drawn_) return;
    if (spec_.sample && seen_ > 0 && seen_ < *spec_.sample)
        return samples_.fault(
            where, fmt::format("{} samples are to be drawn, and there are {}; draw {} at most, or "
                               "take 'sample' out to have them all",
                               *spec_.sample, seen_, seen_));
    for (auto& row : kept_)
        row.key = spec_.shuffle ? row_key(seeds_.order, row.number) : row.number;
    std::sort(kept_.begin(), kept_.end());
    if (spec_.limit && kept_.size() > *spec_.limit)
        kept_.erase(kept_.begin() + static_cast<std::ptrdiff_t>(*spec_.limit), kept_.end());
    for (auto& row : kept_) {
        const auto json = std::exchange(row.json, {});
        samples_.add({json, row.number, row.place});
    }
}

}  // namespace hexameter::detail
