// Invariants:
// 1. A step is told apart from its options once, when it is read; scoring only calls it.
// 2. What a step took is never empty for want of a match: that is nullopt.
#include "filters.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "support/json/json_writer.hpp"
#include "support/text/regex.hpp"
#include "support/text/text.hpp"

namespace hexameter::text {
namespace {

using plugin_json::Value;
using plugin_text::Regex;
using Take = std::function<std::optional<std::string>(const std::string&)>;

constexpr std::string_view functions =
    "regex, after_last, choice_letter, map, strip, remove_whitespace, lowercase, uppercase, "
    "take_first, majority_vote";

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

std::vector<std::string_view> options_of(std::string_view function) {
    if (function == "regex") {
        return {"regex_pattern", "group_select", "fallback"};
    }
    if (function == "map") {
        return {"mapping_dict", "default_value"};
    }
    const std::string_view main = main_option(function);
    return main.empty() ? std::vector<std::string_view>{}
                        : std::vector<std::string_view>{main, "fallback"};
}

// Options of another function are a mistake.
void check_options(std::string_view function, const Value& options) {
    const auto known = options_of(function);
    for (const auto& member : options.GetObject()) {
        const std::string_view name = plugin_json::text_of(member.name);
        if (name != "function" && std::find(known.begin(), known.end(), name) == known.end()) {
            refuse("\"" + std::string(name) + "\" is no option of " + std::string(function));
        }
    }
}

std::string option(const Value& options, std::string_view name, std::string_view otherwise) {
    return std::string(plugin_json::string_at(options, {name}).value_or(otherwise));
}

// Of what is looked for: an empty text is found in every answer, and leaves nothing of it.
std::string sought(const Value& options, std::string_view name, std::string_view otherwise) {
    std::string text = option(options, name, otherwise);
    if (text.empty()) {
        refuse("\"" + std::string(name) + "\" must not be empty; without it, it is " +
               std::string(otherwise));
    }
    return text;
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
        std::make_shared<const Regex>(sought(options, "regex_pattern", R"(#### (\-?[0-9\.\,]+))"));
    const Value* number = plugin_json::find(options, {"group_select"});
    const int select = number != nullptr && number->IsInt() ? number->GetInt() : 0;
    return [pattern, select](const std::string& text) -> std::optional<std::string> {
        const auto match = pattern->find(text, select);
        auto taken = match ? taken_of(*match) : std::nullopt;
        return taken ? std::optional(plugin_text::trimmed(*taken)) : std::nullopt;
    };
}

Take after_last(const Value& options) {
    return [marker = sought(options, "marker", "####")](
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

// Text as it is, a number or true and false as JSON has them.
std::string scalar(const std::string& name, const Value& value) {
    if (!value.IsString() && !value.IsNumber() && !value.IsBool()) {
        refuse("\"" + name + "\" must be text, a number, true or false");
    }
    return value.IsString() ? std::string(plugin_json::text_of(value))
                            : plugin_json::to_text(value);
}

Take map(const Value& options) {
    const Value* pairs = plugin_json::find(options, {"mapping_dict"});
    if (pairs == nullptr || !pairs->IsObject()) {
        refuse("map needs \"mapping_dict\", an object from what is found to what takes its place");
    }
    std::map<std::string, std::string, std::less<>> table;
    for (const auto& pair : pairs->GetObject()) {
        const std::string from(plugin_json::text_of(pair.name));
        table[from] = scalar(from, pair.value);
    }
    std::optional<std::string> otherwise;
    if (const Value* value = plugin_json::find(options, {"default_value"})) {
        otherwise = scalar("default_value", *value);
    }
    return [table = std::move(table), otherwise](const std::string& text) {
        const auto found = table.find(text);
        return found == table.end() ? otherwise : std::optional(found->second);
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
    if (function == "choice_letter") {
        return choice_letter(options);
    }
    return function == "map" ? map(options) : Take();
}

const Choice& first(const std::vector<Choice>& choices) {
    return choices.front();
}

// The first of those whose text most of them have.
const Choice& majority(const std::vector<Choice>& choices) {
    std::map<std::string_view, std::size_t> votes;
    for (const Choice& choice : choices) {
        ++votes[choice.text];
    }
    return *std::max_element(
        choices.begin(), choices.end(),
        [&votes](const Choice& a, const Choice& b) { return votes[a.text] < votes[b.text]; });
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
    Step step{std::string(function), option(options, "fallback", "[invalid]"), false,
              change_of(function), nullptr};
    if (function == "take_first") {
        step.choose = first;
    } else if (function == "majority_vote") {
        step.choose = majority;
    } else if (!step.take) {
        step.extracts = true;
        step.take = extraction_of(function, options);
        if (!step.take) {
            refuse("there is no function \"" + step.name + "\"; known are " +
                   std::string(functions));
        }
    }
    check_options(function, options);
    steps_.push_back(std::move(step));
}

bool Filters::extract() const {
    return std::any_of(steps_.begin(), steps_.end(),
                       [](const Step& step) { return step.extracts; });
}

std::vector<Choice> Filters::operator()(std::vector<Choice> choices) const {
    for (std::size_t i = 0; i < steps_.size(); ++i) {
        if (steps_[i].choose != nullptr) {
            choices = {steps_[i].choose(choices)};
            continue;
        }
        for (Choice& choice : choices) {
            if (!choice.fault.empty()) {
                continue;
            }
            auto taken = steps_[i].take(choice.text);
            if (!taken) {
                choice.fault = "filter[" + std::to_string(i) + "], " + steps_[i].name +
                               ", found nothing in the answer";
            }
            choice.text = taken.value_or(steps_[i].fallback);
        }
    }
    return choices;
}

}  // namespace hexameter::text
