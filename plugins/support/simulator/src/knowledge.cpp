// Invariants
// 1. A wrong answer never equals the right one.
// 2. At most one number is drawn from `random`, and only for a wrong answer.
#include "hexameter/simulator/knowledge.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

namespace hexameter::simulator {
namespace {

struct Capital {
    std::string_view country;  // lower case
    std::string_view shown;
    std::string_view city;
};

constexpr std::array<Capital, 12> capitals{{
    {"france", "France", "Paris"},
    {"japan", "Japan", "Tokyo"},
    {"canada", "Canada", "Ottawa"},
    {"kenya", "Kenya", "Nairobi"},
    {"brazil", "Brazil", "Brasilia"},
    {"norway", "Norway", "Oslo"},
    {"egypt", "Egypt", "Cairo"},
    {"india", "India", "New Delhi"},
    {"peru", "Peru", "Lima"},
    {"poland", "Poland", "Warsaw"},
    {"vietnam", "Vietnam", "Hanoi"},
    {"portugal", "Portugal", "Lisbon"},
}};

std::string lower(std::string_view text) {
    std::string made(text);
    std::transform(made.begin(), made.end(), made.begin(), [](unsigned char c) {
        return static_cast<char>(c < 0x80 ? std::tolower(c) : c);
    });
    return made;
}

void skip_spaces(std::string_view& text) {
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
}

std::optional<std::int64_t> take_number(std::string_view& text) {
    skip_spaces(text);
    std::int64_t number = 0;
    const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (bad != std::errc{} || number > 999'999'999 || number < -999'999'999) {
        return std::nullopt;
    }
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

std::optional<char> take_operator(std::string_view& text) {
    struct Word {
        std::string_view word;
        char operation;
    };

    static constexpr std::array<Word, 7> words{{{"plus", '+'},
                                                {"minus", '-'},
                                                {"times", '*'},
                                                {"+", '+'},
                                                {"-", '-'},
                                                {"*", '*'},
                                                {"x", '*'}}};
    skip_spaces(text);
    for (const auto& [word, operation] : words) {
        if (text.starts_with(word)) {
            text.remove_prefix(word.size());
            return operation;
        }
    }
    return std::nullopt;
}

struct Answer {
    std::string bare;
    std::string sentence;
};

std::optional<Answer> sum(std::string_view question, bool right, Random& random) {
    const std::size_t at = question.find("what is ");
    if (at == std::string_view::npos) {
        return std::nullopt;
    }
    question.remove_prefix(at + 8);
    const auto a = take_number(question);
    const auto operation = a ? take_operator(question) : std::nullopt;
    const auto b = operation ? take_number(question) : std::nullopt;
    if (!b) {
        return std::nullopt;
    }
    std::int64_t result = *operation == '+' ? *a + *b : *operation == '-' ? *a - *b : *a * *b;
    if (!right) {
        result += 1 + random.below(9);
    }
    const std::string bare = std::to_string(result);
    return Answer{bare, std::to_string(*a) + " " + *operation + " " + std::to_string(*b) + " = " +
                            bare + "."};
}

std::optional<Answer> capital(std::string_view question, bool right, Random& random) {
    constexpr std::string_view form = "capital of ";
    const std::size_t at = question.find(form);
    if (at == std::string_view::npos) {
        return std::nullopt;
    }
    const std::string_view country = question.substr(at + form.size());
    for (std::size_t i = 0; i < capitals.size(); ++i) {
        if (!country.starts_with(capitals[i].country)) {
            continue;
        }
        const std::size_t shift = right ? 0 : 1 + random.below(capitals.size() - 1);
        const std::string_view city = capitals[(i + shift) % capitals.size()].city;
        return Answer{std::string(city), "The capital of " + std::string(capitals[i].shown) +
                                             " is " + std::string(city) + "."};
    }
    return std::nullopt;
}

}  // namespace

std::optional<std::string> answer_to(std::string_view prompt, bool right, Random& random) {
    const std::string question = lower(prompt);
    std::optional<Answer> answer = sum(question, right, random);
    if (!answer) {
        answer = capital(question, right, random);
    }
    if (!answer) {
        return std::nullopt;
    }
    const bool bare = question.find("answer with") != std::string::npos;
    return bare ? std::move(answer->bare) : std::move(answer->sentence);
}

}  // namespace hexameter::simulator
