// Text that came from models and servers, made fit for JSON and for a terminal.
#pragma once

#include <string>
#include <string_view>

namespace hexameter::detail {

// Made valid, on one line, and unable to steer a terminal: white space becomes a blank, every other
// control character and every change of writing direction becomes U+FFFD.
[[nodiscard]] std::string printable(std::string_view bytes);

// Made valid and unable to steer a terminal as printable() does, with its tabs and line breaks.
[[nodiscard]] std::string harmless(std::string_view bytes);

// JSON text in valid UTF-8 in which what steers a terminal stands as \uXXXX: the same JSON.
[[nodiscard]] std::string escaped_for_json(std::string_view json);

// Columns that valid UTF-8 takes on a terminal: 2 for East Asian wide characters and pictographs, 0
// for combining marks, else 1.
[[nodiscard]] int display_width(std::string_view text);

// The text cut to that many columns, an ellipsis in place of what is gone.
[[nodiscard]] std::string fit(std::string_view text, int columns);

}  // namespace hexameter::detail
