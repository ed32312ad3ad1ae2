#include "hexameter/listing.hpp"

#include <algorithm>

#include "report/csv_out.hpp"
#include "report/json_out.hpp"
#include "report/markdown.hpp"
#include "report/page.hpp"
#include "report/printable.hpp"
#include "report/table.hpp"

namespace hexameter {
namespace {

using namespace detail;  // NOLINT: the outside of what detail holds

// "started_at" -> "started at"
std::string title_of(std::string column) {
    std::replace(column.begin(), column.end(), '_', ' ');
    return column;
}

bool is_number(const std::string& text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

bool is_among(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

// When the column goes, as Column::drop has it.
int drop_of(const Listing& listing, const std::string& name) {
    const auto& order = listing.may_drop;
    const auto found = std::find(order.begin(), order.end(), name);
    return found == order.end() ? 0 : static_cast<int>(found - order.begin()) + 1;
}

std::string as_table(const Listing& listing, const ReportOptions& options) {
    std::vector<Column> columns;
    std::vector<std::size_t> shown;
    for (std::size_t c = 0; c < listing.columns.size(); ++c) {
        const auto& name = listing.columns[c];
        const auto all = [&](auto test) {
            return std::all_of(listing.rows.begin(), listing.rows.end(),
                               [&](const auto& row) { return test(row[c]); });
        };
        if (all([](const std::string& text) { return text.empty(); })) continue;
        columns.push_back({title_of(name), all(is_number), drop_of(listing, name),
                           !is_among(listing.may_cut, name)});
        shown.push_back(c);
    }
    if (shown.empty()) return {};
    TextTable table(std::move(columns));
    for (const auto& row : listing.rows) {
        std::vector<Cell> cells;
        cells.reserve(shown.size());
        for (const std::size_t c : shown) cells.push_back({printable(row[c]), Ink::plain});
        table.add(std::move(cells));
    }
    Page page(options);
    page.table(table);
    page.left_out();
    return page.take();
}

void write_object(JsonOut& out, const Listing& listing, const std::vector<std::string>& row) {
    out.open_object();
    for (std::size_t i = 0; i < row.size(); ++i) {
        const auto& name = listing.columns[i];
        if (is_among(listing.json, name))
            out.key(name).json(row[i]);
        else
            out.member(name, row[i]);
    }
    out.close_object();
}

std::string as_json(const Listing& listing) {
    JsonOut out;
    out.open_array();
    for (const auto& row : listing.rows) write_object(out, listing, row);
    out.close_array();
    return out.take() + "\n";
}

std::string as_json_lines(const Listing& listing) {
    std::string text;
    for (const auto& row : listing.rows) {
        JsonOut out;
        write_object(out, listing, row);
        text += out.take() + "\n";
    }
    return text;
}

std::string as_csv(const Listing& listing) {
    std::string text = csv_line(listing.columns);
    for (const auto& row : listing.rows) text += csv_line(row);
    return text;
}

std::string as_markdown(const Listing& listing) {
    std::string text = markdown_head(listing.columns, listing.columns.size());
    for (const auto& row : listing.rows) {
        std::vector<std::string> cells;
        cells.reserve(row.size());
        for (const auto& cell : row) cells.push_back(markdown_text(cell));
        text += markdown_row(cells);
    }
    return text;
}

}  // namespace

std::string json_array(const std::vector<std::string>& words) {
    JsonOut out;
    out.open_array();
    for (const auto& word : words) out.text(word);
    out.close_array();
    return out.take();
}

std::string render_listing(const Listing& listing, ReportFormat format,
                           const ReportOptions& options) {
    switch (format) {
        case ReportFormat::json:
            return as_json(listing);
        case ReportFormat::jsonl:
            return as_json_lines(listing);
        case ReportFormat::csv:
            return as_csv(listing);
        case ReportFormat::markdown:
            return as_markdown(listing);
        case ReportFormat::table:
            break;
    }
    return as_table(listing, options);
}

}  // namespace hexameter
