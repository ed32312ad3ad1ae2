// How both programs tell of wrong words on their command line.
#pragma once

#include <CLI/App.hpp>
#include <string>

namespace hexameter {

// "--prot is no flag of hexameter-simulate; did you mean --port?; see ... --help".
[[nodiscard]] std::string usage_fault(const CLI::App* app, const CLI::Error& error);

// "error: --prot is no flag of hexameter-simulate; did you mean --port?; see ... --help" and a line
// break; for CLI::App::failure_message.
[[nodiscard]] std::string wrong_usage(const CLI::App* app, const CLI::Error& error);

}  // namespace hexameter
