// Invariants:
// 1. A record starts at a line start; only an open quote carries it over a line end, which then is
//    part of the value as it stands.
// 2. After a fault within a record the next line starts a new one.
#include "dataset/csv.hpp"

#include <fmt/format.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <set>

#include "base/utf8.hpp"

namespace hexameter::detail {
namespace {

std::string_view without_end(std::string_view line) {
    if (!line.empty() && line.back() == '\n') line.remove_suffix(1);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    return line;
}

class CsvReader {
  public:
    CsvReader(LineReader& lines, char separator, RowSelection& rows)
        : lines_(lines), separator_(separator), rows_(rows) {}

    void read() {
        if (!record() || !header_is_sound()) return;
        const auto header = fields_;
        while (!rows_.full() && record()) {
            if (faulty_) continue;
            if (fields_.size() == header.size())
                add(header);
            else
                fault(fmt::format("{} field{}, but the header has {}{}", fields_.size(),
                                  fields_.size() == 1 ? "" : "s", header.size(),
                                  fields_.size() > header.size()
                                      ? fmt::format("; a text that holds {} goes in double quotes",
                                                    separator_ == ',' ? "a comma" : "a tab")
                                      : ""));
        }
    }

  private:
    // The next record into fields_; blank lines are passed over. False at the end.
    bool record() {
        fields_.clear();
        faulty_ = false;
        quoted_ = false;
        after_quote_ = false;
        std::string_view line;
        do {
            if (!next_line(line)) return false;
        } while (without_end(line).empty());
        start_ = lines_.line_number();
        fields_.emplace_back();
        std::size_t size = line.size();
        while (!take_line(line)) {
            const bool more = size <= longest_line_bytes && next_line(line);
            size += line.size();
            if (more) continue;
            if (lines_.too_long()) return true;
            start_ = quote_line_;
            fault(
                fmt::format("field {}: the quote that opens here is {}; close it, and write a "
                            "quote within a field twice",
                            fields_.size(),
                            size <= longest_line_bytes
                                ? "never closed"
                                : fmt::format("not closed within {} bytes", longest_line_bytes)));
            return true;
        }
        return true;
    }

    bool next_line(std::string_view& line) {
        if (!lines_.next(line)) {
            line = {};
            return false;
        }
        if (const auto bad = first_invalid_utf8(line)) {
            rows_.samples().fault(Place{lines_.line_number(), *bad + 1},
                                  invalid_utf8_words(line[*bad]));
            faulty_ = true;
        }
        return true;
    }

    void fault(std::string_view message) {
        rows_.samples().fault(start_, "", message);
        faulty_ = true;
    }

    // False when the line ends within quotes.
    bool take_line(std::string_view line) {
        const auto content = without_end(line).size();
        std::size_t i = 0;
        while (true) {
            if (!quoted_ && i < content && line[i] == '"') {
                quoted_ = true;
                quote_line_ = lines_.line_number();
                ++i;
            }
            if (quoted_ && !take_quoted(line, i)) return false;
            if (!take_bare(line.substr(0, content), i)) return true;
            if (i >= content) return true;
            ++i;
            fields_.emplace_back();
        }
    }

    // From within quotes to behind the closing one. False when there is none in this line.
    bool take_quoted(std::string_view line, std::size_t& i) {
        while (i < line.size()) {
            if (line[i] == '"' && line.substr(i, 2) != "\"\"") {
                ++i;
                quoted_ = false;
                after_quote_ = true;
                return true;
            }
            if (line[i] == '"') ++i;
            fields_.back() += line[i++];
        }
        return false;
    }

    // Up to the next separator or the end. False after a fault.
    bool take_bare(std::string_view content, std::size_t& i) {
        const auto end = std::min(content.find(separator_, i), content.size());
        const auto bare = content.substr(i, end - i);
        const bool closed = after_quote_;
        after_quote_ = false;
        i = end;
        if (closed && !bare.empty()) {
            fault(
                fmt::format("field {}: text follows the closing quote; a quote within a field is "
                            "written twice",
                            fields_.size()));
            return false;
        }
        if (separator_ == ',' && bare.find('"') != std::string_view::npos) {
            fault(
                fmt::format("field {}: a quote stands within a field that does not begin with one",
                            fields_.size()));
            return false;
        }
        fields_.back() += bare;
        return true;
    }

    bool header_is_sound() {
        std::set<std::string> names;
        for (const auto& name : fields_) {
            if (name.find('\r') != std::string::npos && name.find('\n') == std::string::npos) {
                fault(
                    "the lines end with CR alone; save the file with line ends as on Unix (LF) or "
                    "Windows (CR LF)");
                return false;
            }
            if (name.empty()) fault("the header has a column without a name");
            if (!name.empty() && !names.insert(name).second)
                fault(fmt::format("the header names the column '{}' twice", name));
        }
        return !faulty_;
    }

    void add(const std::vector<std::string>& header) {
        if (!rows_.next_counts()) return;
        buffer_.Clear();
        rapidjson::Writer<rapidjson::StringBuffer> writer(buffer_);
        writer.StartObject();
        for (std::size_t i = 0; i < header.size(); ++i) {
            writer.String(header[i]);
            writer.String(fields_[i]);
        }
        writer.EndObject();
        rows_.add({buffer_.GetString(), buffer_.GetSize()}, {start_, 1});
    }

    LineReader& lines_;
    const char separator_;
    RowSelection& rows_;
    rapidjson::StringBuffer buffer_;
    std::vector<std::string> fields_;
    std::uint64_t start_ = 0;       // line of the record
    std::uint64_t quote_line_ = 0;  // where the last quote opened
    bool quoted_ = false;
    bool after_quote_ = false;
    bool faulty_ = false;
};

}  // namespace

void read_csv(LineReader& lines, char separator, RowSelection& rows) {
    CsvReader(lines, separator, rows).read();
}

}  // namespace hexameter::detail
