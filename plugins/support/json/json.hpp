// Reading JSON in a plugin: RapidJSON, with the faults thrown as sdk::Error.
#pragma once

#include <rapidjson/document.h>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "hexameter/sdk/error.hpp"

namespace hexameter::plugin_json {

using Value = rapidjson::Value;
using Document = rapidjson::Document;

// What nests deeper is refused: who walks a document does so by recursion.
inline constexpr int deepest_nest = 128;
[[nodiscard]] bool nests_too_deep(std::string_view json);

// So much of a text that is no JSON as an error shows; what is cut off is marked by "...".
[[nodiscard]] std::string beginning_of(std::string_view text);

// `what` names the text in the error: "the reply's event 3". Throws Error(status).
[[nodiscard]] Document parse(std::string_view text, std::string_view what,
                             sdk::Status status = sdk::Status::decode);

// A plugin's configuration: an object; empty text is an empty one. Throws Error(config).
[[nodiscard]] Document parse_config(std::string_view text);

// One step of a path: a member's name or an element's place.
class Step {
  public:
    Step(const char* member) : member_(member) {}  // NOLINT: implicit, so that paths read

    Step(std::string_view member) : member_(member) {}  // NOLINT: well at the call

    Step(int element) : element_(element) {}  // NOLINT

    [[nodiscard]] const Value* of(const Value& value) const;

  private:
    std::string_view member_;
    int element_ = -1;
};

using Path = std::initializer_list<Step>;

// The value at the path, null when there is none: find(event, {"choices", 0, "delta"}).
[[nodiscard]] const Value* find(const Value& value, Path path);

// As find, for one type; nothing when it is another. Views live as long as the document.
[[nodiscard]] std::optional<std::string_view> string_at(const Value& value, Path path);
[[nodiscard]] std::optional<std::uint64_t> uint_at(const Value& value, Path path);
[[nodiscard]] std::optional<bool> bool_at(const Value& value, Path path);

[[nodiscard]] std::string_view text_of(const Value& string);

}  // namespace hexameter::plugin_json
