// Counts that a reply gives under names of its own, by the node of a scan that holds each.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "support/json/scan.hpp"

namespace hexameter::plugin_chat {

template <class Counts>
struct CountField {
    std::uint8_t node;
    std::optional<std::uint64_t> Counts::*member;
};

// Sets the member that `node` stands for; other nodes are nothing to it.
template <class Counts, std::size_t N>
void set_count(const std::array<CountField<Counts>, N>& fields, Counts& to, std::uint8_t node,
               std::string_view digits) {
    for (const auto& field : fields) {
        if (field.node == node) {
            to.*field.member = plugin_json::count_of(digits);
        }
    }
}

}  // namespace hexameter::plugin_chat
