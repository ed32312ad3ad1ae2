#include "spec/schema_node.hpp"

#include <fmt/format.h>
#include <rapidjson/pointer.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cmath>
#include <vector>

#include "base/utf8.hpp"

namespace hexameter::detail {

using rapidjson::Value;

namespace {

constexpr int longest_ref_chain = 32;
constexpr std::size_t longest_quote = 60;
constexpr double largest_plain = 1e15;  // from here on a number is written with its exponent

bool is_of_type(const Value& value, std::string_view type) {
    if (type == "integer") return value.IsInt64() || value.IsUint64();
    if (type == "number") return value.IsNumber();
    if (type == "string") return value.IsString();
    if (type == "boolean") return value.IsBool();
    if (type == "array") return value.IsArray();
    if (type == "object") return value.IsObject();
    return type == "null" && value.IsNull();
}

std::string_view word_of_type(std::string_view type) {
    if (type == "integer") return "a whole number";
    if (type == "number") return "a number";
    if (type == "string") return "a string";
    if (type == "boolean") return "true or false";
    if (type == "array") return "a list";
    if (type == "object") return "an object";
    return type;
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0) text += i + 1 == words.size() ? " or " : ", ";
        text += words[i];
    }
    return text;
}

// " from 1 to 64", " of at least 0", " above 0 and at most 1"; empty when there is no bound.
std::string bounds(const Value& schema) {
    const auto* const min = find_member(schema, "minimum");
    const auto* const above = find_member(schema, "exclusiveMinimum");
    const auto* const max = find_member(schema, "maximum");
    const auto* const below = find_member(schema, "exclusiveMaximum");
    if (min && max) return fmt::format(" from {} to {}", compact_json(*min), compact_json(*max));
    std::string text;
    if (min) text = " of at least " + compact_json(*min);
    if (above) text = " above " + compact_json(*above);
    if (max || below) {
        text += text.empty() ? " " : " and ";
        text += max ? (min || above ? "at most " : "of at most ") + compact_json(*max)
                    : "below " + compact_json(*below);
    }
    return text;
}

std::string describe_type(const Value& schema, const Value& type) {
    std::vector<std::string> words;
    const auto add = [&](const Value& one) {
        if (!one.IsString()) return;
        std::string word(word_of_type(text_of(one)));
        if (text_of(one) == "integer" || text_of(one) == "number") word += bounds(schema);
        words.push_back(std::move(word));
    };
    if (type.IsArray())
        for (const auto& one : type.GetArray()) add(one);
    else
        add(type);
    return joined(words);
}

}  // namespace

const Value* find_member(const Value& object, std::string_view name) {
    if (!object.IsObject()) return nullptr;
    const Value key(rapidjson::StringRef(name.data(), name.size()));
    const auto member = object.FindMember(key);
    return member == object.MemberEnd() ? nullptr : &member->value;
}

std::string_view text_of(const Value& string) {
    return {string.GetString(), string.GetStringLength()};
}

std::string text_of(const Value& object, std::string_view name) {
    const auto* const member = find_member(object, name);
    return member && member->IsString() ? std::string(text_of(*member)) : std::string();
}

const Value* referred_schema(const Value& root, const Value& schema) {
    const auto* const ref = find_member(schema, "$ref");
    if (!ref || !ref->IsString()) return nullptr;
    const rapidjson::Pointer pointer(ref->GetString(), ref->GetStringLength());
    return pointer.IsValid() ? pointer.Get(root) : nullptr;
}

const Value* resolve_schema(const Value& root, const Value& schema) {
    const Value* at = &schema;
    for (int i = 0; at && i < longest_ref_chain; ++i) {
        if (!find_member(*at, "$ref")) return at;
        at = referred_schema(root, *at);
    }
    return nullptr;
}

bool admits_type(const Value& schema, const Value& value) {
    const auto* const type = find_member(schema, "type");
    if (!type) return true;
    if (type->IsString()) return is_of_type(value, text_of(*type));
    if (!type->IsArray()) return true;
    for (const auto& one : type->GetArray())
        if (one.IsString() && is_of_type(value, text_of(one))) return true;
    return false;
}

std::string describe_schema(const Value& root, const Value& schema) {
    const auto* const resolved = resolve_schema(root, schema);
    if (!resolved) return "something else";
    std::vector<std::string> words;
    if (const auto* const only = find_member(*resolved, "const")) return compact_json(*only);
    if (const auto* const choices = find_member(*resolved, "enum"); choices && choices->IsArray()) {
        for (const auto& choice : choices->GetArray()) words.push_back(compact_json(choice));
        return joined(words);
    }
    if (const auto* const type = find_member(*resolved, "type"))
        return describe_type(*resolved, *type);
    for (const auto* const keyword : {"anyOf", "oneOf"}) {
        const auto* const branches = find_member(*resolved, keyword);
        if (!branches || !branches->IsArray()) continue;
        for (const auto& branch : branches->GetArray())
            words.push_back(describe_schema(root, branch));
    }
    if (!words.empty()) return joined(words);
    const auto limits = bounds(*resolved);
    return limits.empty() ? "something else" : "a number" + limits;
}

std::string describe_value(const Value& value) {
    if (value.IsObject()) return "an object";
    if (value.IsArray()) return "a list";
    if (value.IsDouble() && std::abs(value.GetDouble()) >= largest_plain)
        return fmt::format("{}", value.GetDouble());
    if (!value.IsString()) return compact_json(value);
    auto text = text_of(value);
    if (text.size() <= longest_quote) return "the string " + compact_json(value);
    text = text.substr(0, longest_quote);
    while (first_invalid_utf8(text)) text.remove_suffix(1);
    const Value begin(rapidjson::StringRef(text.data(), text.size()));
    return fmt::format("the string {}... ({} bytes)", compact_json(begin), value.GetStringLength());
}

std::string compact_json(const Value& value) {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
    value.Accept(writer);
    return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace hexameter::detail
