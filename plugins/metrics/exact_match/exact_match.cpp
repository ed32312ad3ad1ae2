// Exact match of the answer with any reference. What is computed is in README.md.
#include <algorithm>
#include <string>
#include <vector>

#include "hexameter/sdk/plugin.hpp"
#include "support/json/json.hpp"
#include "support/text/text.hpp"

namespace hexameter::exact_match {
namespace {

using sdk::Status;

class ExactMatch : public sdk::Metric {
  public:
    explicit ExactMatch(const sdk::Setup& setup) : Metric(setup) {
        const plugin_json::Document config = plugin_json::parse_config(setup.config_json);
        ignore_case_ = plugin_json::bool_at(config, {"ignore_case"}).value_or(false);
        ignore_punctuation_ = plugin_json::bool_at(config, {"ignore_punctuation"}).value_or(false);
        ignore_whitespace_ = plugin_json::bool_at(config, {"ignore_whitespace"}).value_or(false);
    }

  private:
    // Punctuation goes first: what it leaves behind may be white space at an end.
    [[nodiscard]] std::string normalised(std::string_view text) const {
        std::string result(text);
        if (ignore_case_) {
            result = plugin_text::fold_case(result);
        }
        if (ignore_punctuation_) {
            result = plugin_text::without_punctuation(result);
        }
        if (ignore_whitespace_) {
            result = plugin_text::squeeze_whitespace(result);
        }
        return result;
    }

    Status score(const sdk::ScoreInput& input, sdk::Writer& out) override {
        if (input.candidates.empty() || input.references.empty()) {
            return Status::ok;
        }
        std::vector<std::string> references;
        for (const sdk::Part reference : input.references) {
            references.push_back(normalised(reference.text()));
        }
        double matches = 0;
        for (const sdk::Part candidate : input.candidates) {
            const std::string text = normalised(candidate.text());
            matches += std::find(references.begin(), references.end(), text) != references.end();
        }
        out.metric(0, matches / input.candidates.size());
        return Status::ok;
    }

    bool ignore_case_ = false;
    bool ignore_punctuation_ = false;
    bool ignore_whitespace_ = false;
};

}  // namespace
}  // namespace hexameter::exact_match

HEXAMETER_PLUGIN(hexameter::sdk::metric<hexameter::exact_match::ExactMatch>("exact_match"));
