// How many sentences the answer has. What is computed is in README.md.
#include "hexameter/sdk/plugin.hpp"
#include "support/text/text.hpp"

namespace hexameter::sentence_count {
namespace {

using sdk::Status;

class SentenceCount : public sdk::Metric {
  public:
    using Metric::Metric;

  private:
    Status score(const sdk::ScoreInput& input, sdk::Writer& out) override {
        if (input.candidates.empty()) {
            return Status::ok;
        }
        std::size_t sentences = 0;
        for (const sdk::Part candidate : input.candidates) {
            sentences += plugin_text::count_sentences(candidate.text());
        }
        out.metric(0, static_cast<double>(sentences) / input.candidates.size());
        return Status::ok;
    }
};

}  // namespace
}  // namespace hexameter::sentence_count

HEXAMETER_PLUGIN(
    hexameter::sdk::metric<hexameter::sentence_count::SentenceCount>("sentence_count"));
