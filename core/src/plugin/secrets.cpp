#include "plugin/secrets.hpp"

#include <fmt/core.h>
#include <rapidjson/document.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "base/secrecy.hpp"
#include "spec/fault.hpp"

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

// The properties of the schema that are marked, by name.
std::vector<const rapidjson::Value::Member*> marked(const rapidjson::Document& schema) {
    std::vector<const rapidjson::Value::Member*> found;
    if (!schema.IsObject() || !schema.HasMember("properties")) return found;
    for (const auto& property : schema["properties"].GetObject()) {
        const auto mark = property.value.FindMember("x-secret");
        if (mark != property.value.MemberEnd() && mark->value.IsTrue()) found.push_back(&property);
    }
    return found;
}

// What to do instead of writing a key down.
std::string advice_of(const rapidjson::Document& schema) {
    const auto properties = marked(schema);
    if (properties.empty()) return "take it out (this plugin has no setting for a key)";
    const auto& property = *properties.front();
    const auto flag = property.value.FindMember("x-flag");
    return fmt::format(
        "take it out, and name the environment variable that holds it in {}{}",
        property.name.GetString(),
        flag == property.value.MemberEnd() ? "" : fmt::format(" ({})", flag->value.GetString()));
}

bool is_nothing(const rapidjson::Value& value) {
    return value.IsNull() || value.IsBool() || (value.IsString() && value.GetStringLength() == 0) ||
           (value.IsObject() && value.ObjectEmpty()) || (value.IsArray() && value.Empty());
}

void find_exposed(const rapidjson::Value& value, const std::string& pointer,
                  const std::string& advice, std::vector<SpecFault>& faults) {
    if (value.IsObject())
        for (const auto& member : value.GetObject()) {
            const std::string name(member.name.GetString(), member.name.GetStringLength());
            const auto inner = child_pointer(pointer, name);
            if (names_a_key(name) && !is_nothing(member.value))
                faults.push_back(
                    {inner,
                     "is named like a key, and would be kept and shown with the run: " + advice});
            else
                find_exposed(member.value, inner, advice, faults);
        }
    if (value.IsArray())
        for (rapidjson::SizeType i = 0; i < value.Size(); ++i)
            find_exposed(value[i], child_pointer(pointer, std::size_t{i}), advice, faults);
    if (value.IsString() && is_address_with_secret({value.GetString(), value.GetStringLength()}))
        faults.push_back(
            {pointer,
             "holds a user name, a password or a key, which would be kept and shown with "
             "the run: " +
                 advice});
}

}  // namespace

std::vector<SpecFault> exposed_secrets(const std::string& settings_json,
                                       const std::string& schema_json) {
    const auto schema = parsed(schema_json);
    auto settings = parsed(settings_json);
    std::vector<SpecFault> faults;
    if (!settings.IsObject()) return faults;
    for (const auto* property : marked(schema)) settings.RemoveMember(property->name);
    find_exposed(settings, "", advice_of(schema), faults);
    return faults;
}

Result<std::map<std::string, std::string>> collect_secrets(const std::string& config_json,
                                                           const std::string& schema_json) {
    std::map<std::string, std::string> secrets;
    const auto config = parsed(config_json);
    const auto schema = parsed(schema_json);
    if (!config.IsObject()) return secrets;
    for (const auto* property : marked(schema)) {
        const auto field = config.FindMember(property->name);
        if (field == config.MemberEnd() || !field->value.IsString()) continue;
        const std::string member = property->name.GetString();
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
