// Whether the answer contains any reference. What is computed is in README.md.
#include <algorithm>
#include <string>
#include <vector>

#include "hexameter/sdk/plugin.hpp"
#include "support/json/json.hpp"
#include "support/text/normaliser.hpp"

namespace hexameter::contains {
namespace {

using sdk::Status;

class Contains : public sdk::Metric {
  public:
    explicit Contains(const sdk::Setup& setup)
        : Metric(setup), normalised_(plugin_json::parse_config(setup.config_json)) {}

  private:
    Status score(const sdk::ScoreInput& input, sdk::Writer& out) override {
        std::vector<std::string> wanted;
        for (const sdk::Part reference : input.references) {
            if (std::string text = normalised_(reference.text()); !text.empty()) {
                wanted.push_back(std::move(text));
            }
        }
        if (input.candidates.empty() || wanted.empty()) {
            return Status::ok;
        }
        double found = 0;
        for (const sdk::Part candidate : input.candidates) {
            const std::string text = normalised_(candidate.text());
            found += std::any_of(wanted.begin(), wanted.end(), [&](const std::string& one) {
                return text.find(one) != std::string::npos;
            });
        }
        out.metric(0, found / input.candidates.size());
        return Status::ok;
    }

    plugin_text::Normaliser normalised_;
};

}  // namespace
}  // namespace hexameter::contains

HEXAMETER_PLUGIN(hexameter::sdk::metric<hexameter::contains::Contains>("contains"));
