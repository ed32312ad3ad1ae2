// What metrics do with text, by the rules of Unicode and of no locale. All text is UTF-8; bytes
// that are none count as U+FFFD. Threads: any.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace hexameter::plugin_text {

// Full default case folding. Source: Unicode 15, section 3.13, toCasefold.
[[nodiscard]] std::string fold_case(std::string_view text);

// Full default lower case. Source: Unicode 15, section 3.13, toLowercase.
[[nodiscard]] std::string lower_case(std::string_view text);

// Full default upper case, toUppercase of the same.
[[nodiscard]] std::string upper_case(std::string_view text);

// Without white space (Unicode White_Space and U+001C to U+001F, as Python's str.strip) at both
// ends, or at the beginning alone.
[[nodiscard]] std::string trimmed(std::string_view text);
[[nodiscard]] std::string without_leading_space(std::string_view text);

// Without the characters of the categories P*, and without the symbols of ASCII ($+<=>^`|~), so
// that for ASCII exactly the 32 characters of Python's string.punctuation go.
[[nodiscard]] std::string without_punctuation(std::string_view text);

// Without those 32 alone.
[[nodiscard]] std::string without_ascii_punctuation(std::string_view text);

// Without decimal digits (category Nd).
[[nodiscard]] std::string without_digits(std::string_view text);

[[nodiscard]] std::u32string code_points(std::string_view text);

// Runs of white space (as above) as one space each; none at either end.
[[nodiscard]] std::string squeeze_whitespace(std::string_view text);

// Sentences with anything but white space in them. Source: UAX #29, sentence boundaries, root
// locale, as ICU's BreakIterator finds them.
[[nodiscard]] std::size_t count_sentences(std::string_view text);

}  // namespace hexameter::plugin_text
