// A table of text that fits a terminal.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hexameter::detail {

enum class Ink { plain, bold, dim, green, red };

// The text in that ink by ANSI escapes; unchanged when color is off.
[[nodiscard]] std::string inked(std::string_view text, Ink ink, bool color);

struct Column {
    std::string title;
    bool right = true;   // aligned to the right
    int drop = 0;        // which goes first when the table is too wide: 1, then 2, ...; 0: never
    bool whole = false;  // never cut
};

struct Cell {
    std::string text;  // valid UTF-8, one line
    Ink ink = Ink::plain;
};

class TextTable {
  public:
    explicit TextTable(std::vector<Column> columns) : columns_(std::move(columns)) {}

    // As many cells as columns.
    void add(std::vector<Cell> row) { rows_.push_back(std::move(row)); }

    // How many columns of the terminal it takes to show all of it.
    [[nodiscard]] int whole_width() const;

    // Titles of the columns that render() leaves out at this width.
    [[nodiscard]] std::vector<std::string> left_out(int width) const;

    // Lines indented by two, of at most `width` columns as far as that can be had: columns that
    // align to the left and need not stay whole are cut a little, the widest one first; where that
    // is not enough droppable columns go; what is left is cut again, and more.
    [[nodiscard]] std::string render(int width, bool color) const;

  private:
    [[nodiscard]] std::vector<int> widths() const;
    [[nodiscard]] std::vector<int> widths_within(int width) const;
    [[nodiscard]] std::vector<int> cut(std::vector<int> widths, int width, int least) const;
    [[nodiscard]] std::optional<std::size_t> widest_to_cut(const std::vector<int>& widths,
                                                           int least) const;
    [[nodiscard]] std::string line(const std::vector<Cell>& row, const std::vector<int>& widths,
                                   bool color) const;

    std::vector<Column> columns_;
    std::vector<std::vector<Cell>> rows_;
};

// Words broken into lines of at most `width` columns; the first starts with `head`, the others with
// as many blanks.
[[nodiscard]] std::string wrapped(std::string_view text, std::string_view head, int width);

}  // namespace hexameter::detail
