// A report for people, put together line by line at the width of their terminal.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "hexameter/report.hpp"
#include "report/printable.hpp"
#include "report/table.hpp"

namespace hexameter::detail {

class Page {
  public:
    explicit Page(const ReportOptions& options)
        : width_(std::max(options.width, 40)), color_(options.color) {}

    void line(const std::string& text, const std::string& head, Ink ink) {
        std::string lines = wrapped(text, head, width_);
        lines.pop_back();
        text_ += inked(lines, ink, color_) + '\n';
    }

    void lines(const std::vector<std::string>& texts, const std::string& head, Ink ink) {
        for (const auto& text : texts) line(text, head, ink);
    }

    void gap() { text_ += '\n'; }

    void table(const TextTable& table) {
        text_ += table.render(width_, color_);
        for (auto& title : table.left_out(width_)) {
            needed_ = std::max(needed_, table.whole_width());
            if (std::find(left_out_.begin(), left_out_.end(), title) == left_out_.end())
                left_out_.push_back(std::move(title));
        }
    }

    // Which columns the tables above lack for want of width, and how to see them; nothing when they
    // lack none.
    void left_out() {
        if (left_out_.empty()) return;
        std::string titles;
        for (const auto& title : left_out_) titles += (titles.empty() ? "" : ", ") + title;
        line(fmt::format("not shown in {} columns: {}; a terminal of {}, COLUMNS={} or --format md "
                         "shows them",
                         width_, titles, needed_, needed_),
             "", Ink::dim);
    }

    // The name stands out, the rest does not; both share a line when they fit.
    void heading(const std::string& name, const std::string& rest) {
        if (display_width(name) + 2 + display_width(rest) <= width_) {
            text_ += inked(name, Ink::bold, color_) + "  " + rest + '\n';
            return;
        }
        line(name, "", Ink::bold);
        line(rest, "  ", Ink::plain);
    }

    [[nodiscard]] std::string take() { return std::move(text_); }

  private:
    int width_;
    bool color_;
    std::vector<std::string> left_out_;
    int needed_ = 0;  // columns of the terminal for all of them
    std::string text_;
};

}  // namespace hexameter::detail
