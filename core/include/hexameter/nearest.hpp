// "Did you mean": the known word that a misspelt one is closest to.
//
// Threads: any. There are no errors.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hexameter {

// The candidate with the fewest edits (insert, delete, replace, swap of neighbours) from `word`,
// letters compared without case; absent when more than a third of the longer one would change. Of
// equals the first. Where none is near: the first that begins with `word`, of three letters or
// more.
[[nodiscard]] std::optional<std::string> nearest_word(std::string_view word,
                                                      const std::vector<std::string>& candidates);

}  // namespace hexameter
