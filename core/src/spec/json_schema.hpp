// JSON Schema draft-07 over JSON text (valijson on RapidJSON), every fault named with its place.
#pragma once

#include <string>
#include <vector>

#include "hexameter/error.hpp"

namespace hexameter::detail {

struct SchemaFault {
    std::string pointer;  // JSON pointer of the value: "/models/0/provider"
    std::string message;  // what is wrong and what would be right
};

// Empty when the document is valid. An Error when schema or document is no JSON at all.
[[nodiscard]] Result<std::vector<SchemaFault>> check_against_schema(const std::string& json,
                                                                    const std::string& schema_json);

// The document with the schema's top-level and nested "default" values filled in.
[[nodiscard]] Result<std::string> with_defaults(const std::string& json,
                                                const std::string& schema_json);

}  // namespace hexameter::detail
