// What a reader has to know of a run before believing or paying for its numbers.
#pragma once

#include <string>
#include <vector>

#include "hexameter/record.hpp"

namespace hexameter::detail {

// Why it stopped itself, what it cost, which iterations were cold, and whether servers may have
// answered from caches of prompts; a sentence each, none for what does not apply.
[[nodiscard]] std::vector<std::string> remark_words(const RunRecord& run);

// "0.0123 USD"
[[nodiscard]] std::string money_text(double amount, const std::string& currency);

}  // namespace hexameter::detail
