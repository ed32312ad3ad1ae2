#include "run/parameters.hpp"

#include <fmt/core.h>
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <array>
#include <utility>

#include "spec/fault.hpp"
#include "spec/source_text.hpp"

namespace hexameter::detail {
namespace {

rapidjson::Document parsed(std::string_view json) {
    rapidjson::Document document;
    // Some of these texts come from a server.
    if (!nests_too_deep(json)) document.Parse(json.data(), json.size());
    return document;
}

std::optional<std::uint64_t> whole(const rapidjson::Document& object, const char* name) {
    if (!object.IsObject()) return std::nullopt;
    const auto member = object.FindMember(name);
    if (member == object.MemberEnd() || !member->value.IsUint64()) return std::nullopt;
    return member->value.GetUint64();
}

// As schemas/run.schema.json has them.
constexpr std::array common_names{"temperature", "top_p", "seed", "max_tokens", "stop"};

constexpr std::array usage_names{"input_tokens", "output_tokens", "reasoning_tokens",
                                 "cached_tokens"};

// A count that a number of JSON and a metric's value hold exactly.
std::optional<std::uint64_t> token_count(const rapidjson::Document& object, const char* name) {
    constexpr std::uint64_t most = std::uint64_t{1} << 53;
    const auto count = whole(object, name);
    return count && *count <= most ? count : std::nullopt;
}

// Sets a copy of the member, in place of one with its name.
void put(rapidjson::Value& object, const rapidjson::Value::Member& member,
         rapidjson::Document::AllocatorType& allocator) {
    rapidjson::Value value(member.value, allocator);
    if (object.HasMember(member.name))
        object[member.name] = value;
    else
        object.AddMember(rapidjson::Value(member.name, allocator), value, allocator);
}

std::optional<Nanos> duration(const rapidjson::Document& object, const char* name) {
    const auto ns = whole(object, name);
    if (!ns) return std::nullopt;
    return Nanos(static_cast<std::int64_t>(*ns));
}

}  // namespace

Result<std::string> effective_parameters(const std::string& of_run, const std::string& of_model) {
    rapidjson::Document result(rapidjson::kObjectType);
    rapidjson::Value extra(rapidjson::kObjectType);
    auto& allocator = result.GetAllocator();
    for (const auto* json : {&of_run, &of_model}) {
        const auto given = parsed(*json);
        if (!given.IsObject()) return Error(ErrorCode::config, "parameters must be an object");
        for (const auto& member : given.GetObject()) {
            if (member.name != "extra")
                put(result, member, allocator);
            else if (!member.value.IsObject())
                return Error(ErrorCode::config, "extra must be an object", "parameters");
            else
                for (const auto& inner : member.value.GetObject()) put(extra, inner, allocator);
        }
    }
    for (const auto& member : std::as_const(extra).GetObject())
        if (!result.HasMember(member.name)) put(result, member, allocator);
    rapidjson::StringBuffer out;
    rapidjson::Writer<rapidjson::StringBuffer> writer(out);
    result.Accept(writer);
    return std::string(out.GetString(), out.GetSize());
}

std::vector<SpecFault> misplaced_parameters(const std::string& parameters_json) {
    const auto parameters = parsed(parameters_json);
    std::vector<SpecFault> faults;
    if (!parameters.IsObject()) return faults;
    const auto extra = parameters.FindMember("extra");
    if (extra == parameters.MemberEnd() || !extra->value.IsObject()) return faults;
    for (const char* name : common_names)
        if (extra->value.HasMember(name))
            faults.push_back(
                {child_pointer("/extra", name),
                 fmt::format("{} is a common parameter: write it beside extra", name)});
    return faults;
}

std::string string_member(const std::string& object, const char* name) {
    const auto document = parsed(object);
    if (!document.IsObject()) return {};
    const auto member = document.FindMember(name);
    if (member == document.MemberEnd() || !member->value.IsString()) return {};
    return {member->value.GetString(), member->value.GetStringLength()};
}

std::optional<std::uint64_t> whole_member(const std::string& object, const char* name) {
    return whole(parsed(object), name);
}

Usage usage_from(std::string_view json) {
    const auto document = parsed(json);
    return {token_count(document, usage_names[0]), token_count(document, usage_names[1]),
            token_count(document, usage_names[2]), token_count(document, usage_names[3])};
}

ServerClaim claim_from(std::string_view json) {
    const auto document = parsed(json);
    return {duration(document, "queue_ns"), duration(document, "load_ns"),
            duration(document, "prompt_ns"), duration(document, "decode_ns"),
            duration(document, "total_ns")};
}

std::vector<std::string> unusable_usage(std::string_view json) {
    const auto document = parsed(json);
    if (!document.IsObject()) return {};
    std::vector<std::string> names;
    for (const char* name : usage_names) {
        const auto member = document.FindMember(name);
        if (member != document.MemberEnd() && !member->value.IsNull() &&
            !token_count(document, name))
            names.emplace_back(name);
    }
    const auto told = document.FindMember("unusable");
    if (told == document.MemberEnd() || !told->value.IsArray()) return names;
    for (const auto& name : told->value.GetArray())
        if (name.IsString()) names.emplace_back(name.GetString(), name.GetStringLength());
    return names;
}

}  // namespace hexameter::detail
