#include "store/json_archive.hpp"

#include <fmt/format.h>
#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <sodium.h>

#include <cmath>
#include <limits>

namespace hexameter::detail {
namespace {

// Full precision: a double comes back bit for bit. Iterative: depth costs heap, not stack.
constexpr unsigned parse_flags =
    rapidjson::kParseFullPrecisionFlag | rapidjson::kParseIterativeFlag;

constexpr int base64_variant = sodium_base64_VARIANT_ORIGINAL;

bool is_utf8(const std::string& text) {
    rapidjson::MemoryStream stream(text.data(), text.size());
    unsigned codepoint = 0;
    while (stream.Tell() < text.size())
        if (!rapidjson::UTF8<>::Decode(stream, &codepoint)) return false;
    return true;
}

std::string to_base64(const std::string& bytes) {
    std::string text(sodium_base64_encoded_len(bytes.size(), base64_variant), '\0');
    sodium_bin2base64(text.data(), text.size(),
                      reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                      base64_variant);
    text.pop_back();  // the closing zero byte
    return text;
}

bool from_base64(std::string_view text, std::string& bytes) {
    bytes.resize(text.size());
    std::size_t size = 0;
    const int failed =
        sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                          text.size(), nullptr, &size, nullptr, base64_variant);
    bytes.resize(failed == 0 ? size : 0);
    return failed == 0;
}

std::string written(const rapidjson::Value& value) {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
    value.Accept(writer);
    return {buffer.GetString(), buffer.GetSize()};
}

template <class Enum>
bool take(std::optional<Enum> word, Enum& value) {
    if (word.has_value()) value = *word;
    return word.has_value();
}

}  // namespace

void ArchiveOut::put(double value) {
    if (std::isfinite(value))
        writer_.Double(value);
    else if (std::isnan(value))
        writer_.String("nan");
    else
        writer_.String(value > 0 ? "inf" : "-inf");
}

void ArchiveOut::put(const std::string& value) {
    if (is_utf8(value)) {
        writer_.String(value);
        return;
    }
    writer_.StartObject();
    writer_.Key("base64");
    writer_.String(to_base64(value));
    writer_.EndObject();
}

void ArchiveOut::json_text(std::string_view name, const std::string& json) {
    rapidjson::Document document;
    document.Parse<parse_flags>(json.data(), json.size());
    const bool is_canonical =
        !document.HasParseError() && !document.IsString() && written(document) == json;
    key(name);
    if (is_canonical)
        document.Accept(writer_);
    else
        put(json);
}

Status ArchiveIn::parse(rapidjson::Document& document, std::string_view json) {
    document.Parse<parse_flags>(json.data(), json.size());
    if (document.HasParseError())
        return Error(ErrorCode::io,
                     fmt::format("not JSON: {} (byte {})",
                                 rapidjson::GetParseError_En(document.GetParseError()),
                                 document.GetErrorOffset()));
    if (!document.IsObject()) return Error(ErrorCode::io, "not a JSON object");
    return {};
}

const rapidjson::Value* ArchiveIn::field(std::string_view name) const {
    const auto member = object_->FindMember(rapidjson::Value(
        rapidjson::StringRef(name.data(), static_cast<rapidjson::SizeType>(name.size()))));
    return member == object_->MemberEnd() ? nullptr : &member->value;
}

void ArchiveIn::json_text(std::string_view name, std::string& json) {
    const auto* value = field(name);
    if (value != nullptr && !get(*value, json)) json = written(*value);
}

bool ArchiveIn::get(const rapidjson::Value& json, bool& value) {
    if (!json.IsBool()) return false;
    value = json.GetBool();
    return true;
}

bool ArchiveIn::get(const rapidjson::Value& json, double& value) {
    if (json.IsNumber()) {
        value = json.GetDouble();
        return true;
    }
    if (!json.IsString()) return false;
    const std::string_view word(json.GetString(), json.GetStringLength());
    constexpr double infinity = std::numeric_limits<double>::infinity();
    if (word == "nan")
        value = std::numeric_limits<double>::quiet_NaN();
    else if (word == "inf" || word == "-inf")
        value = word == "inf" ? infinity : -infinity;
    else
        return false;
    return true;
}

bool ArchiveIn::get(const rapidjson::Value& json, std::string& value) {
    if (json.IsString()) {
        value.assign(json.GetString(), json.GetStringLength());
        return true;
    }
    if (!json.IsObject() || json.MemberCount() != 1) return false;
    const auto member = json.FindMember("base64");
    return member != json.MemberEnd() && member->value.IsString() &&
           from_base64({member->value.GetString(), member->value.GetStringLength()}, value);
}

bool ArchiveIn::get(const rapidjson::Value& json, Nanos& value) {
    if (!json.IsInt64()) return false;
    value = Nanos(json.GetInt64());
    return true;
}

bool ArchiveIn::read_word(std::string_view word, IterationStatus& value) {
    return take(iteration_status_from(word), value);
}

bool ArchiveIn::read_word(std::string_view word, RunStatus& value) {
    return take(run_status_from(word), value);
}

bool ArchiveIn::read_word(std::string_view word, Direction& value) {
    return take(direction_from(word), value);
}

bool ArchiveIn::read_word(std::string_view word, Aggregate& value) {
    return take(aggregate_from(word), value);
}

bool ArchiveIn::read_word(std::string_view word, Instrument::Limited& value) {
    return take(limited_from(word), value);
}

bool ArchiveIn::read_word(std::string_view word, ErrorCode& value) {
    value = error_code_from(word);
    return true;
}

}  // namespace hexameter::detail
