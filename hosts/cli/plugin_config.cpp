#include "plugin_config.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <optional>

#include "hexameter/flags.hpp"
#include "run_flags.hpp"
#include "wrong.hpp"

namespace hexameter::cli {
namespace {

bool takes(const PluginInfo& plugin, const std::string& flag, bool asks_models) {
    const auto flags = plugin_flags(plugin);
    return std::any_of(flags.begin(), flags.end(), [&](const PluginFlag& one) {
        return one.flag == flag && (asks_models || !one.only_for_asking);
    });
}

// "metric contains, exact_match"; a kind stands once before all of it.
std::string owners_of(const std::string& flag, const std::vector<PluginInfo>& all,
                      bool asks_models) {
    std::string words;
    std::optional<PluginKind> kind;
    for (const auto& plugin : all) {
        if (!takes(plugin, flag, asks_models)) continue;
        words += words.empty() ? "" : ", ";
        words += kind == plugin.kind ? plugin.id
                                     : fmt::format("{} {}", to_string(plugin.kind), plugin.id);
        kind = plugin.kind;
    }
    return words;
}

}  // namespace

std::string flag_of(const PluginInfo& plugin, const std::string& pointer, const TypedFlags& flags) {
    for (const auto& flag : plugin_flags(plugin)) {
        const auto typed = flags.find(flag.flag);
        if (flag.target == PluginFlag::Target::config && typed != flags.end() &&
            !typed->second.empty() && (pointer + '/').starts_with('/' + flag.member + '/'))
            return flag.flag;
    }
    return {};
}

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
    for (const auto& fault : faults.value()) {
        auto blamed = flag_of(plugin, fault.pointer, flags);
        if (blamed.empty())
            blamed = fault.pointer.empty() ? option : fmt::format("{} {}", option, fault.pointer);
        wrong.add(fmt::format("{}: {}", blamed, fault.message));
    }
    if (wrong.any()) return wrong.error();
    return config;
}

Status check_taken(const TypedFlags& flags, const std::vector<PluginInfo>& plugins,
                   const std::vector<PluginInfo>& all, const std::string& who, bool asks_models) {
    Wrong wrong;
    for (const auto& [flag, typed] : flags) {
        wrong.add(check_text(flag, typed));
        if (typed.empty() ||
            std::any_of(plugins.begin(), plugins.end(), [&, &flag = flag](const auto& plugin) {
                return takes(plugin, flag, asks_models);
            }))
            continue;
        wrong.add(fmt::format("{}: {}; it is of {}", flag, who, owners_of(flag, all, asks_models)));
    }
    if (wrong.any()) return wrong.error();
    return {};
}

}  // namespace hexameter::cli
