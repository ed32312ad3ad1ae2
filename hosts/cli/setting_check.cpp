#include "setting_check.hpp"

#include <fmt/core.h>

#include <string_view>

#include "hexameter/prices.hpp"
#include "own_address.hpp"

namespace hexameter::cli {
namespace {

std::string provider_fault(CommandLine& line, const std::string& id, bool has_address) {
    const auto provider = line.open_engine().find(PluginKind::provider, id);
    if (!provider) return provider.error().text();
    if (has_address && config_default(provider.value(), address_member).empty())
        return fmt::format("provider {} has no server", id);
    return {};
}

std::string folder_fault(const Setting& setting) {
    std::error_code absent;
    for (const auto& folder : setting.values)
        if (!std::filesystem::is_directory(folder, absent))
            return folder + ": there is no such folder";
    return {};
}

}  // namespace

std::string place_of(const Settings& settings, const Setting& setting) {
    return fmt::format("{}:{} {}", settings.file.string(), setting.line, setting.key);
}

std::string fault_in(CommandLine& line, const Setting& setting) {
    const auto address = std::string(address_member) + '.';
    if (setting.key == "provider") return provider_fault(line, setting.values.front(), false);
    if (setting.key.starts_with(address))
        return provider_fault(line, setting.key.substr(address.size()), true);
    if (setting.key == "plugin_dir") return folder_fault(setting);
    if (setting.key != "prices") return {};
    const auto prices = load_prices(setting.values.front());
    return prices ? "" : prices.error().text();
}

Error of_home(const CommandLine& line, const Error& error) {
    const auto place = line.home();
    if (!line.common.home.empty() || !place || !error.where().starts_with(place->string()))
        return error;
    if (!environment("HEXAMETER_HOME").empty()) return error.at("HEXAMETER_HOME");
    const auto* own = line.settings.find("home");
    return own == nullptr ? error : error.at(place_of(line.settings, *own));
}

}  // namespace hexameter::cli
