// Documents against a JSON Schema, draft-07 (valijson over RapidJSON).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "support/json/json.hpp"

namespace hexameter::json_metric {

// "pattern" is searched for by ICU's regular expressions, bounded. "format" is not looked at, as
// draft-07 allows. Threads: any.
class Schema {
  public:
    // Throws Error(config) for what is no schema, or cannot be used: see schema_source.hpp.
    explicit Schema(const plugin_json::Value& schema);
    ~Schema();

    // Why the document does not fit, with the place; nothing when it does. `json` is valid JSON.
    // Throws Error(limit) for one that is nested deeper than 128 levels, and for a text that a
    // "pattern" takes too long for: whether it fits cannot be told.
    [[nodiscard]] std::optional<std::string> misfit(std::string_view json) const;

  private:
    struct Parsed;
    std::unique_ptr<const Parsed> parsed_;
};

}  // namespace hexameter::json_metric
