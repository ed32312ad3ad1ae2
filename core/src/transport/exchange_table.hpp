// The exchanges of a transport, by slots that are used again and again.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "transport/transport.hpp"

namespace hexameter::detail {

// An exchange's id holds its slot and a running number: an old id finds nothing. An Exchange has
// `ExchangeId heard_id() const`: its id, or 0 once its handler has heard the end. Thread: one.
template <class Exchange>
class ExchangeTable {
  public:
    static std::uint32_t slot_of(ExchangeId id) {
        return static_cast<std::uint32_t>(id & slot_mask);
    }

    // The id for an exchange that begins: in a free slot, or in a new one that `make(slot)` fills.
    template <class Make>
    ExchangeId begin(Make make) {
        if (free_.empty()) {
            const auto slot = static_cast<std::uint32_t>(exchanges_.size());
            exchanges_.push_back(make(slot));
            free_.push_back(slot);
        }
        const std::uint32_t slot = free_.back();
        free_.pop_back();
        return (++begun_ << slot_bits) | slot;
    }

    // The slot may be used again.
    void release(std::uint32_t slot) { free_.push_back(slot); }

    [[nodiscard]] Exchange& at(std::uint32_t slot) const { return *exchanges_[slot]; }

    // Null when its handler has heard the end.
    [[nodiscard]] Exchange* find(ExchangeId id) const {
        const std::uint64_t slot = id & slot_mask;
        if (id == 0 || slot >= exchanges_.size()) return nullptr;
        Exchange* exchange = exchanges_[slot].get();
        return exchange->heard_id() == id ? exchange : nullptr;
    }

    // Every slot's, free ones too.
    [[nodiscard]] const std::vector<std::unique_ptr<Exchange>>& all() const { return exchanges_; }

    void clear() { exchanges_.clear(); }

  private:
    static constexpr unsigned slot_bits = 24;  // 16 million at once
    static constexpr std::uint64_t slot_mask = (1U << slot_bits) - 1;

    std::uint64_t begun_ = 0;
    std::vector<std::unique_ptr<Exchange>> exchanges_;
    std::vector<std::uint32_t> free_;
};

}  // namespace hexameter::detail
