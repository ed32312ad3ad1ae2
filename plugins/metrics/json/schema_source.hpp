// A JSON Schema as its author wrote it, made safe for a validator that trusts schemas.
#pragma once

#include "support/json/json.hpp"

namespace hexameter::json_metric {

// The keyword that takes the place of "pattern" in a prepared schema.
inline constexpr const char* pattern_keyword = "x-hexameter-pattern";

// Renames "pattern" to pattern_keyword and takes "format" out of use, in every schema below and not
// in what only looks like one (the members of "properties", "const", "enum"). Throws Error(config),
// with the place, for what would make a validation run without end or off the stack: a schema that
// refers to itself in a circle, one that is nested deeper than 128 levels, "patternProperties",
// whose expressions are not bounded, and references to outside the schema.
void prepare_schema(plugin_json::Document& schema);

}  // namespace hexameter::json_metric
