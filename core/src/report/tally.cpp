#include "report/tally.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "report/printable.hpp"

namespace hexameter::detail {
namespace {

constexpr std::string_view anything = "…";
constexpr std::size_t told_apart = 4;  // sentences of one shape

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// A sentence as what stands between its numbers, and its numbers.
struct Parsed {
    std::vector<std::string> words;  // one more than numbers
    std::vector<std::string> numbers;
};

Parsed parsed(const std::string& text) {
    Parsed result{{""}, {}};
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!is_digit(text[i])) {
            result.words.back() += text[i];
            continue;
        }
        if (i == 0 || !is_digit(text[i - 1])) {
            result.numbers.emplace_back();
            result.words.emplace_back();
        }
        result.numbers.back() += text[i];
    }
    return result;
}

// Sentences that differ in their numbers alone.
struct Shape {
    std::map<std::string, std::uint64_t> texts;
    std::vector<std::string> numbers;  // `anything` where they differ

    void add(const std::string& text, std::uint64_t count,
             const std::vector<std::string>& of_text) {
        if (texts.empty()) numbers = of_text;
        texts.emplace(text, count);
        for (std::size_t i = 0; i < numbers.size(); ++i)
            if (numbers[i] != of_text[i]) numbers[i] = anything;
    }

    [[nodiscard]] std::string joined(const std::vector<std::string>& words) const {
        std::string text = words.front();
        for (std::size_t i = 0; i < numbers.size(); ++i) text += numbers[i] + words[i + 1];
        return text;
    }
};

}  // namespace

std::vector<std::string> tally_lines(const std::map<std::string, std::uint64_t>& counts,
                                     std::size_t limit) {
    std::map<std::vector<std::string>, Shape> shapes;
    for (const auto& [text, count] : counts) {
        const auto [words, numbers] = parsed(text);
        shapes[words].add(text, count, numbers);
    }
    std::vector<std::pair<std::string, std::uint64_t>> entries;
    for (const auto& [words, shape] : shapes) {
        if (shape.texts.size() <= told_apart) {
            entries.insert(entries.end(), shape.texts.begin(), shape.texts.end());
            continue;
        }
        std::uint64_t sum = 0;
        for (const auto& [text, count] : shape.texts) sum += count;
        entries.emplace_back(shape.joined(words), sum);
    }
    std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) {
        return a.second != b.second ? a.second > b.second : a.first < b.first;
    });
    std::vector<std::string> lines;
    for (std::size_t i = 0; i < std::min(limit, entries.size()); ++i)
        lines.push_back(fmt::format("{} x {}", entries[i].second, printable(entries[i].first)));
    if (entries.size() > limit)
        lines.push_back(fmt::format("and {} other texts: see the JSON", entries.size() - limit));
    return lines;
}

}  // namespace hexameter::detail
