#include "report/table.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <numeric>
#include <utility>

#include "report/printable.hpp"

namespace hexameter::detail {
namespace {

constexpr int indent = 2;
constexpr int gap = 2;
constexpr int gone = -1;      // width of a dropped column
constexpr int readable = 12;  // width to which a column is cut before any is dropped
constexpr int narrowest = 6;

int total_width(const std::vector<int>& widths) {
    return std::accumulate(widths.begin(), widths.end(), indent - gap,
                           [](int sum, int w) { return w == gone ? sum : sum + w + gap; });
}

}  // namespace

std::string inked(std::string_view text, Ink ink, bool color) {
    if (!color || ink == Ink::plain || text.empty()) return std::string(text);
    constexpr std::array<std::string_view, 5> codes{"0", "1", "2", "32", "31"};
    return std::string("\x1b[")
        .append(codes[static_cast<std::size_t>(ink)])
        .append("m")
        .append(text)
        .append("\x1b[0m");
}

std::vector<int> TextTable::widths() const {
    std::vector<int> widths;
    for (std::size_t c = 0; c < columns_.size(); ++c) {
        int width = display_width(columns_[c].title);
        for (const auto& row : rows_) width = std::max(width, display_width(row[c].text));
        widths.push_back(width);
    }
    return widths;
}

std::optional<std::size_t> TextTable::widest_to_cut(const std::vector<int>& widths,
                                                    int least) const {
    std::optional<std::size_t> widest;
    for (std::size_t c = 0; c < columns_.size(); ++c)
        if (!columns_[c].right && !columns_[c].whole && widths[c] > least &&
            (!widest || widths[c] > widths[*widest]))
            widest = c;
    return widest;
}

std::string TextTable::line(const std::vector<Cell>& row, const std::vector<int>& widths,
                            bool color) const {
    std::string text(indent, ' ');
    std::string blanks;  // owed to the line, so that none is left at its end
    for (std::size_t c = 0; c < columns_.size(); ++c) {
        if (widths[c] == gone) continue;
        const std::string shown = fit(row[c].text, widths[c]);
        if (shown.empty()) {
            blanks.append(static_cast<std::size_t>(widths[c]) + std::size_t{gap}, ' ');
            continue;
        }
        const std::string rest(static_cast<std::size_t>(widths[c] - display_width(shown)), ' ');
        if (columns_[c].right) blanks += rest;
        text += blanks + inked(shown, row[c].ink, color);
        blanks = columns_[c].right ? "" : rest;
        blanks.append(gap, ' ');
    }
    return text + '\n';
}

std::vector<int> TextTable::cut(std::vector<int> widths, int width, int least) const {
    while (total_width(widths) > width) {
        const auto widest = widest_to_cut(widths, least);
        if (!widest) break;
        --widths[*widest];
    }
    return widths;
}

std::vector<int> TextTable::widths_within(int width) const {
    const int last_drop =
        std::max_element(columns_.begin(), columns_.end(), [](const Column& a, const Column& b) {
            return a.drop < b.drop;
        })->drop;
    std::vector<int> whole = widths();
    auto fitting = cut(whole, width, readable);
    for (int drop = 1; drop <= last_drop && total_width(fitting) > width; ++drop) {
        for (std::size_t c = 0; c < columns_.size(); ++c)
            if (columns_[c].drop == drop) whole[c] = gone;
        fitting = cut(whole, width, readable);
    }
    return cut(std::move(fitting), width, narrowest);
}

int TextTable::whole_width() const {
    return total_width(widths());
}

std::vector<std::string> TextTable::left_out(int width) const {
    const auto widths = widths_within(width);
    std::vector<std::string> titles;
    for (std::size_t c = 0; c < columns_.size(); ++c)
        if (widths[c] == gone) titles.push_back(columns_[c].title);
    return titles;
}

std::string TextTable::render(int width, bool color) const {
    const std::vector<int> widths = widths_within(width);
    std::vector<Cell> titles;
    for (const auto& column : columns_) titles.push_back({column.title, Ink::dim});
    std::string text = line(titles, widths, color);
    for (const auto& row : rows_) text += line(row, widths, color);
    return text;
}

std::string wrapped(std::string_view text, std::string_view head, int width) {
    const std::string margin(static_cast<std::size_t>(display_width(head)), ' ');
    std::string lines;
    std::string line(head);
    bool empty = true;
    while (!text.empty()) {
        const std::string_view word = text.substr(0, text.find(' '));
        text.remove_prefix(std::min(text.size(), word.size() + 1));
        if (!empty && display_width(line) + 1 + display_width(word) > width) {
            lines += line + '\n';
            line = margin;
            empty = true;
        }
        if (!empty) line += ' ';
        line += word;
        empty = false;
    }
    return lines + line + '\n';
}

}  // namespace hexameter::detail
