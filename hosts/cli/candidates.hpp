// What fits at the end of a command line that is being typed.
#pragma once

#include <string>
#include <vector>

#include "command_line.hpp"

namespace hexameter::cli {

struct Candidate {
    std::string word;
    std::string help;
};

// `words`: those behind the program's name, the last one begun or empty. Empty where a file fits,
// or nothing that is known. No server is asked.
[[nodiscard]] std::vector<Candidate> candidates_for(CommandLine& line,
                                                    const std::vector<std::string>& words);

}  // namespace hexameter::cli
