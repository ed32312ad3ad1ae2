#include "support/json/json_writer.hpp"

#include <cmath>

namespace hexameter::plugin_json {
namespace {

rapidjson::SizeType size_of(std::string_view text) {
    return static_cast<rapidjson::SizeType>(text.size());
}

// RapidJSON asserts that there is a pointer, also where there is no byte.
const char* data_of(std::string_view text) {
    return text.data() == nullptr ? "" : text.data();
}

}  // namespace

JsonWriter& JsonWriter::begin_object() {
    writer_.StartObject();
    return *this;
}

JsonWriter& JsonWriter::end_object() {
    writer_.EndObject();
    return *this;
}

JsonWriter& JsonWriter::begin_array() {
    writer_.StartArray();
    return *this;
}

JsonWriter& JsonWriter::end_array() {
    writer_.EndArray();
    return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
    writer_.Key(data_of(name), size_of(name));
    return *this;
}

JsonWriter& JsonWriter::string(std::string_view value) {
    writer_.String(data_of(value), size_of(value));
    return *this;
}

JsonWriter& JsonWriter::uint(std::uint64_t value) {
    writer_.Uint64(value);
    return *this;
}

JsonWriter& JsonWriter::integer(std::int64_t value) {
    writer_.Int64(value);
    return *this;
}

JsonWriter& JsonWriter::number(double value) {
    if (!std::isfinite(value)) {
        return null();
    }
    writer_.Double(value);
    return *this;
}

JsonWriter& JsonWriter::boolean(bool value) {
    writer_.Bool(value);
    return *this;
}

JsonWriter& JsonWriter::null() {
    writer_.Null();
    return *this;
}

JsonWriter& JsonWriter::raw(std::string_view json) {
    writer_.RawValue(data_of(json), json.size(), rapidjson::kObjectType);
    return *this;
}

JsonWriter& JsonWriter::value(const Value& value) {
    value.Accept(writer_);
    return *this;
}

std::string_view JsonWriter::text() const {
    return {buffer_.GetString(), buffer_.GetSize()};
}

void JsonWriter::clear() {
    buffer_.Clear();
    writer_.Reset(buffer_);
}

std::string to_text(const Value& value) {
    JsonWriter writer;
    return std::string(writer.value(value).text());
}

std::string quote(std::string_view text) {
    JsonWriter writer;
    return std::string(writer.string(text).text());
}

}  // namespace hexameter::plugin_json
