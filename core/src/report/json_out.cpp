#include "report/json_out.hpp"

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cmath>

#include "base/utf8.hpp"
#include "report/printable.hpp"

namespace hexameter::detail {

struct JsonOut::Writer {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> json{buffer};
};

JsonOut::JsonOut() : writer_(std::make_unique<Writer>()) {}

JsonOut::~JsonOut() = default;

JsonOut& JsonOut::open_object() {
    writer_->json.StartObject();
    return *this;
}

JsonOut& JsonOut::close_object() {
    writer_->json.EndObject();
    return *this;
}

JsonOut& JsonOut::open_array() {
    writer_->json.StartArray();
    return *this;
}

JsonOut& JsonOut::close_array() {
    writer_->json.EndArray();
    return *this;
}

JsonOut& JsonOut::key(std::string_view name) {
    return text(name);  // a member's name is written as any string is
}

JsonOut& JsonOut::text(std::string_view value) {
    const std::string valid = to_valid_utf8(value);
    writer_->json.String(valid.data(), static_cast<rapidjson::SizeType>(valid.size()));
    return *this;
}

JsonOut& JsonOut::number(double value) {
    if (!std::isfinite(value)) return null();
    writer_->json.Double(value);
    return *this;
}

JsonOut& JsonOut::whole(std::int64_t value) {
    writer_->json.Int64(value);
    return *this;
}

JsonOut& JsonOut::count(std::uint64_t value) {
    writer_->json.Uint64(value);
    return *this;
}

JsonOut& JsonOut::boolean(bool value) {
    writer_->json.Bool(value);
    return *this;
}

JsonOut& JsonOut::null() {
    writer_->json.Null();
    return *this;
}

JsonOut& JsonOut::json(std::string_view value) {
    if (value.empty()) return null();
    // Iterative, so that no depth of nesting exhausts the stack.
    constexpr unsigned flags =
        rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag;
    rapidjson::Document document;
    document.Parse<flags>(value.data(), value.size());
    if (document.HasParseError()) return text(value);
    writer_->json.RawValue(value.data(), value.size(), document.GetType());
    return *this;
}

std::string JsonOut::take() {
    auto text = escaped_for_json({writer_->buffer.GetString(), writer_->buffer.GetSize()});
    writer_->buffer.Clear();
    return text;
}

}  // namespace hexameter::detail
