#include "run/parameters.hpp"

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

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

std::optional<Nanos> duration(const rapidjson::Document& object, const char* name) {
    const auto ns = whole(object, name);
    if (!ns) return std::nullopt;
    return Nanos(static_cast<std::int64_t>(*ns));
}

}  // namespace

Result<std::string> laid_over(const std::string& base, const std::string& over) {
    auto result = parsed(base);
    const auto upper = parsed(over);
    if (!result.IsObject() || !upper.IsObject())
        return Error(ErrorCode::config, "parameters must be an object");
    for (const auto& member : upper.GetObject()) {
        rapidjson::Value value(member.value, result.GetAllocator());
        if (result.HasMember(member.name))
            result[member.name] = value;
        else
            result.AddMember(rapidjson::Value(member.name, result.GetAllocator()), value,
                             result.GetAllocator());
    }
    rapidjson::StringBuffer out;
    rapidjson::Writer<rapidjson::StringBuffer> writer(out);
    result.Accept(writer);
    return std::string(out.GetString(), out.GetSize());
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
    return {whole(document, "input_tokens"), whole(document, "output_tokens"),
            whole(document, "reasoning_tokens"), whole(document, "cached_tokens")};
}

ServerClaim claim_from(std::string_view json) {
    const auto document = parsed(json);
    return {duration(document, "queue_ns"), duration(document, "load_ns"),
            duration(document, "prompt_ns"), duration(document, "decode_ns"),
            duration(document, "total_ns")};
}

}  // namespace hexameter::detail
