// Command-line flags that plugins ask for in their manifests, so that a host needs to know no
// plugin by name: a schema property with "x-flag": "--url" becomes the flag --url. "x-for":
// "asking" beside it: it has an effect only where a model is asked.
//
// Threads: any, also at once; nothing here keeps state. What comes back is the caller's. Errors are
// ErrorCode::config, of run_field also internal: no such schema_pointer.
#pragma once

#include <string>
#include <vector>

#include "hexameter/plugins.hpp"

namespace hexameter {

struct PluginFlag {
    enum class Kind { text, whole, number, yes_no, list, json };
    enum class Target { config, sample };  // which of the plugin's schemas the property stands in

    std::string flag;    // "--url"
    std::string member;  // "base_url"
    std::string within;  // the member, an object, that holds it; "": it stands at the top
    std::string help;
    Kind kind = Kind::text;
    Target target = Target::config;
    bool only_for_asking = false;  // of a sample always
    bool objects = false;          // of a list: its items may be objects, typed as JSON
};

[[nodiscard]] std::vector<PluginFlag> plugin_flags(const PluginInfo& plugin);

// The object with the flag's member set to the value (a list flag may have several). The error
// names the flag and what it takes.
[[nodiscard]] Result<std::string> set_member(const std::string& object_json, const PluginFlag& flag,
                                             const std::vector<std::string>& values);

[[nodiscard]] bool has_member(const std::string& object_json, const std::string& member);

// An error that names the flag when one of the words is no UTF-8.
[[nodiscard]] Status check_text(const std::string& flag, const std::vector<std::string>& typed);

// A number that was typed for `flag`, as JSON, held to what schemas/run.schema.json says of the
// field that it sets; `schema_pointer` is the place of that field's schema in there
// ("/properties/iterations"). The error names the flag, what is allowed and what was typed.
[[nodiscard]] Result<std::string> run_field(const std::string& flag,
                                            const std::string& schema_pointer,
                                            const std::string& typed);

// The "default" of a top-level property of the plugin's configuration, a string as it is, else as
// JSON; "" when it has none.
[[nodiscard]] std::string config_default(const PluginInfo& plugin, const std::string& member);

}  // namespace hexameter
