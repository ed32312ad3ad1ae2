// Secrets by name: a configuration says which environment variable holds a key, never the key.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "hexameter/error.hpp"
#include "hexameter/run_spec.hpp"

namespace hexameter::detail {

// For each top-level property of the schema that is marked "x-secret": true and set in the
// configuration, the variable's name and its value. A variable that is not set, empty, or holds
// control characters is an error, whose `where` is the property.
[[nodiscard]] Result<std::map<std::string, std::string>> collect_secrets(
    const std::string& config_json, const std::string& schema_json);

// What in a configuration is plainly a key (secrecy.hpp) or an address that holds one. All settings
// are kept and shown, so that a run with one must not start. Members that the schema marks
// "x-secret": true name variables, and those that it marks false are no secrets: both are passed
// over. The message never repeats the value; it names the property of the plugin's schema that is
// marked true, if there is one.
[[nodiscard]] std::vector<SpecFault> exposed_in_config(const std::string& config_json,
                                                       const std::string& schema_json);

// The same of parameters: the schema, that of the provider's configuration, is for the advice only.
[[nodiscard]] std::vector<SpecFault> exposed_in_parameters(const std::string& parameters_json,
                                                           const std::string& schema_json);

}  // namespace hexameter::detail
