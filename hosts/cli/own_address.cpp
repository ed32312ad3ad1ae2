#include "own_address.hpp"

#include <vector>

namespace hexameter::cli {

std::string own_address(const Settings& settings, const PluginInfo& provider,
                        const std::string& named) {
    std::vector<std::string> names{named, provider.id};
    names.insert(names.end(), provider.aliases.begin(), provider.aliases.end());
    for (const auto& name : names)
        if (const auto* own = settings.find(std::string(address_member) + '.' + name))
            return own->values.front();
    return {};
}

Result<std::string> with_own_address(const Settings& settings, const PluginInfo& provider,
                                     const std::string& named, const std::string& config_json) {
    const auto address = own_address(settings, provider, named);
    if (address.empty() || has_member(config_json, address_member)) return config_json;
    for (const auto& flag : plugin_flags(provider))
        if (flag.target == PluginFlag::Target::config && flag.member == address_member)
            return set_member(config_json, flag, {address});
    return config_json;
}

}  // namespace hexameter::cli
