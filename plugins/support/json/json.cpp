#include "support/json/json.hpp"

#include <rapidjson/error/en.h>

#include <array>
#include <utility>

namespace hexameter::plugin_json {
namespace {

constexpr unsigned parse_flags = rapidjson::kParseFullPrecisionFlag |
                                 rapidjson::kParseIterativeFlag |
                                 rapidjson::kParseValidateEncodingFlag;

std::string fault(const Document& document, std::string_view text, std::string_view what) {
    constexpr std::size_t shown_bytes = 60;
    const std::size_t at = document.GetErrorOffset();
    std::string message(what);
    message.append(" is no JSON at byte ").append(std::to_string(at)).append(": ");
    message.append(rapidjson::GetParseError_En(document.GetParseError()));
    message.append(" It begins with \"").append(text.substr(0, shown_bytes)).append("\"");
    return message;
}

void parse_into(Document& document, std::string_view text, std::string_view what,
                sdk::Status status) {
    document.Parse<parse_flags>(text.data() == nullptr ? "" : text.data(), text.size());
    if (document.HasParseError()) {
        throw sdk::Error(status, fault(document, text, what));
    }
}

}  // namespace

struct Parser::Memory {
    std::array<char, 16384> bytes{};
    rapidjson::MemoryPoolAllocator<> pool{bytes.data(), bytes.size()};
    std::optional<Document> document;
};

Parser::Parser() : memory_(std::make_unique<Memory>()) {}

Parser::~Parser() = default;

Parser::Parser(Parser&&) noexcept = default;

Parser& Parser::operator=(Parser&&) noexcept = default;

const Value& Parser::parse(std::string_view text, std::string_view what) {
    memory_->document.reset();
    memory_->pool.Clear();
    memory_->document.emplace(&memory_->pool);
    parse_into(*memory_->document, text, what, sdk::Status::decode);
    return *memory_->document;
}

Document parse(std::string_view text, std::string_view what, sdk::Status status) {
    Document document;
    parse_into(document, text, what, status);
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
