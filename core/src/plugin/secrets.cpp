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
        const std::string name = field->value.GetString();
        // What is no name may be the key itself: it is not repeated.
        if (!is_variable_name(name))
            return Error(ErrorCode::config,
                         fmt::format("{} takes the name of an environment variable that holds the "
                                     "key, never the key; this is no such name",
                                     property.name.GetString()));
        const char* value = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe)
        if (value == nullptr)
            return Error(
                ErrorCode::config,
                fmt::format("the environment variable {} is not set; set it to the key, or "
                            "drop {}",
                            name, property.name.GetString()));
        secrets.emplace(name, value);
    }
    return secrets;
}

}  // namespace hexameter::detail
