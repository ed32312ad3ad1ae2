// Sentences of many iterations, counted: errors and notes.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace hexameter::detail {

using Causes = std::map<std::string, std::uint64_t>;

// So many different sentences are told apart; what comes after them counts as "other texts".
inline constexpr std::size_t most_causes = 1000;

// One sentence more. The id of its sample, where the sentence names it, tells nothing of the cause:
// "sample …: no such field".
void count_cause(Causes& causes, const std::string& text, std::string_view sample);

}  // namespace hexameter::detail
