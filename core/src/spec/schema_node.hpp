// Reading a JSON Schema as RapidJSON values: references, and sentences about what it allows.
// For .cpp files only.
#pragma once

#include <rapidjson/document.h>

#include <string>
#include <string_view>

namespace hexameter::detail {

// The member, or null when `object` is none or lacks it.
[[nodiscard]] const rapidjson::Value* find_member(const rapidjson::Value& object,
                                                  std::string_view name);

[[nodiscard]] std::string_view text_of(const rapidjson::Value& string);

// The member that is a string; empty where there is none.
[[nodiscard]] std::string text_of(const rapidjson::Value& object, std::string_view name);

// What "$ref" of the schema names; null when it has none or it leads nowhere.
[[nodiscard]] const rapidjson::Value* referred_schema(const rapidjson::Value& root,
                                                      const rapidjson::Value& schema);

// Follows "$ref" (within the document only) until a schema without one; null when it leads nowhere
// or in a circle.
[[nodiscard]] const rapidjson::Value* resolve_schema(const rapidjson::Value& root,
                                                     const rapidjson::Value& schema);

// Whether some schema leads back to itself without going down in the document ("$ref", "allOf" and
// their like alone): checking anything against it would never end.
[[nodiscard]] bool refers_to_itself(const rapidjson::Value& root);

// Whether "type" of a resolved schema admits the value; true when it names no type.
[[nodiscard]] bool admits_type(const rapidjson::Value& schema, const rapidjson::Value& value);

// What the schema allows, as the end of "must be ...": "a whole number from 1 to 64".
[[nodiscard]] std::string describe_schema(const rapidjson::Value& root,
                                          const rapidjson::Value& schema);

// The value, as the end of "not ...": `the string "hot"`, `-5`, `a list`.
[[nodiscard]] std::string describe_value(const rapidjson::Value& value);

// Compact JSON of the value.
[[nodiscard]] std::string compact_json(const rapidjson::Value& value);

}  // namespace hexameter::detail
