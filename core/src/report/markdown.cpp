#include "report/markdown.hpp"

#include "report/printable.hpp"

namespace hexameter::detail {

std::string markdown_text(std::string_view text) {
    std::string escaped;
    for (const char c : printable(text)) {
        if (std::string_view("\\`*|<>[]#&").find(c) != std::string_view::npos) escaped += '\\';
        escaped += c;
    }
    return escaped;
}

std::string markdown_row(const std::vector<std::string>& cells) {
    std::string row = "|";
    for (const auto& cell : cells) row.append(" ").append(cell).append(" |");
    return row + '\n';
}

std::string markdown_head(const std::vector<std::string>& titles, std::size_t left) {
    std::vector<std::string> rules;
    for (std::size_t i = 0; i < titles.size(); ++i) rules.emplace_back(i < left ? ":--" : "--:");
    return markdown_row(titles) + markdown_row(rules);
}

}  // namespace hexameter::detail
