// Invariants:
// 1. What stands between the items of an array is judged here, an item by who takes it: here only
//    its end is looked for.
// 2. After a fault between items nothing more is read: where the next one begins is not known.
#include "dataset/json_rows.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace hexameter::detail {
namespace {

constexpr std::string_view blanks = " \t\r\n";

class ArrayReader {
  public:
    ArrayReader(LineReader& lines, RowSelection& rows) : lines_(lines), rows_(rows) {}

    void read() {
        std::string_view block;
        while (state_ != State::over && lines_.next_block(block)) {
            for (const char c : block) {
                take(c);
                if (state_ == State::over) return;
                advance(c);
            }
        }
        if (state_ == State::over || lines_.failed()) return;
        if (state_ == State::item)
            rows_.samples().fault(start_,
                                  "the sample that begins here has no end; the file ends "
                                  "within it");
        else if (state_ != State::behind)
            rows_.samples().fault(at_, "the array has no end; close it with ']'");
    }

  private:
    enum class State {
        before,     // of the array
        first,      // an item, or the end
        item,       // within one
        separator,  // a comma, or the end
        next,       // an item
        behind,     // of the array
        over        // nothing more is to be read
    };

    void take(char c) {
        if (state_ == State::item) return take_of_item(c);
        if (blanks.find(c) != std::string_view::npos) return;
        take_between(c);
    }

    void take_between(char c) {
        if (state_ == State::before && c == '[') {
            state_ = State::first;
        } else if (c == ']' && (state_ == State::first || state_ == State::separator)) {
            state_ = State::behind;
        } else if (state_ == State::separator && c == ',') {
            state_ = State::next;
        } else if (state_ == State::separator) {
            fault("a comma is missing between two samples");
        } else if (state_ == State::behind) {
            fault("the array has ended; take out what stands behind it");
        } else if (c == ']') {
            fault("a comma stands before the closing ']'; take it out");
        } else if (c == ',') {
            fault("a sample is missing before the comma");
        } else {
            begin_item();
            take_of_item(c);
        }
    }

    void begin_item() {
        state_ = State::item;
        start_ = at_;
        wanted_ = rows_.next_counts();
        item_.clear();
        size_ = 0;
        depth_ = 0;
        quoted_ = false;
        escaped_ = false;
    }

    void take_of_item(char c) {
        const bool scalar = depth_ == 0 && !quoted_;
        if (scalar && size_ > 0 && (c == ',' || c == ']' || blanks.find(c) != blanks.npos)) {
            end_item();
            return state_ == State::over ? void() : take(c);
        }
        if (wanted_) item_ += c;
        if (++size_ > longest_line_bytes) {
            rows_.samples().fault(start_, fmt::format("the sample that begins here is longer than "
                                                      "{} bytes; make it shorter",
                                                      longest_line_bytes));
            state_ = State::over;
            return;
        }
        if (quoted_)
            take_quoted(c);
        else if (c == '"')
            quoted_ = true;
        else if (c == '{' || c == '[')
            ++depth_;
        else if ((c == '}' || c == ']') && --depth_ <= 0)
            end_item();
    }

    void take_quoted(char c) {
        if (escaped_)
            escaped_ = false;
        else if (c == '\\')
            escaped_ = true;
        else if (c == '"')
            quoted_ = false;
    }

    void end_item() {
        state_ = State::separator;
        if (wanted_) rows_.add(item_, start_);
        if (rows_.full()) state_ = State::over;
    }

    void fault(std::string_view message) {
        rows_.samples().fault(at_, message);
        state_ = State::over;
    }

    void advance(char c) {
        ++at_.column;
        if (c == '\n') at_ = {at_.line + 1, 1};
    }

    LineReader& lines_;
    RowSelection& rows_;
    State state_ = State::before;
    Place at_;     // of the byte that is looked at
    Place start_;  // of the item
    std::string item_;
    std::size_t size_ = 0;  // of the item, also when its text is not kept
    int depth_ = 0;
    bool wanted_ = false;
    bool quoted_ = false;
    bool escaped_ = false;
};

}  // namespace

void read_json_lines(LineReader& lines, RowSelection& rows) {
    std::string_view line;
    while (!rows.full() && lines.next(line)) {
        const auto end = line.find_last_not_of(blanks);
        if (end == std::string_view::npos) continue;
        if (lines.line_number() == 1 && line.substr(0, end + 1) == "{")
            return rows.samples().fault(
                1, "",
                "an object begins here that goes on in further lines; a data set has an object in "
                "each line, or is one array of objects: [{...}, {...}]");
        if (rows.next_counts()) rows.add(line.substr(0, end + 1), {lines.line_number(), 1});
    }
}

void read_json_array(LineReader& lines, RowSelection& rows) {
    rows.samples().expect_items();
    ArrayReader(lines, rows).read();
}

}  // namespace hexameter::detail
