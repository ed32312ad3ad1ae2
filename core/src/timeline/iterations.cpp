#include "hexameter/iterations.hpp"

#include <utility>

namespace hexameter {

Iterations::Iterations(std::vector<IterationRecord> in_memory)
    : memory_(std::make_shared<std::vector<IterationRecord>>(std::move(in_memory))) {}

void Iterations::push_back(IterationRecord record) {
    if (!memory_)
        memory_ = std::make_shared<std::vector<IterationRecord>>();
    else if (memory_.use_count() > 1)  // a copy looks at them too
        memory_ = std::make_shared<std::vector<IterationRecord>>(*memory_);
    memory_->push_back(std::move(record));
}

std::size_t Iterations::size() const {
    return (kept_ ? kept_->size() : 0) + (memory_ ? memory_->size() : 0);
}

Iterations::View Iterations::with(IterationPart part) const {
    return {*this, part};
}

Iterations::Iterator Iterations::begin() const {
    return {*this, IterationPart::whole};
}

std::vector<IterationRecord> Iterations::all() const {
    std::vector<IterationRecord> records;
    records.reserve(size());
    for (const auto& record : *this) records.push_back(record);
    return records;
}

Iterations::Iterator::Iterator(const Iterations& iterations, IterationPart part)
    : kept_(iterations.kept_ ? iterations.kept_->read(part) : nullptr),
      memory_(iterations.memory_) {
    ++*this;
}

Iterations::Iterator& Iterations::Iterator::operator++() {
    record_ = kept_ ? kept_->next() : nullptr;
    if (record_ == nullptr && memory_ && place_ < memory_->size()) {
        kept_.reset();
        record_ = &(*memory_)[place_++];
    }
    return *this;
}

}  // namespace hexameter
