// What commands over kept runs share.
#pragma once

#include <string>

#include "command_line.hpp"

namespace hexameter::cli {

// By id, the beginning of one, or "latest".
[[nodiscard]] Result<RunRecord> read_run(const History& history, const std::string& id);

// Whether a report may go there, asked before a run is read; errors name the flag.
[[nodiscard]] Status check_report_file(const CommandLine& line, const std::string& to,
                                       const std::string& flag);

}  // namespace hexameter::cli
