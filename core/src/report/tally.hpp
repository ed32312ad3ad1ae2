// Sentences of many iterations, counted: those of one cause are one line.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace hexameter::detail {

class Tally {
  public:
    // A sentence of one iteration. The id of its sample, where the sentence names it, tells nothing
    // of the cause.
    void add(const std::string& text, std::string_view sample);

    // "300 x sample …: no such field", most frequent first; at most `limit` of them, then how many
    // more there are. Sentences that differ in their numbers alone are one line, with "…" for the
    // numbers that differ, when there are more than a few: HTTP 429 and HTTP 500 stay two.
    [[nodiscard]] std::vector<std::string> lines(std::size_t limit) const;

  private:
    std::map<std::string, std::uint64_t> counts_;
};

}  // namespace hexameter::detail
