// Exact match of the answer with any reference. What is computed is in README.md.
#include <algorithm>
#include <string>
#include <vector>

#include "hexameter/sdk/plugin.hpp"
#include "support/json/json.hpp"
#include "support/text/normaliser.hpp"

namespace hexameter::exact_match {
namespace {

using sdk::Status;

class ExactMatch : public sdk::Metric {
  public:
    explicit ExactMatch(const sdk::Setup& setup)
        : Metric(setup), normalised_(plugin_json::parse_config(setup.config_json)) {}

  private:
    struct Reference {
        std::string_view raw;
        std::string normalised;
    };

    Status score(const sdk::ScoreInput& input, sdk::Writer& out) override {
        if (input.candidates.empty() || input.references.empty()) {
            return Status::ok;
        }
        std::vector<Reference> references;
        for (const sdk::Part reference : input.references) {
            references.push_back({reference.text(), normalised_(reference.text())});
        }
        double matches = 0;
        for (const sdk::Part candidate : input.candidates) {
            const std::string text = normalised_(candidate.text());
            // Two texts of which nothing is left are not equal for that.
            matches += std::any_of(references.begin(), references.end(), [&](const auto& one) {
                return text == one.normalised && (!text.empty() || candidate.text() == one.raw);
            });
        }
        out.metric(0, matches / input.candidates.size());
        return Status::ok;
    }

    plugin_text::Normaliser normalised_;
};

}  // namespace
}  // namespace hexameter::exact_match

HEXAMETER_PLUGIN(hexameter::sdk::metric<hexameter::exact_match::ExactMatch>("exact_match"));
