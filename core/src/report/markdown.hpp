// Markdown out of text that is not ours.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hexameter::detail {

// One line, in which nothing is read as markup: pipes, angle brackets, stars and the like escaped.
[[nodiscard]] std::string markdown_text(std::string_view text);

// A row of a table out of finished cells.
[[nodiscard]] std::string markdown_row(const std::vector<std::string>& cells);

// The titles and the line below them; the first `left` columns align to the left, the others to the
// right.
[[nodiscard]] std::string markdown_head(const std::vector<std::string>& titles, std::size_t left);

}  // namespace hexameter::detail
