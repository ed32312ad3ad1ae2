// Whether a pattern matches the answer. What is computed is in README.md.
#include "support/text/regex.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "hexameter/sdk/plugin.hpp"
#include "support/json/json.hpp"

namespace hexameter::regex {
namespace {

using plugin_text::Regex;
using sdk::Status;

class RegexMetric : public sdk::Metric {
  public:
    explicit RegexMetric(const sdk::Setup& setup) : Metric(setup) {
        const plugin_json::Document config = plugin_json::parse_config(setup.config_json);
        flags_ = plugin_json::string_at(config, {"flags"}).value_or("");
        full_match_ = plugin_json::bool_at(config, {"full_match"}).value_or(false);
        if (const auto pattern = plugin_json::string_at(config, {"pattern"})) {
            pattern_.emplace(*pattern, flags_);
        }
        if (const auto group = plugin_json::uint_at(config, {"group"})) {
            take_group(static_cast<int>(*group));
        }
    }

  private:
    void take_group(int group) {
        if (!pattern_) {
            throw sdk::Error(Status::config,
                             "\"group\" needs a \"pattern\" whose group is compared with the "
                             "references");
        }
        if (group > pattern_->groups()) {
            throw sdk::Error(Status::config, "\"group\" is " + std::to_string(group) +
                                                 ", and the pattern has " +
                                                 std::to_string(pattern_->groups()) + " groups");
        }
        group_ = static_cast<std::size_t>(group);
    }

    [[nodiscard]] std::optional<plugin_text::RegexMatch> match(const Regex& pattern,
                                                               std::string_view text) const {
        return full_match_ ? pattern.match(text) : pattern.find(text);
    }

    [[nodiscard]] bool is_right(std::string_view text, const std::vector<Regex>& of_references,
                                sdk::Parts references) const {
        if (!pattern_) {
            return std::any_of(of_references.begin(), of_references.end(),
                               [&](const Regex& one) { return match(one, text).has_value(); });
        }
        const auto found = match(*pattern_, text);
        if (!group_) {
            return found.has_value();
        }
        if (!found || !(*found)[*group_]) {
            return false;
        }
        return std::any_of(references.begin(), references.end(), [&](const sdk::Part reference) {
            return reference.text() == *(*found)[*group_];
        });
    }

    Status score(const sdk::ScoreInput& input, sdk::Writer& out) override {
        const bool needs_reference = group_ || !pattern_;
        if (input.candidates.empty() || (needs_reference && input.references.empty())) {
            return Status::ok;
        }
        double right = 0;
        std::vector<Regex> of_references;
        if (!pattern_) {
            for (const sdk::Part reference : input.references) {
                if (full_match_ || !reference.text().empty()) {
                    of_references.emplace_back(reference.text(), flags_, Status::bad_argument);
                }
            }
            if (of_references.empty()) {
                return Status::ok;
            }
        }
        for (const sdk::Part candidate : input.candidates) {
            right += is_right(candidate.text(), of_references, input.references);
        }
        out.metric(0, right / input.candidates.size());
        return Status::ok;
    }

    std::optional<Regex> pattern_;
    std::string flags_;
    bool full_match_ = false;
    std::optional<std::size_t> group_;  // only with a pattern
};

}  // namespace
}  // namespace hexameter::regex

HEXAMETER_PLUGIN(hexameter::sdk::metric<hexameter::regex::RegexMetric>("regex"));
