// The one rule of where a command may write.
#pragma once

#include <string>
#include <vector>

#include "command_line.hpp"

namespace hexameter::cli {

// A file that is written: "" is none, "-" standard output.
struct OutputFile {
    // Which file that is there already may be replaced. report: what may be an earlier report or
    // earlier events, so no run file and no bundle.
    enum class Replaces { report, bundle, nothing, anything };
    std::string flag;  // by which it is named
    std::string to;
    Replaces replaces = Replaces::report;
};

// A file that is read: "" is none, "-" standard input.
struct InputFile {
    std::string what;  // "the data set"
    std::string file;
};

// The report of -o and what goes beside it; without -o it goes to standard output.
[[nodiscard]] OutputFile report_file(const std::string& output);

// Every file that the spec names.
[[nodiscard]] std::vector<InputFile> inputs_of(const RunSpec& spec);

// Asked before the work: an error, which names the flag, for a place that can never be written, one
// that is given twice, one of what is read (the user's own settings and prices too), one of what
// the home keeps, and a file that the output does not replace, unless that is empty.
[[nodiscard]] Status check_outputs(const CommandLine& line, const std::vector<OutputFile>& outputs,
                                   const std::vector<InputFile>& inputs = {});

}  // namespace hexameter::cli
