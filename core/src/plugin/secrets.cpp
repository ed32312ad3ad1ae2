#include "plugin/secrets.hpp"

#include <fmt/core.h>
#include <rapidjson/document.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <utility>

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

// What the schema says of a place, as far as it says so without references; null when nothing.
const rapidjson::Value* within(const rapidjson::Value* schema, const char* keyword) {
    if (schema == nullptr || !schema->IsObject()) return nullptr;
    const auto member = schema->FindMember(keyword);
    return member == schema->MemberEnd() ? nullptr : &member->value;
}

bool is_no_secret(const rapidjson::Value* schema) {
    const auto* const mark = within(schema, "x-secret");
    return mark != nullptr && mark->IsFalse();
}

std::string_view text_of(const rapidjson::Value& value) {
    return value.IsString() ? std::string_view(value.GetString(), value.GetStringLength())
                            : std::string_view();
}

class Search {
  public:
    explicit Search(std::string advice) : advice_(std::move(advice)) {}

    void look(const rapidjson::Value& value, const rapidjson::Value* schema,
              const std::string& pointer) {
        if (is_no_secret(schema)) return;
        if (value.IsObject())
            for (const auto& member : value.GetObject())
                look_at_member(member, within(schema, "properties"), pointer);
        if (value.IsArray())
            for (rapidjson::SizeType i = 0; i < value.Size(); ++i)
                look(value[i], within(schema, "items"), child_pointer(pointer, std::size_t{i}));
        if (has_form_of_key(text_of(value)))
            add(pointer, "has the form of a key, and would be kept and shown with the run: ");
        else if (is_address_with_secret(text_of(value)))
            add(pointer,
                "holds a user name, a password or a key, which would be kept and shown with the "
                "run (an @ in a path is written %40): ");
    }

    std::vector<SpecFault> faults;

  private:
    void look_at_member(const rapidjson::Value::Member& member, const rapidjson::Value* properties,
                        const std::string& pointer) {
        const std::string name(text_of(member.name));
        const auto inner = child_pointer(pointer, name);
        const auto* const schema = within(properties, name.c_str());
        if (!is_no_secret(schema) && holds_a_key(name, text_of(member.value)) &&
            !is_nothing(member.value))
            add(inner, "is named like a key, and would be kept and shown with the run: ");
        else
            look(member.value, schema, inner);
    }

    void add(const std::string& pointer, const char* fault) {
        faults.push_back({pointer, fault + advice_});
    }

    std::string advice_;
};

}  // namespace

std::vector<SpecFault> exposed_in_config(const std::string& config_json,
                                         const std::string& schema_json) {
    const auto schema = parsed(schema_json);
    auto config = parsed(config_json);
    Search search(advice_of(schema));
    if (!config.IsObject()) return {};
    for (const auto* property : marked(schema)) config.RemoveMember(property->name);
    search.look(config, &schema, "");
    return search.faults;
}

std::vector<SpecFault> exposed_in_parameters(const std::string& parameters_json,
                                             const std::string& schema_json) {
    Search search(advice_of(parsed(schema_json)));
    const auto parameters = parsed(parameters_json);
    if (parameters.IsObject()) search.look(parameters, nullptr, "");
    return search.faults;
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
