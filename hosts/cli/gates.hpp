// Asserts on the command line: their flags, what they make of the exit code, and JUnit.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "command_line.hpp"
#include "hexameter/report.hpp"
#include "wrong.hpp"

namespace hexameter::cli {

// As typed.
struct GateFlags {
    std::vector<std::string> asserts;
    std::string prices;  // a file
    std::optional<std::string> max_cost;
    std::string prompt_cache;
};

// --assert, once or more.
void declare_assert_flag(CLI::App& command, std::vector<std::string>& asserts);

// --assert, --prices, --max-cost and --prompt-cache.
void declare_gate_flags(CLI::App& command, GateFlags& flags);

// --junit
void declare_junit_flag(CLI::App& command, std::string& to);

// Those that were typed, in place of the run file's.
void lay_asserts(RunSpec& spec, const std::vector<std::string>& typed);

// --max-cost as typed.
[[nodiscard]] Result<double> max_cost_of(const std::string& typed);

// All that was typed; prices of the user's own settings where neither flag nor file has any.
void set_gates(RunSpec& spec, const GateFlags& flags, const Settings& settings, Wrong& wrong);

// 130 where the run was interrupted; 3 where it stopped itself or an assert is not met; 1 where it
// could not be kept; 5 where no iteration went well, or some failed of a model whose failures no
// assert that holds (failed, error_rate) allows for, or a metric failed on an answer; else 0.
[[nodiscard]] int exit_code_of(const RunRecord& record, bool interrupted);

// Refuses a JUnit report of nothing; "" is none.
[[nodiscard]] Status check_junit(const std::string& to, const RunSpec& spec);

// Asserts that are not met go to standard error where the report, of that format and to that place,
// does not tell them there; all of them to the file of --junit, where one is named. `code` is how
// the run ends: where that is not 0, and not for an assert, the file says so by a case of its own.
[[nodiscard]] Status tell_asserts(const RunRecord& record, ReportFormat format,
                                  const std::string& report_to, const std::string& junit, int code);

}  // namespace hexameter::cli
