// The user's own addresses of servers, from the settings: base_url.<provider>.
#pragma once

#include <string>

#include "hexameter/flags.hpp"
#include "hexameter/settings.hpp"

namespace hexameter::cli {

// The configuration member in which a provider that has a server takes its address.
inline constexpr const char* address_member = "base_url";

// The user's own address for a provider, by the name that was used for it or another one of its
// own; "" for none.
[[nodiscard]] std::string own_address(const Settings& settings, const PluginInfo& provider,
                                      const std::string& named);

// The configuration with that address where it names none itself.
[[nodiscard]] Result<std::string> with_own_address(const Settings& settings,
                                                   const PluginInfo& provider,
                                                   const std::string& named,
                                                   const std::string& config_json);

}  // namespace hexameter::cli
