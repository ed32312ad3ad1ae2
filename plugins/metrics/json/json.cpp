// Whether the answer is JSON, and of which shape. What is computed is in README.md.
#include "support/json/json.hpp"

#include <optional>
#include <string>

#include "find_json.hpp"
#include "hexameter/sdk/plugin.hpp"
#include "schema.hpp"

namespace hexameter::json_metric {
namespace {

using sdk::Status;

Where where_of(const plugin_json::Value& config) {
    const auto word = plugin_json::string_at(config, {"find"}).value_or("whole");
    return word == "fenced" ? Where::fenced : word == "embedded" ? Where::embedded : Where::whole;
}

class JsonMetric : public sdk::Metric {
  public:
    explicit JsonMetric(const sdk::Setup& setup) : Metric(setup) {
        const plugin_json::Document config = plugin_json::parse_config(setup.config_json);
        where_ = where_of(config);
        if (const plugin_json::Value* schema = plugin_json::find(config, {"schema"})) {
            schema_.emplace(*schema);
        }
    }

  private:
    // Whether the answer's JSON fits; absent when that cannot be told. Faults go to `note`.
    [[nodiscard]] std::optional<bool> fits(std::string_view json, std::string& note) const {
        try {
            const auto misfit = schema_->misfit(json);
            if (misfit) {
                note = "the JSON does not fit the schema, " + *misfit;
            }
            return !misfit;
        } catch (const sdk::Error& unknown) {
            note = unknown.text();
            return std::nullopt;
        }
    }

    Status score(const sdk::ScoreInput& input, sdk::Writer& out) override {
        if (input.candidates.empty()) {
            return Status::ok;
        }
        double valid = 0;
        double fitting = 0;
        bool all_told = schema_.has_value();
        std::string note;  // of the last choice that has one
        for (const sdk::Part candidate : input.candidates) {
            const FoundJson found = find_json(candidate.text(), where_);
            if (!found.fault.empty()) {
                note = "the answer is no JSON: " + found.fault;
                continue;
            }
            ++valid;
            if (schema_) {
                const auto fit = fits(found.json, note);
                all_told = all_told && fit;
                fitting += fit.value_or(false) ? 1 : 0;
            }
        }
        out.metric(0, valid / input.candidates.size());
        if (all_told) {
            out.metric(1, fitting / input.candidates.size());
        }
        if (!note.empty()) {
            out.note(note);
        }
        return Status::ok;
    }

    Where where_ = Where::whole;
    std::optional<Schema> schema_;
};

}  // namespace
}  // namespace hexameter::json_metric

HEXAMETER_PLUGIN(hexameter::sdk::metric<hexameter::json_metric::JsonMetric>("json"));
