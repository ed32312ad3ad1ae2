#include "bundle/json_difference.hpp"

#include <fmt/format.h>
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace hexameter::detail {
namespace {

using rapidjson::Value;

constexpr unsigned parse_flags =
    rapidjson::kParseFullPrecisionFlag | rapidjson::kParseIterativeFlag;

std::string shown(const Value& value) {
    constexpr std::size_t enough = 60;
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
    value.Accept(writer);
    std::string text(buffer.GetString(), buffer.GetSize());
    return text.size() <= enough
               ? text
               : fmt::format("{} members", value.IsArray()    ? value.Size()
                                           : value.IsObject() ? value.MemberCount()
                                                              : 1);
}

std::string words(const std::string& path, const Value& stored, const Value& made) {
    return fmt::format("{}: {} is stored, {} comes out", path, shown(stored), shown(made));
}

std::string difference(const std::string& path, const Value& stored, const Value& made);

// NOLINTNEXTLINE(misc-no-recursion): as deep as a summary is
std::string difference_of_members(const std::string& path, const Value& stored, const Value& made) {
    for (const auto& member : stored.GetObject()) {
        const std::string_view name(member.name.GetString(), member.name.GetStringLength());
        const auto place = fmt::format("{}{}{}", path, path.empty() ? "" : ".", name);
        const auto other = made.FindMember(member.name);
        if (other == made.MemberEnd()) return fmt::format("{} does not come out", place);
        if (auto found = difference(place, member.value, other->value); !found.empty())
            return found;
    }
    return {};
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as a summary is
std::string difference(const std::string& path, const Value& stored, const Value& made) {
    if (stored.IsObject() && made.IsObject()) return difference_of_members(path, stored, made);
    if (stored.IsArray() && made.IsArray() && stored.Size() == made.Size()) {
        for (rapidjson::SizeType i = 0; i < stored.Size(); ++i)
            if (auto found = difference(fmt::format("{}[{}]", path, i), stored[i], made[i]);
                !found.empty())
                return found;
        return {};
    }
    return stored == made ? std::string() : words(path, stored, made);
}

}  // namespace

std::string first_difference(std::string_view stored, std::string_view made) {
    rapidjson::Document a;
    rapidjson::Document b;
    a.Parse<parse_flags>(stored.data(), stored.size());
    b.Parse<parse_flags>(made.data(), made.size());
    if (a.HasParseError() || b.HasParseError()) return "one of them is no JSON";
    return difference("", a, b);
}

}  // namespace hexameter::detail
