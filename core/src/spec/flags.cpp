#include "hexameter/flags.hpp"

#include <fmt/core.h>
#include <rapidjson/document.h>
#include <rapidjson/pointer.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <boost/lexical_cast/try_lexical_convert.hpp>
#include <cmath>
#include <cstdint>
#include <string_view>

#include "base/utf8.hpp"
#include "spec/embedded.hpp"
#include "spec/json_schema.hpp"
#include "spec/schema_node.hpp"
#include "spec/source_text.hpp"

namespace hexameter {
namespace {

using detail::text_of;

// A property that may be an array is set as one, else by the first of several types; one that has
// its type elsewhere is followed there: "allOf", and "$ref" into the same document.
std::string type_of(const rapidjson::Document& schema, const rapidjson::Value& property,
                    int depth = 0) {
    constexpr int deepest = 8;
    if (!property.IsObject() || depth > deepest) return "string";
    const auto type = property.FindMember("type");
    if (type == property.MemberEnd()) {
        if (const auto ref = text_of(property, "$ref"); ref.starts_with('#'))
            if (const auto* target = rapidjson::Pointer(ref).Get(schema))
                return type_of(schema, *target, depth + 1);
        const auto all = property.FindMember("allOf");
        if (all != property.MemberEnd() && all->value.IsArray() && !all->value.Empty())
            return type_of(schema, all->value[0], depth + 1);
        return "string";
    }
    if (type->value.IsArray() && !type->value.Empty() && type->value[0].IsString()) {
        for (const auto& one : type->value.GetArray())
            if (one == "array") return "array";
        return type->value[0].GetString();
    }
    return type->value.IsString() ? type->value.GetString() : "string";
}

// Whether items of that array may be objects.
bool holds_objects(const rapidjson::Value& property) {
    const auto* const type = rapidjson::Pointer("/items/type").Get(property);
    if (type == nullptr) return false;
    if (!type->IsArray()) return *type == "object";
    return std::any_of(type->Begin(), type->End(),
                       [](const rapidjson::Value& one) { return one == "object"; });
}

PluginFlag::Kind kind_of(const std::string& type) {
    using enum PluginFlag::Kind;
    if (type == "integer") return whole;
    if (type == "number") return number;
    if (type == "boolean") return yes_no;
    return type == "array" ? list : text;
}

// "--url": two dashes, a letter, then letters, digits and dashes. Else it is not offered.
bool is_flag(const std::string& text) {
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz";
    constexpr std::string_view further = "abcdefghijklmnopqrstuvwxyz0123456789-";
    return text.size() > 2 && text.starts_with("--") &&
           letters.find(text[2]) != std::string_view::npos &&
           text.find_first_not_of(further, 2) == std::string::npos;
}

rapidjson::Document parsed(const std::string& json) {
    rapidjson::Document document;
    document.Parse(json);
    return document;
}

void add_flags(const std::string& schema_json, PluginFlag::Target target,
               std::vector<PluginFlag>& to) {
    const auto schema = parsed(schema_json);
    if (!schema.IsObject() || !schema.HasMember("properties")) return;
    if (!schema["properties"].IsObject()) return;
    for (const auto& property : schema["properties"].GetObject()) {
        if (!property.value.IsObject()) continue;
        PluginFlag flag;
        flag.flag = text_of(property.value, "x-flag");
        if (!is_flag(flag.flag)) continue;
        flag.member = property.name.GetString();
        flag.help = text_of(property.value, "description");
        flag.kind = kind_of(type_of(schema, property.value));
        flag.objects = holds_objects(property.value);
        flag.target = target;
        flag.only_for_asking =
            target == PluginFlag::Target::sample || text_of(property.value, "x-for") == "asking";
        to.push_back(std::move(flag));
    }
}

// Null for what is none, or fits into no 64 bits.
rapidjson::Value whole_number(const std::string& typed) {
    std::int64_t below_2_63 = 0;
    if (boost::conversion::try_lexical_convert(typed, below_2_63))
        return rapidjson::Value(below_2_63);
    std::uint64_t number = 0;  // the conversion would take "-1" for the largest
    if (!typed.starts_with('-') && boost::conversion::try_lexical_convert(typed, number))
        return rapidjson::Value(number);
    return {};
}

// Null for what is none, or none that JSON can hold.
rapidjson::Value real_number(const std::string& typed) {
    double number = 0;
    if (boost::conversion::try_lexical_convert(typed, number) && std::isfinite(number))
        return rapidjson::Value(number);
    return {};
}

Result<rapidjson::Value> value_of(const PluginFlag& flag, const std::string& typed,
                                  rapidjson::Document::AllocatorType& allocator) {
    using enum PluginFlag::Kind;
    const auto wrong = [&](const char* wanted) {
        return Error(ErrorCode::config, fmt::format("\"{}\" is not {}", typed, wanted), flag.flag);
    };
    if (flag.kind == whole) {
        auto value = whole_number(typed);
        if (value.IsNull()) return wrong("a whole number");
        return value;
    }
    if (flag.kind == number) {
        auto value = real_number(typed);
        if (value.IsNull()) return wrong("a number");
        return value;
    }
    if (flag.kind == json || (flag.objects && typed.starts_with('{'))) {
        const auto source = detail::read_json_source(typed);
        if (!source.faults.empty())
            return Error(ErrorCode::config, detail::list_faults("value", source.faults), flag.flag);
        rapidjson::Document document(&allocator);
        document.Parse(source.json);
        rapidjson::Value value;
        value.Swap(document);
        return value;
    }
    if (flag.kind == yes_no) {
        if (typed != "true" && typed != "false") return wrong("true or false");
        return rapidjson::Value(typed == "true");
    }
    return rapidjson::Value(typed, allocator);
}

}  // namespace

std::vector<PluginFlag> plugin_flags(const PluginInfo& plugin) {
    std::vector<PluginFlag> flags;
    add_flags(plugin.config_schema_json, PluginFlag::Target::config, flags);
    add_flags(plugin.sample_schema_json, PluginFlag::Target::sample, flags);
    return flags;
}

Result<std::string> set_member(const std::string& object_json, const PluginFlag& flag,
                               const std::vector<std::string>& values) {
    auto object = parsed(object_json);
    if (!object.IsObject())
        return Error(ErrorCode::config, "what the flag is laid over is no JSON object", flag.flag);
    if (values.size() > 1 && flag.kind != PluginFlag::Kind::list)
        return Error(ErrorCode::config,
                     fmt::format("was given {} times; it takes one value", values.size()),
                     flag.flag);
    auto& allocator = object.GetAllocator();
    rapidjson::Value member(rapidjson::kArrayType);
    for (const auto& text : values) {
        auto value = value_of(flag, text, allocator);
        if (!value) return value.error();
        if (flag.kind == PluginFlag::Kind::list)
            member.PushBack(value.value(), allocator);
        else
            member = value.value();
    }
    rapidjson::Value* to = &object;
    if (!flag.within.empty()) {
        if (!object.HasMember(flag.within) || !object[flag.within].IsObject()) {
            object.RemoveMember(flag.within);
            object.AddMember(rapidjson::Value(flag.within, allocator),
                             rapidjson::Value(rapidjson::kObjectType), allocator);
        }
        to = &object[flag.within];
    }
    to->RemoveMember(flag.member);
    to->AddMember(rapidjson::Value(flag.member, allocator), member, allocator);
    rapidjson::StringBuffer out;
    rapidjson::Writer<rapidjson::StringBuffer> writer(out);
    object.Accept(writer);
    return std::string(out.GetString(), out.GetSize());
}

bool has_member(const std::string& object_json, const std::string& member) {
    const auto object = parsed(object_json);
    return object.IsObject() && object.HasMember(member);
}

Status check_text(const std::string& flag, const std::vector<std::string>& typed) {
    for (const auto& text : typed)
        if (const auto bad = detail::first_invalid_utf8(text))
            return Error(
                ErrorCode::config,
                fmt::format("byte {}, 0x{:02X}, is not valid UTF-8; give the text in UTF-8",
                            *bad + 1, static_cast<unsigned char>(text[*bad])),
                flag);
    return {};
}

Result<std::string> run_field(const std::string& flag, const std::string& schema_pointer,
                              const std::string& typed) {
    const auto root = parsed(std::string(embedded::run_schema));
    const auto* const schema = rapidjson::Pointer(schema_pointer).Get(root);
    if (schema == nullptr)
        return Error(ErrorCode::internal, "no field of run files is at " + schema_pointer, flag);
    const bool whole = kind_of(type_of(root, *schema)) == PluginFlag::Kind::whole;
    const auto value = whole ? whole_number(typed) : real_number(typed);
    if (!value.IsNull()) {
        auto json = detail::compact_json(value);
        const auto faults = detail::check_against_schema(json, detail::compact_json(*schema));
        if (!faults) return faults.error().at(flag);
        if (faults->empty()) return json;
    }
    return Error(ErrorCode::config,
                 fmt::format("must be {}, not {}", detail::describe_schema(root, *schema), typed),
                 flag);
}

std::string config_default(const PluginInfo& plugin, const std::string& member) {
    const auto schema = parsed(plugin.config_schema_json);
    if (!schema.IsObject() || !schema.HasMember("properties")) return {};
    if (!schema["properties"].IsObject()) return {};
    const auto property = schema["properties"].FindMember(member);
    if (property == schema["properties"].MemberEnd()) return {};
    if (!property->value.IsObject()) return {};
    const auto value = property->value.FindMember("default");
    if (value == property->value.MemberEnd()) return {};
    return value->value.IsString() ? value->value.GetString() : detail::compact_json(value->value);
}

}  // namespace hexameter
