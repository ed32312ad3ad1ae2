// Data goes to standard output or to a file that is complete or not there.
#pragma once

#include <filesystem>
#include <string>

#include "hexameter/error.hpp"

namespace hexameter::cli {

// `to`: a path, or "-" or "" for standard output. A file is written beside its place and moved in.
[[nodiscard]] Status write_output(const std::string& to, const std::string& text);

// Columns of the terminal on standard output; 100 when there is none.
[[nodiscard]] int output_width();

}  // namespace hexameter::cli
