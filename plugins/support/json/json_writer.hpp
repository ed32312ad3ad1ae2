// Writing JSON in a plugin. Text goes through as UTF-8, escaped where JSON asks for it.
#pragma once

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "support/json/json.hpp"

namespace hexameter::plugin_json {

// Calls follow the document: begin_object, key, value, ..., end_object. Not thread-safe.
class JsonWriter {
  public:
    JsonWriter() : writer_(buffer_) {}

    JsonWriter& begin_object();
    JsonWriter& end_object();
    JsonWriter& begin_array();
    JsonWriter& end_array();
    JsonWriter& key(std::string_view name);
    JsonWriter& string(std::string_view value);
    JsonWriter& uint(std::uint64_t value);
    JsonWriter& integer(std::int64_t value);
    JsonWriter& number(double value);  // not finite: null
    JsonWriter& boolean(bool value);
    JsonWriter& null();
    JsonWriter& raw(std::string_view json);  // as it is: must be one whole JSON value
    JsonWriter& value(const Value& value);

    // Lives until the next call.
    [[nodiscard]] std::string_view text() const;
    void clear();  // for one more document

  private:
    rapidjson::StringBuffer buffer_;
    rapidjson::Writer<rapidjson::StringBuffer> writer_;
};

// The value as JSON text.
[[nodiscard]] std::string to_text(const Value& value);

// The text as a JSON string, quotes and all.
[[nodiscard]] std::string quote(std::string_view text);

}  // namespace hexameter::plugin_json
