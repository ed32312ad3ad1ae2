#include "stats/lost_records.hpp"

#include <algorithm>

namespace hexameter::detail {

void LostRecords::add(const IterationRecord& record) {
    if (record.seq == 0) return;
    const auto lost = record.seq > last_seq_ + 1 ? record.seq - last_seq_ - 1 : 0;
    last_seq_ = std::max(last_seq_, record.seq);
    if (record.part != part_) {
        // They were of the end of one part or of the beginning of the other.
        if (lost > 0) gaps_.push_back({part_, lost, last_end_, Instant::max()});
        part_ = record.part;
        last_end_ = Instant::min();
    }
    const auto& end = record.timeline.end;
    if (lost > 0) gaps_.push_back({part_, lost, last_end_, end.value_or(Instant::max())});
    if (end) last_end_ = std::max(last_end_, *end);
}

std::uint64_t LostRecords::between(std::uint32_t part, Instant from, Instant to) const {
    std::uint64_t records = 0;
    for (const auto& gap : gaps_)
        if (gap.part == part && from < gap.before && gap.after < to) records += gap.records;
    return records;
}

}  // namespace hexameter::detail
