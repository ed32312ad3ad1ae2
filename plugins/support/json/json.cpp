#include "support/json/json.hpp"

#include <rapidjson/error/en.h>

namespace hexameter::plugin_json {
namespace {

constexpr unsigned parse_flags = rapidjson::kParseFullPrecisionFlag |
                                 rapidjson::kParseIterativeFlag |
                                 rapidjson::kParseValidateEncodingFlag;

std::string fault(const Document& document, std::string_view text, std::string_view what) {
    const std::size_t at = document.GetErrorOffset();
    std::string message(what);
    message.append(" is no JSON at byte ").append(std::to_string(at)).append(": ");
    message.append(rapidjson::GetParseError_En(document.GetParseError()));
    message.append(" It begins with \"").append(beginning_of(text)).append("\"");
    return message;
}

}  // namespace

bool nests_too_deep(std::string_view json) {
    int depth = 0;
    bool in_text = false;
    for (std::size_t i = 0; i < json.size(); ++i) {
        if (in_text) {
            in_text = json[i] != '"';
            i += json[i] == '\\' ? 1 : 0;
            continue;
        }
        in_text = json[i] == '"';
        depth += json[i] == '{' || json[i] == '[' ? 1 : 0;
        depth -= json[i] == '}' || json[i] == ']' ? 1 : 0;
        if (depth > deepest_nest) {
            return true;
        }
    }
    return false;
}

std::string beginning_of(std::string_view text) {
    constexpr std::size_t shown_bytes = 60;
    return std::string(text.substr(0, shown_bytes)) + (text.size() > shown_bytes ? "..." : "");
}

Document parse(std::string_view text, std::string_view what, sdk::Status status) {
    if (nests_too_deep(text)) {
        throw sdk::Error(status, std::string(what) + " is nested deeper than " +
                                     std::to_string(deepest_nest) + " levels");
    }
    Document document;
    document.Parse<parse_flags>(text.data() == nullptr ? "" : text.data(), text.size());
    if (document.HasParseError()) {
        throw sdk::Error(status, fault(document, text, what));
    }
    return document;
}

Document parse_config(std::string_view text) {
    Document document = parse(text.empty() ? std::string_view("{}") : text, "the configuration",
                              sdk::Status::config);
    if (!document.IsObject()) {
        throw sdk::Error(sdk::Status::config, "the configuration must be a JSON object");
    }
    return document;
}

const Value* Step::of(const Value& value) const {
    if (element_ >= 0) {
        const auto at = static_cast<rapidjson::SizeType>(element_);
        return value.IsArray() && at < value.Size() ? &value[at] : nullptr;
    }
    if (!value.IsObject()) {
        return nullptr;
    }
    const Value name(rapidjson::StringRef(member_.data(), member_.size()));
    const auto member = value.FindMember(name);
    return member == value.MemberEnd() ? nullptr : &member->value;
}

const Value* find(const Value& value, Path path) {
    const Value* at = &value;
    for (const Step& step : path) {
        at = step.of(*at);
        if (at == nullptr) {
            return nullptr;
        }
    }
    return at;
}

std::string_view text_of(const Value& string) {
    return {string.GetString(), string.GetStringLength()};
}

std::optional<std::string_view> string_at(const Value& value, Path path) {
    const Value* found = find(value, path);
    return found != nullptr && found->IsString() ? std::optional(text_of(*found)) : std::nullopt;
}

std::optional<std::uint64_t> uint_at(const Value& value, Path path) {
    const Value* found = find(value, path);
    return found != nullptr && found->IsUint64() ? std::optional(found->GetUint64()) : std::nullopt;
}

std::optional<bool> bool_at(const Value& value, Path path) {
    const Value* found = find(value, path);
    return found != nullptr && found->IsBool() ? std::optional(found->GetBool()) : std::nullopt;
}

}  // namespace hexameter::plugin_json
