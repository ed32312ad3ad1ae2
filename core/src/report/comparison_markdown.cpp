#include "report/comparison_words.hpp"
#include "report/markdown.hpp"
#include "report/renderers.hpp"

namespace hexameter::detail {

std::string render_comparison_markdown(const ComparedRuns& runs) {
    std::string text = "# Comparison\n\n";
    for (const auto& line : compared_words(runs)) text += "- " + markdown_text(line) + '\n';
    for (const auto& line : difference_words(runs))
        text += "- differs: " + markdown_text(line) + '\n';
    std::string model;
    for (const auto& row : comparison_rows(runs)) {
        if (row.model != model) {
            model = row.model;
            text +=
                "\n## " + markdown_text(model) + "\n\n" +
                markdown_head({"metric", "unit", "n A", "n B", "mean A", "mean B", "median A",
                               "median B", "(A - B) / B", "95 %", "effect", "winner", "verdict"},
                              2);
        }
        text += markdown_row({markdown_text(row.name), markdown_text(row.unit), row.n_a, row.n_b,
                              row.mean_a, row.mean_b, row.median_a, row.median_b, row.difference,
                              row.interval, row.effect, row.winner, markdown_text(row.verdict)});
    }
    text += '\n';
    for (const auto& note : comparison_notes(runs)) text += "- " + markdown_text(note) + '\n';
    return text;
}

}  // namespace hexameter::detail
