// Plain YAML scalars by the core schema of YAML 1.2 (section 10.3.2).
#pragma once

#include <string>
#include <string_view>

namespace hexameter::detail {

struct PlainScalar {
    enum class Kind { string, literal, unholdable };
    Kind kind = Kind::string;
    std::string json;  // literal: null, true, false or a number, as JSON writes it
};

// unholdable: a number that JSON has no word for (.inf, .nan, 1e999).
[[nodiscard]] PlainScalar resolve_plain_scalar(std::string_view text);

}  // namespace hexameter::detail
