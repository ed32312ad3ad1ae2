// Why a document does not fit a schema, in sentences: one fault per cause.
#pragma once

#include <rapidjson/document.h>

#include <vector>

#include "spec/json_schema.hpp"

namespace hexameter::detail {

// valijson decides whether a document is valid; this says why it is not. Knows the keywords whose
// faults a person can mend at one place (type, enum, bounds, fields, items, length, pattern, and
// the combinations); the result is empty when the cause is another one.
[[nodiscard]] std::vector<SchemaFault> explain_faults(const rapidjson::Value& schema,
                                                      const rapidjson::Value& document);

}  // namespace hexameter::detail
