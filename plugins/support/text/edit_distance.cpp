// Invariants:
// 1. The rows of the table are the characters of the shorter text, in blocks of 64; blocks are done
//    from top to bottom, each along the whole of the longer text.
// 2. Between two blocks only the horizontal differences of the row between them are kept: -1, 0 or
//    +1 for each column. Above the first row all of them are +1.
// 3. What the distance is stands in the last row: its length plus the differences along it.
#include "support/text/edit_distance.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "hexameter/sdk/error.hpp"

namespace hexameter::plugin_text {
namespace {

constexpr std::size_t block_rows = 64;

// In which of up to 64 rows a character stands: a bit per row. Open addressing, half empty.
class Rows {
  public:
    explicit Rows(std::u32string_view characters) {
        for (std::size_t row = 0; row < characters.size(); ++row) {
            Slot& slot = slots_[place_of(characters[row])];
            slot.character = characters[row];
            slot.rows |= 1ULL << row;
        }
    }

    [[nodiscard]] std::uint64_t of(char32_t character) const {
        return slots_[place_of(character)].rows;
    }

  private:
    struct Slot {
        char32_t character = 0;
        std::uint64_t rows = 0;  // 0: the slot is free
    };

    [[nodiscard]] std::size_t place_of(char32_t character) const {
        std::size_t at = character % slots_.size();
        while (slots_[at].rows != 0 && slots_[at].character != character) {
            at = (at + 1) % slots_.size();
        }
        return at;
    }

    std::array<Slot, 2 * block_rows> slots_{};
};

// The differences below the block, in place of those above it.
void advance(std::u32string_view block, std::u32string_view columns,
             std::vector<std::int8_t>& differences) {
    const Rows rows(block);
    const std::uint64_t last = 1ULL << (block.size() - 1);
    std::uint64_t up = ~0ULL;  // rows that are one above the row before them
    std::uint64_t down = 0;
    for (std::size_t column = 0; column < columns.size(); ++column) {
        const std::uint64_t rises_above = differences[column] > 0 ? 1 : 0;
        const std::uint64_t falls_above = differences[column] < 0 ? 1 : 0;
        const std::uint64_t same = rows.of(columns[column]);
        const std::uint64_t vertical = same | down;
        const std::uint64_t carried = same | falls_above;
        const std::uint64_t zero = (((carried & up) + up) ^ up) | carried;
        std::uint64_t rises = down | ~(zero | up);
        std::uint64_t falls = up & zero;
        differences[column] =
            static_cast<std::int8_t>(((rises & last) != 0 ? 1 : 0) - ((falls & last) != 0 ? 1 : 0));
        rises = (rises << 1U) | rises_above;
        falls = (falls << 1U) | falls_above;
        up = falls | ~(vertical | rises);
        down = rises & vertical;
    }
}

// Both without what they begin and end with alike.
void drop_common_ends(std::u32string_view& a, std::u32string_view& b) {
    const auto front = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
    const auto begin = static_cast<std::size_t>(front.first - a.begin());
    a.remove_prefix(begin);
    b.remove_prefix(begin);
    const auto back = std::mismatch(a.rbegin(), a.rend(), b.rbegin(), b.rend());
    const auto end = static_cast<std::size_t>(back.first - a.rbegin());
    a.remove_suffix(end);
    b.remove_suffix(end);
}

}  // namespace

std::uint64_t edit_distance(std::u32string_view a, std::u32string_view b) {
    drop_common_ends(a, b);
    if (a.size() > b.size()) {
        std::swap(a, b);
    }
    if (a.empty()) {
        return b.size();
    }
    constexpr std::uint64_t most_steps = 1ULL << 32U;
    const std::size_t blocks = (a.size() + block_rows - 1) / block_rows;
    if (blocks > most_steps / b.size()) {
        throw sdk::Error(sdk::Status::limit, "texts of " + std::to_string(a.size()) + " and " +
                                                 std::to_string(b.size()) +
                                                 " characters are too long to be compared");
    }
    std::vector<std::int8_t> differences(b.size(), 1);
    for (std::size_t from = 0; from < a.size(); from += block_rows) {
        advance(a.substr(from, block_rows), b, differences);
    }
    std::int64_t distance = static_cast<std::int64_t>(a.size());
    for (const std::int8_t difference : differences) {
        distance += difference;
    }
    return static_cast<std::uint64_t>(distance);
}

}  // namespace hexameter::plugin_text
