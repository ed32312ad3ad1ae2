// Edits between the answer and the nearest reference. What is computed is in README.md.
#include <algorithm>
#include <vector>

#include "hexameter/sdk/plugin.hpp"
#include "support/json/json.hpp"
#include "support/text/edit_distance.hpp"
#include "support/text/normaliser.hpp"
#include "support/text/text.hpp"

namespace hexameter::levenshtein {
namespace {

using sdk::Status;

class Levenshtein : public sdk::Metric {
  public:
    explicit Levenshtein(const sdk::Setup& setup)
        : Metric(setup), normalised_(plugin_json::parse_config(setup.config_json)) {}

  private:
    struct Nearest {
        double distance;
        double similarity;
    };

    [[nodiscard]] std::u32string characters(std::string_view text) const {
        return plugin_text::code_points(normalised_(text));
    }

    // Each of the two from the reference that is best by it.
    static Nearest nearest(const std::u32string& text,
                           const std::vector<std::u32string>& references) {
        Nearest best{-1, -1};
        for (const std::u32string& reference : references) {
            const auto distance = static_cast<double>(plugin_text::edit_distance(text, reference));
            const auto longer = static_cast<double>(std::max(text.size(), reference.size()));
            const double similarity = longer > 0 ? 1 - distance / longer : 1;
            best.distance = best.distance < 0 ? distance : std::min(best.distance, distance);
            best.similarity = std::max(best.similarity, similarity);
        }
        return best;
    }

    Status score(const sdk::ScoreInput& input, sdk::Writer& out) override {
        if (input.candidates.empty() || input.references.empty()) {
            return Status::ok;
        }
        std::vector<std::u32string> references;
        for (const sdk::Part reference : input.references) {
            references.push_back(characters(reference.text()));
        }
        Nearest sum{0, 0};
        for (const sdk::Part candidate : input.candidates) {
            const Nearest one = nearest(characters(candidate.text()), references);
            sum.distance += one.distance;
            sum.similarity += one.similarity;
        }
        out.metric(0, sum.distance / input.candidates.size());
        out.metric(1, sum.similarity / input.candidates.size());
        return Status::ok;
    }

    plugin_text::Normaliser normalised_;
};

}  // namespace
}  // namespace hexameter::levenshtein

HEXAMETER_PLUGIN(hexameter::sdk::metric<hexameter::levenshtein::Levenshtein>("levenshtein"));
