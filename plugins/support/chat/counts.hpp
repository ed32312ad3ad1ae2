// Counts that a reply gives under names of its own, by the node of a scan that holds each.
//
// A count is a whole number from 0 to 2^53, 12.0 and 1e3 too. All else that stands in its place
// says nothing: the member stays absent and the field's name is kept in `unusable`.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "support/json/json_writer.hpp"
#include "support/json/scan.hpp"

namespace hexameter::plugin_chat {

// Counts has a member `std::vector<std::string_view> unusable`.
template <class Counts>
struct CountField {
    std::uint8_t node;
    std::string_view name;
    std::optional<std::uint64_t> Counts::*member;
};

[[nodiscard]] inline std::optional<std::uint64_t> usable_count(std::string_view digits) {
    constexpr double most = 9007199254740992.0;  // 2^53, above which doubles skip whole numbers
    const double value = plugin_json::number_of(digits);
    // from_chars leaves 0 for what no double holds, such as 1e999.
    const bool lost = value == 0 && digits.find_first_of("123456789") != std::string_view::npos;
    if (lost || value < 0 || value > most || value != std::floor(value)) {
        return std::nullopt;
    }
    const std::uint64_t exact = plugin_json::count_of(digits);
    return exact > static_cast<std::uint64_t>(most) ? std::nullopt : std::optional(exact);
}

// Whether so many tokens cannot have been made for one reply. One that is seen takes a byte of it
// at least; of those that are not (hidden reasoning) no model makes a million.
[[nodiscard]] inline bool past_belief(std::optional<std::uint64_t> tokens,
                                      std::uint64_t reply_bytes) {
    constexpr std::uint64_t unseen_tokens = 1'000'000;
    return tokens && *tokens > reply_bytes + unseen_tokens;
}

// Whether no model can have read so many tokens for one request: the longest contexts hold ten
// million.
[[nodiscard]] inline bool past_reading(std::optional<std::uint64_t> tokens) {
    constexpr std::uint64_t most_tokens = 100'000'000;
    return tokens && *tokens > most_tokens;
}

// Sets the member that `node` stands for; other nodes are nothing to it. No count: what came in
// its place is none.
template <class Counts, std::size_t N>
void set_count(const std::array<CountField<Counts>, N>& fields, Counts& to, std::uint8_t node,
               std::optional<std::uint64_t> count) {
    for (const auto& field : fields) {
        if (field.node == node) {
            to.*field.member = count;
            if (!count) {
                to.unusable.push_back(field.name);
            }
        }
    }
}

// The member "unusable" of a usage chunk, when there is something to say.
inline void write_unusable(plugin_json::JsonWriter& json,
                           const std::vector<std::string_view>& names) {
    if (names.empty()) {
        return;
    }
    json.key("unusable").begin_array();
    for (const std::string_view name : names) {
        json.string(name);
    }
    json.end_array();
}

}  // namespace hexameter::plugin_chat
