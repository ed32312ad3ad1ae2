// A metric: whether the answer begins with one of the references.
#include <algorithm>
#include <hexameter/sdk/plugin.hpp>

namespace sdk = hexameter::sdk;

namespace {

class StartsWith : public sdk::Metric {
  public:
    using Metric::Metric;

  private:
    sdk::Status score(const sdk::ScoreInput& input, sdk::Writer& out) override {
        if (input.candidates.empty() || input.references.empty()) return sdk::Status::ok;
        double hits = 0;
        for (const sdk::Part answer : input.candidates) {
            hits += std::any_of(
                input.references.begin(), input.references.end(),
                [&](sdk::Part reference) { return answer.text().starts_with(reference.text()); });
        }
        out.metric(0, hits / input.candidates.size());
        return sdk::Status::ok;
    }
};

}  // namespace

HEXAMETER_PLUGIN(sdk::metric<StartsWith>("starts_with"));
