// The questions that simulated models can answer: sums that are computed, and the capitals of
// twelve countries. Everything else gets filler.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "hexameter/simulator/random.hpp"

namespace hexameter::simulator {

// The answer to a question of one of these forms, anywhere in the prompt, letters in either case:
//   "What is A + B?"  also -, * and x, plus, minus, times; whole numbers of at most 9 digits
//   "capital of X"    France, Japan, Canada, Kenya, Brazil, Norway, Egypt, India, Peru, Poland,
//                     Vietnam, Portugal
// A prompt that says "answer with" gets the bare answer, any other a sentence that holds it. With
// `right` false the answer is a plausible wrong one, chosen by `random`. Nothing for other prompts.
[[nodiscard]] std::optional<std::string> answer_to(std::string_view prompt, bool right,
                                                   Random& random);

}  // namespace hexameter::simulator
