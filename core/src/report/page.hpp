// A report for people, put together line by line at the width of their terminal.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "hexameter/report.hpp"
#include "report/table.hpp"
#include "report/utf8.hpp"

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

    void table(const TextTable& table) { text_ += table.render(width_, color_); }

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
    std::string text_;
};

}  // namespace hexameter::detail
