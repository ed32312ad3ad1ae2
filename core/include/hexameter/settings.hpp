// A user's own defaults: a file that commands ask where neither flag nor environment says more.
// What it may hold: schemas/config.schema.json.
//
// Threads: any, while none changes the environment; a Settings is a value. What comes back is the
// caller's, but for the pointers of find() and fault_of(), which live as long as the Settings is
// left as it is. Errors are ErrorCode::config, and not_found where with_setting() is to take out
// what is not set.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "hexameter/error.hpp"

namespace hexameter {

// What may be set.
struct SettingKind {
    std::string key;  // "color"; "base_url" stands for "base_url.<provider>"
    std::string help;
    std::string default_value;         // "": none
    std::vector<std::string> choices;  // empty: any
    bool list = false;                 // takes several values
    bool by_provider = false;          // one value for each
    bool path = false;
};

[[nodiscard]] std::vector<SettingKind> setting_kinds();

struct Setting {
    std::string key;  // "color", "base_url.ID"
    std::vector<std::string> values;
    std::size_t line = 0;  // of the file, from 1
};

// What of the file cannot be used.
struct SettingFault {
    std::string key;      // "" where no single one is to blame
    std::string message;  // "/home/me/.config/hexameter/config.yaml:3:1 colour: ..."
};

struct Settings {
    std::filesystem::path file;
    std::vector<Setting> values;       // those that are right; paths are absolute
    std::vector<SettingFault> faults;  // in the order of the file

    // Null: not set.
    [[nodiscard]] const Setting* find(const std::string& key) const;

    // The first fault that leaves it open what `key` should be.
    [[nodiscard]] const SettingFault* fault_of(const std::string& key) const;
};

// $HEXAMETER_CONFIG, else $XDG_CONFIG_HOME/hexameter/config.yaml, else
// ~/.config/hexameter/config.yaml. It need not be there.
[[nodiscard]] Result<std::filesystem::path> settings_file();

// One that is not there sets nothing. Where the text as a whole is no YAML, what is right by itself
// is taken.
[[nodiscard]] Settings read_settings(const std::filesystem::path& file);

// The same of a text.
[[nodiscard]] Settings parse_settings(const std::string& text, const std::filesystem::path& file);

// The text with the key set to the values, or without it where there are none. The rest stays,
// also what cannot be read of it. The error says what the key takes.
[[nodiscard]] Result<std::string> with_setting(const std::string& text, const std::string& key,
                                               const std::vector<std::string>& values);

}  // namespace hexameter
