// Outcomes of checks as JUnit XML, which build servers show.
//
// Threads: any. What comes back is the caller's. There are no errors.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace hexameter {

struct JunitCase {
    std::string name;
    std::string classname;               // groups cases, as a model does its metrics
    std::optional<std::string> failure;  // why it failed
    std::optional<std::string> skipped;  // why nothing could be checked
    double seconds = 0;
    std::optional<std::string> error = {};  // why it was not to be checked at all
};

// One suite, as a document of its own. Bytes that are no UTF-8 and characters that XML cannot hold
// become U+FFFD.
[[nodiscard]] std::string render_junit(const std::string& suite,
                                       const std::vector<JunitCase>& cases);

}  // namespace hexameter
