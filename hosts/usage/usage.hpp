// How both programs tell of wrong words on their command line.
#pragma once

#include <CLI/App.hpp>
#include <string>
#include <vector>

namespace hexameter {

// The command that was typed last: `list` of `plugin list`.
[[nodiscard]] const CLI::App& leaf_of(const CLI::App& app);

// "--prot is no flag of hexameter-simulate; did you mean --port?; see ... --help".
[[nodiscard]] std::string usage_fault(const CLI::App* app, const CLI::Error& error);

// Where a flag was taken for the value of the one before it, as after a variable of the shell that
// is not set: "--name: needs a value; ...". "" where none was. `words` as they were typed, without
// the program; `app` has parsed them, or failed to.
[[nodiscard]] std::string swallowed_flag(const CLI::App& app,
                                         const std::vector<std::string>& words);

// "error: --prot is no flag of hexameter-simulate; did you mean --port?; see ... --help" and a line
// break; for CLI::App::failure_message.
[[nodiscard]] std::string wrong_usage(const CLI::App* app, const CLI::Error& error);

}  // namespace hexameter
