// Invariants:
// 1. A step is told apart from its options once, when it is read; scoring only calls it.
// 2. What a step took is never empty for want of a match: that is nullopt.
#include "filters.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "support/text/regex.hpp"
#include "support/text/text.hpp"

namespace hexameter::text {
namespace {

using plugin_json::Value;
using plugin_text::Regex;
using Take = std::function<std::optional<std::string>(const std::string&)>;

constexpr std::string_view functions =
    "regex, after_last, choice_letter, strip, remove_whitespace, lowercase, uppercase, take_first";

[[noreturn]] void refuse(const std::string& what) {
    throw sdk::Error(sdk::Status::config, what);
}

// The option that stands behind the colon of the short form "FUNCTION:OPTION".
std::string_view main_option(std::string_view function) {
    return function == "regex"           ? "regex_pattern"
           : function == "after_last"    ? "marker"
           : function == "choice_letter" ? "letters"
                                         : "";
}

// Options of another function are a mistake.
void check_options(std::string_view function, const Value& options) {
    for (const auto& member : options.GetObject()) {
        const std::string_view name = plugin_json::text_of(member.name);
        const std::string_view main = main_option(function);
        const bool fits = name == "function" || (!main.empty() && name == main) ||
                          (!main.empty() && name == "fallback") ||
                          (function == "regex" && name == "group_select");
        if (!fits) {
            refuse("\"" + std::string(name) + "\" is no option of " + std::string(function));
        }
    }
}

std::string option(const Value& options, std::string_view name, std::string_view otherwise) {
    return std::string(plugin_json::string_at(options, {name}).value_or(otherwise));
}

// As Python's re.findall: the match, its one group, or the first of its groups that holds
// something.
std::optional<std::string> taken_of(const plugin_text::RegexMatch& match) {
    if (match.size() <= 2) {
        return match.back().value_or("");
    }
    for (std::size_t group = 1; group < match.size(); ++group) {
        if (match[group] && !match[group]->empty()) {
            return match[group];
        }
    }
    return std::nullopt;
}

Take regex(const Value& options) {
    const auto pattern =
        std::make_shared<const Regex>(option(options, "regex_pattern", R"(#### (\-?[0-9\.\,]+))"));
    const Value* number = plugin_json::find(options, {"group_select"});
    const int select = number != nullptr && number->IsInt() ? number->GetInt() : 0;
    return [pattern, select](const std::string& text) -> std::optional<std::string> {
        const auto match = pattern->find(text, select);
        auto taken = match ? taken_of(*match) : std::nullopt;
        return taken ? std::optional(plugin_text::trimmed(*taken)) : std::nullopt;
    };
}

Take after_last(const Value& options) {
    return [marker = option(options, "marker", "####")](
               const std::string& text) -> std::optional<std::string> {
        const std::size_t at = text.rfind(marker);
        if (at == std::string::npos) {
            return std::nullopt;
        }
        return plugin_text::trimmed(std::string_view(text).substr(at + marker.size()));
    };
}

// The last letter behind the word "answer", else the last in parentheses, else one that the text
// begins with, alone or before punctuation.
Take choice_letter(const Value& options) {
    const std::string letters = option(options, "letters", "ABCD");
    if (letters.empty() ||
        !std::all_of(letters.begin(), letters.end(), [](char c) { return c >= 'A' && c <= 'Z'; })) {
        refuse("\"letters\" must be capital letters, as \"ABCD\"");
    }
    const std::string letter = "([" + letters + "])";
    const auto patterns = std::make_shared<const std::vector<Regex>>([&] {
        std::vector<Regex> all;
        all.emplace_back("(?i:answer)(?i: is)?[\\s:*(\\[\"']*" + letter + "(?!\\w|'\\w)");
        all.emplace_back("\\(" + letter + "\\)");
        all.emplace_back("^[\\s*\\[\"']*" + letter + "[\\s*\\]\"']*(?:$|[.):,])");
        return all;
    }());
    return [patterns](const std::string& text) -> std::optional<std::string> {
        for (const Regex& pattern : *patterns) {
            if (const auto match = pattern.find(text, -1)) {
                return (*match)[1];
            }
        }
        return std::nullopt;
    };
}

Take changed_by(std::string (*change)(std::string_view)) {
    return [change](const std::string& text) { return std::optional(change(text)); };
}

// What changes every text and fails for none; empty for another function.
Take change_of(std::string_view function) {
    if (function == "strip") {
        return changed_by(plugin_text::trimmed);
    }
    if (function == "remove_whitespace") {
        return changed_by(plugin_text::without_leading_space);
    }
    if (function == "lowercase") {
        return changed_by(plugin_text::lower_case);
    }
    return function == "uppercase" ? changed_by(plugin_text::upper_case) : Take();
}

// What takes a part of the text, where there is one; empty for another function.
Take extraction_of(std::string_view function, const Value& options) {
    if (function == "regex") {
        return regex(options);
    }
    if (function == "after_last") {
        return after_last(options);
    }
    return function == "choice_letter" ? choice_letter(options) : Take();
}

}  // namespace

Filters::Filters(const Value* steps) {
    if (steps == nullptr) {
        return;
    }
    if (!steps->IsArray()) {
        refuse("\"filter\" must be a list of steps");
    }
    for (rapidjson::SizeType i = 0; i < steps->Size(); ++i) {
        try {
            add((*steps)[i]);
        } catch (const sdk::Error& error) {
            refuse("filter[" + std::to_string(i) + "]: " + error.text());
        }
    }
}

void Filters::add(const Value& step) {
    plugin_json::Document spelt_out(rapidjson::kObjectType);
    if (step.IsObject()) {
        const auto function = plugin_json::string_at(step, {"function"});
        return add_named(function.value_or(""), step);
    }
    if (!step.IsString()) {
        refuse("must be an object with \"function\", or \"FUNCTION\" or \"FUNCTION:OPTION\"");
    }
    const std::string_view text = plugin_json::text_of(step);
    const std::size_t colon = text.find(':');
    const std::string_view function = text.substr(0, colon);
    if (colon != std::string_view::npos) {
        const std::string_view name = main_option(function);
        if (name.empty()) {
            refuse("\"" + std::string(function) + "\" takes no option; known are " +
                   std::string(functions));
        }
        auto& memory = spelt_out.GetAllocator();
        const std::string_view value = text.substr(colon + 1);
        spelt_out.AddMember(
            Value(name.data(), static_cast<rapidjson::SizeType>(name.size()), memory),
            Value(value.data(), static_cast<rapidjson::SizeType>(value.size()), memory), memory);
    }
    add_named(function, spelt_out);
}

void Filters::add_named(std::string_view function, const Value& options) {
    const std::string name(function);
    Take take = change_of(function);
    const bool extracts = !take;
    if (extracts) {
        take = extraction_of(function, options);
    }
    if (!take && function != "take_first") {
        refuse("there is no function \"" + name + "\"; known are " + std::string(functions));
    }
    check_options(function, options);
    if (function == "take_first") {
        take_first_ = true;
        return;
    }
    steps_.push_back({name, extracts, option(options, "fallback", "[invalid]"), std::move(take)});
}

bool Filters::extract() const {
    return std::any_of(steps_.begin(), steps_.end(),
                       [](const Step& step) { return step.extracts; });
}

Filtered Filters::operator()(std::string_view answer) const {
    std::string text(answer);
    for (std::size_t i = 0; i < steps_.size(); ++i) {
        auto taken = steps_[i].take(text);
        if (!taken) {
            return {steps_[i].fallback, "filter[" + std::to_string(i) + "], " + steps_[i].name +
                                            ", found nothing in the answer"};
        }
        text = std::move(*taken);
    }
    return {text, {}};
}

}  // namespace hexameter::text
