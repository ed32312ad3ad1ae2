#include "hexameter/nearest.hpp"

#include <algorithm>

namespace hexameter {
namespace {

constexpr std::size_t longest_compared = 64;
constexpr std::size_t shortest_beginning = 3;

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// Optimal string alignment distance, three rows of the usual table.
std::size_t edits_between(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before_last(b.size() + 1);
    std::vector<std::size_t> last(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        before_last.swap(last);
        last.swap(row);
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const bool same = lower(a[i - 1]) == lower(b[j - 1]);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
            if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
                lower(a[i - 2]) == lower(b[j - 1]))
                row[j] = std::min(row[j], before_last[j - 2] + 1);
        }
    }
    return row[b.size()];
}

}  // namespace

std::optional<std::string> nearest_word(std::string_view word,
                                        const std::vector<std::string>& candidates) {
    std::optional<std::string> nearest;
    std::size_t fewest = 0;
    for (const auto& candidate : candidates) {
        const auto longer = std::max(word.size(), candidate.size());
        if (longer > longest_compared) continue;
        const auto edits = edits_between(word, candidate);
        if (edits > std::max<std::size_t>(1, longer / 3) || edits >= longer) continue;
        if (nearest && edits >= fewest) continue;
        nearest = candidate;
        fewest = edits;
    }
    if (nearest || word.size() < shortest_beginning) return nearest;
    const auto begins =
        std::find_if(candidates.begin(), candidates.end(), [word](const std::string& candidate) {
            return candidate.size() > word.size() &&
                   edits_between(word, candidate.substr(0, word.size())) == 0;
        });
    return begins == candidates.end() ? nearest : *begins;
}

}  // namespace hexameter
