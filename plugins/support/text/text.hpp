// What metrics do with text, by the rules of Unicode and of no locale. All text is UTF-8; bytes
// that are none count as U+FFFD. Threads: any.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace hexameter::plugin_text {

// Full default case folding. Source: Unicode 15, section 3.13, toCasefold.
[[nodiscard]] std::string fold_case(std::string_view text);

// Without the characters of the categories P*, and without the symbols of ASCII ($+<=>^`|~), so
// that for ASCII exactly the 32 characters of Python's string.punctuation go.
[[nodiscard]] std::string without_punctuation(std::string_view text);

// Runs of white space (Unicode White_Space) as one space each; none at either end.
[[nodiscard]] std::string squeeze_whitespace(std::string_view text);

// Sentences with anything but white space in them. Source: UAX #29, sentence boundaries, root
// locale, as ICU's BreakIterator finds them.
[[nodiscard]] std::size_t count_sentences(std::string_view text);

}  // namespace hexameter::plugin_text
