#include "plugin_config.hpp"

#include <fmt/core.h>

#include <set>

#include "hexameter/flags.hpp"
#include "run_flags.hpp"
#include "wrong.hpp"

namespace hexameter::cli {
namespace {

// The flag that a fault of the configuration is about, where one set the member; else the option.
std::string blamed(const PluginInfo& plugin, const TypedFlags& flags, const std::string& option,
                   const std::string& pointer) {
    for (const auto& flag : plugin_flags(plugin)) {
        const auto typed = flags.find(flag.flag);
        if (typed != flags.end() && !typed->second.empty() &&
            flag.target == PluginFlag::Target::config &&
            (pointer == "/" + flag.member || pointer.starts_with("/" + flag.member + "/")))
            return flag.flag;
    }
    return pointer.empty() ? option : fmt::format("{} {}", option, pointer);
}

}  // namespace

Result<std::string> typed_config(const Engine& engine, const PluginInfo& plugin,
                                 const std::string& option, const std::string& config_json,
                                 const TypedFlags& flags) {
    if (auto ok = check_text(option, {config_json}); !ok) return ok.error();
    PluginFlag whole;
    whole.flag = option;
    whole.member = "config";
    whole.kind = PluginFlag::Kind::json;
    if (auto read = set_member("{}", whole, {config_json}); !read) return read.error();
    auto config = with_flags(plugin, PluginFlag::Target::config, config_json, flags);
    if (!config) return config.error();
    const auto faults = engine.check_config(plugin.kind, plugin.id, config.value());
    if (!faults) return faults.error();
    Wrong wrong;
    for (const auto& fault : faults.value())
        wrong.add(
            fmt::format("{}: {}", blamed(plugin, flags, option, fault.pointer), fault.message));
    if (wrong.any()) return wrong.error();
    return config;
}

Status check_taken(const TypedFlags& flags, const std::vector<PluginInfo>& plugins,
                   const std::string& who) {
    Wrong wrong;
    std::set<std::string> known;
    for (const auto& plugin : plugins)
        for (const auto& one : plugin_flags(plugin))
            if (one.target == PluginFlag::Target::config) known.insert(one.flag);
    for (const auto& [flag, typed] : flags) {
        wrong.add(check_text(flag, typed));
        if (!typed.empty() && !known.contains(flag)) wrong.add(fmt::format("{}: {}", flag, who));
    }
    if (wrong.any()) return wrong.error();
    return {};
}

}  // namespace hexameter::cli
