// Secrets by name: a configuration says which environment variable holds a key, never the key.
#pragma once

#include <map>
#include <string>

#include "hexameter/error.hpp"

namespace hexameter::detail {

// For each top-level property of the schema that is marked "x-secret": true and set in the
// configuration, the variable's name and its value. A variable that is not set, empty, or holds
// control characters is an error, whose `where` is the property.
[[nodiscard]] Result<std::map<std::string, std::string>> collect_secrets(
    const std::string& config_json, const std::string& schema_json);

}  // namespace hexameter::detail
