// A YAML or JSON text as JSON, with the place of every value.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "spec/fault.hpp"

namespace hexameter::detail {

struct SourceText {
    std::string json;  // empty when the text could not be read at all
    Places places;
    std::vector<Fault> faults;     // syntax, repeated keys, what JSON cannot hold
    std::set<std::string> unheld;  // pointers at which null stands for what JSON cannot hold

    // A fault of the value there, unless it is null for want of one that JSON can hold.
    void refuse(const std::string& pointer, const std::string& message);
};

// Deeper nests are refused, so that nothing behind this has to fear for its stack.
inline constexpr int deepest_nest = 128;

// Whether objects and lists of a JSON text lie deeper in one another than that.
[[nodiscard]] bool nests_too_deep(std::string_view json);

// Why the text is no JSON from its byte `offset` on: the likely cause where there is one, else the
// parser's words.
[[nodiscard]] std::string json_reason(std::string_view text, std::size_t offset,
                                      std::string_view parser);

// JSON when `name` ends in .json or the text is a JSON object, else YAML 1.2 with the core schema
// (yes and no are strings), anchors and merge keys. Repeated keys are faults that name both lines.
[[nodiscard]] SourceText read_source_text(std::string_view text, std::string_view name);

// The two of them. Text: UTF-8 without byte order mark.
[[nodiscard]] SourceText read_json_source(std::string_view text);
[[nodiscard]] SourceText read_yaml_source(const std::string& text);

}  // namespace hexameter::detail
