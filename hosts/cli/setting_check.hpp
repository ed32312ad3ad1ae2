// The user's own settings as causes of errors: where one stands, and whether what it names is
// there.
#pragma once

#include <string>

#include "command_line.hpp"

namespace hexameter::cli {

// "/home/me/.config/hexameter/config.yaml:3 provider"
[[nodiscard]] std::string place_of(const Settings& settings, const Setting& setting);

// Why no command can use what the setting names, with what there is; "" where nothing is wrong.
[[nodiscard]] std::string fault_in(CommandLine& line, const Setting& setting);

// An error in the home names who chose it, unless its flag was typed.
[[nodiscard]] Error of_home(const CommandLine& line, const Error& error);

}  // namespace hexameter::cli
