#include "support/text/normaliser.hpp"

#include "support/text/text.hpp"

namespace hexameter::plugin_text {
namespace {

bool asks_for(const plugin_json::Value& config, std::string_view member) {
    return plugin_json::bool_at(config, {member}).value_or(false);
}

}  // namespace

Normaliser::Normaliser(const plugin_json::Value& config)
    : case_(asks_for(config, "ignore_case")),
      punctuation_(asks_for(config, "ignore_punctuation")),
      numbers_(asks_for(config, "ignore_numbers")),
      whitespace_(asks_for(config, "ignore_whitespace")) {
    const plugin_json::Value* patterns = plugin_json::find(config, {"regexes_to_ignore"});
    if (patterns == nullptr || !patterns->IsArray()) {
        return;
    }
    for (const plugin_json::Value& pattern : patterns->GetArray()) {
        if (!pattern.IsString()) {
            throw sdk::Error(sdk::Status::config, "\"regexes_to_ignore\" holds what is no text");
        }
        ignored_.emplace_back(plugin_json::text_of(pattern));
    }
}

std::string Normaliser::operator()(std::string_view text) const {
    std::string result(text);
    for (const Regex& ignored : ignored_) {
        result = ignored.replaced(result, {});
    }
    if (case_) {
        result = fold_case(result);
    }
    if (punctuation_) {
        result = without_punctuation(result);
    }
    if (numbers_) {
        result = without_digits(result);
    }
    // Last: what the others leave behind may be white space at an end.
    return whitespace_ ? squeeze_whitespace(result) : result;
}

}  // namespace hexameter::plugin_text
