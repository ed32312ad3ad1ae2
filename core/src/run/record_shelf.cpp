#include "run/record_shelf.hpp"

#include <utility>

namespace hexameter::detail {

void RecordShelf::keep(IterationRecord&& record) {
    if (lent_.empty())
        kept_.push_back(std::move(record));
    else
        static_cast<void>(lend(std::move(record)));
}

std::shared_ptr<const IterationRecord> RecordShelf::lend(IterationRecord&& record) {
    take_back();
    auto lent = std::make_shared<Lent>();
    lent->record = std::move(record);
    const auto* looked_at = &lent->record;
    lent_.push_back(lent);
    // The flag orders the last look before the record moves on; a count of holders would not.
    return {looked_at, [lent = std::move(lent)](const IterationRecord*) {
                lent->let_go.store(true, std::memory_order_release);
            }};
}

void RecordShelf::take_back() {
    while (!lent_.empty() && lent_.front()->let_go.load(std::memory_order_acquire)) {
        kept_.push_back(std::move(lent_.front()->record));
        lent_.pop_front();
    }
}

std::vector<IterationRecord> RecordShelf::take() {
    for (take_back(); !lent_.empty(); take_back()) {
        kept_.push_back(lent_.front()->record);
        lent_.pop_front();
    }
    return std::move(kept_);
}

}  // namespace hexameter::detail
