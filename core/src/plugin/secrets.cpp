#include "plugin/secrets.hpp"

#include <fmt/core.h>
#include <rapidjson/document.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace hexameter::detail {
namespace {

rapidjson::Document parsed(const std::string& json) {
    rapidjson::Document document;
    document.Parse(json);
    return document;
}

bool is_variable_name(const std::string& text) {
    constexpr std::string_view first = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_";
    return !text.empty() && first.find(text.front()) != std::string_view::npos &&
           std::all_of(text.begin(), text.end(), [&](char c) {
               return first.find(c) != std::string_view::npos || (c >= '0' && c <= '9');
           });
}

bool is_control(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
}

}  // namespace

Result<std::map<std::string, std::string>> collect_secrets(const std::string& config_json,
                                                           const std::string& schema_json) {
    std::map<std::string, std::string> secrets;
    const auto config = parsed(config_json);
    const auto schema = parsed(schema_json);
    if (!config.IsObject() || !schema.IsObject() || !schema.HasMember("properties")) return secrets;
    for (const auto& property : schema["properties"].GetObject()) {
        const auto mark = property.value.FindMember("x-secret");
        if (mark == property.value.MemberEnd() || !mark->value.IsTrue()) continue;
        const auto field = config.FindMember(property.name);
        if (field == config.MemberEnd() || !field->value.IsString()) continue;
        const std::string member = property.name.GetString();
        const std::string name = field->value.GetString();
        const auto fault = [&](std::string message) {
            return Error(ErrorCode::config, std::move(message), member);
        };
        // What is no name may be the key itself: it is not repeated.
        if (!is_variable_name(name))
            return fault(
                "takes the name of an environment variable that holds the key, never the key; "
                "this is no such name");
        const char* const set = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe)
        const std::string value = set == nullptr ? "" : set;
        if (value.empty())
            return fault(
                fmt::format("the environment variable {} is {}; set it to the key, or "
                            "drop {}",
                            name, set == nullptr ? "not set" : "empty", member));
        if (std::any_of(value.begin(), value.end(), is_control))
            return fault(
                fmt::format("the environment variable {} holds a control character (a "
                            "line break or a tab, say), which no key has; set it to the "
                            "key alone",
                            name));
        secrets.emplace(name, value);
    }
    return secrets;
}

}  // namespace hexameter::detail
