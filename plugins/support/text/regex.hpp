// Regular expressions by ICU, bounded: a search that goes over its number of steps ends with an
// error. The number depends on pattern and text alone, so the same input ends the same everywhere.
// Texts are UTF-8; bytes that are none count as U+FFFD. Threads: any.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hexameter/sdk/error.hpp"

namespace hexameter::plugin_text {

// The text of each group; [0] is the whole match. Absent: the group took no part in it.
using RegexMatch = std::vector<std::optional<std::string>>;

class Regex {
  public:
    // flags: of "imsx", as Python's inline flags: i no case, m ^ and $ at each line, s a dot takes
    // line ends too, x blanks and comments in the pattern. Throws Error(broken) with the place of
    // the fault.
    explicit Regex(std::string_view pattern, std::string_view flags = {},
                   sdk::Status broken = sdk::Status::config);
    ~Regex();
    Regex(Regex&&) noexcept;
    Regex& operator=(Regex&&) noexcept;

    // All that follows throws Error(limit) for a search that takes too many steps.

    // The match of that number, from 0; of a negative number from the end, -1 being the last.
    // Matches do not overlap.
    [[nodiscard]] std::optional<RegexMatch> find(std::string_view text, int number = 0) const;

    // The text as a whole.
    [[nodiscard]] std::optional<RegexMatch> match(std::string_view text) const;

    // With `put` in place of each match, as it is.
    [[nodiscard]] std::string replaced(std::string_view text, std::string_view put) const;

    // How many groups the pattern has, the whole not among them.
    [[nodiscard]] int groups() const;

  private:
    struct Compiled;
    std::unique_ptr<const Compiled> compiled_;
};

}  // namespace hexameter::plugin_text
