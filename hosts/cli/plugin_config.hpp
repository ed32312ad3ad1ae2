// The configuration of one plugin as it is typed: a JSON object, and the plugin's flags over it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "hexameter/engine.hpp"

namespace hexameter::cli {

using TypedFlags = std::map<std::string, std::vector<std::string>>;

// The object with those flags laid over it that the plugin has, checked by its schema. The error
// names each fault's flag, else `option`, by which the object is typed.
[[nodiscard]] Result<std::string> typed_config(const Engine& engine, const PluginInfo& plugin,
                                               const std::string& option,
                                               const std::string& config_json,
                                               const TypedFlags& flags);

// The flag that set the member of the configuration at the pointer's beginning; "" when none did.
[[nodiscard]] std::string flag_of(const PluginInfo& plugin, const std::string& pointer,
                                  const TypedFlags& flags);

// An error that names each flag that was typed and that none of the plugins takes, and which of
// `all` do, each of them for a command that asks models or asks none; `who` says who the plugins
// are: "metric regex does not take this flag".
[[nodiscard]] Status check_taken(const TypedFlags& flags, const std::vector<PluginInfo>& plugins,
                                 const std::vector<PluginInfo>& all, const std::string& who,
                                 bool asks_models = true);

}  // namespace hexameter::cli
