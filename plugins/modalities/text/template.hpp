// A text with {{field}} variables, read once and filled once per sample.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "support/json/json.hpp"

namespace hexameter::text {

// "prompt, answer", those with blanks at their ends in quotes; "none".
[[nodiscard]] std::string known_fields(const plugin_json::Value& sample);

class Template {
  public:
    // White space inside the braces does not count. Throws Error(config) for braces that do not
    // close or hold no name.
    explicit Template(std::string_view text);

    // Text fields go in as they are, all others as JSON. Throws Error(bad_argument), naming the
    // field, when the sample lacks one.
    [[nodiscard]] std::string fill(const plugin_json::Value& sample) const;

  private:
    struct Piece {
        std::string text;
        bool variable;
    };

    std::vector<Piece> pieces_;
};

}  // namespace hexameter::text
