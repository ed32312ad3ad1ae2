// What a comparison of texts passes over, as the configuration of a metric says.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "support/json/json.hpp"
#include "support/text/regex.hpp"

namespace hexameter::plugin_text {

// In this order: matches of "regexes_to_ignore" removed, case folded, punctuation removed, digits
// removed, white space trimmed and squeezed. Source: Hugging Face evaluate's exact_match, and our
// own rule for white space. Threads: any.
class Normaliser {
  public:
    // Reads "regexes_to_ignore" and "ignore_case", "ignore_punctuation", "ignore_numbers",
    // "ignore_whitespace"; what is not there is false. Throws Error(config) for a broken pattern.
    explicit Normaliser(const plugin_json::Value& config);

    [[nodiscard]] std::string operator()(std::string_view text) const;

  private:
    std::vector<Regex> ignored_;
    bool case_;
    bool punctuation_;
    bool numbers_;
    bool whitespace_;
};

}  // namespace hexameter::plugin_text
