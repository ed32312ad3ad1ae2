#include <fmt/format.h>
#include <rapidjson/document.h>
#include <rapidjson/error/en.h>

#include "spec/json_schema.hpp"
#include "spec/schema_node.hpp"
#include "spec/source_text.hpp"

namespace hexameter::detail {
namespace {

using rapidjson::Value;

// A default that contains itself by reference would never end.
constexpr int deepest_default = 64;

class Filler {
  public:
    Filler(const Value& root, rapidjson::Document& document)
        : root_(root), allocator_(document.GetAllocator()) {}

    // False when defaults lead into a circle.
    bool fill(const Value& raw, Value& value, int depth) {
        const auto* const schema = resolve_schema(root_, raw);
        if (!schema || !schema->IsObject()) return true;
        if (depth > deepest_default) return false;
        bool whole = true;
        if (const auto* const all = find_member(*schema, "allOf"); all && all->IsArray())
            for (const auto& one : all->GetArray()) whole = fill(one, value, depth + 1) && whole;
        if (const auto* const items = find_member(*schema, "items");
            items && items->IsObject() && value.IsArray())
            for (auto& item : value.GetArray()) whole = fill(*items, item, depth + 1) && whole;
        const auto* const properties = find_member(*schema, "properties");
        if (!properties || !properties->IsObject() || !value.IsObject()) return whole;
        for (const auto& property : properties->GetObject())
            whole = fill_member(property.name, property.value, value, depth) && whole;
        return whole;
    }

  private:
    bool fill_member(const Value& name, const Value& raw, Value& object, int depth) {
        const auto* const schema = resolve_schema(root_, raw);
        if (!schema) return true;
        if (!find_member(object, text_of(name))) {
            const auto* const standard = find_member(*schema, "default");
            if (!standard) return true;
            object.AddMember(Value(name, allocator_), Value(*standard, allocator_), allocator_);
        }
        return fill(*schema, object[name], depth + 1);
    }

    const Value& root_;
    rapidjson::Document::AllocatorType& allocator_;
};

Error not_json(const char* what, const rapidjson::Document& document) {
    return {ErrorCode::config, fmt::format("{} is not valid JSON: {} at byte {}", what,
                                           rapidjson::GetParseError_En(document.GetParseError()),
                                           document.GetErrorOffset())};
}

}  // namespace

Result<std::string> with_defaults(const std::string& json, const std::string& schema_json) {
    if (nests_too_deep(json) || nests_too_deep(schema_json))
        return Error(ErrorCode::config, fmt::format("nested deeper than {} levels", deepest_nest));
    constexpr unsigned flags = rapidjson::kParseIterativeFlag | rapidjson::kParseFullPrecisionFlag;
    rapidjson::Document schema;
    if (schema.Parse<flags>(schema_json).HasParseError()) return not_json("the schema", schema);
    rapidjson::Document document;
    if (document.Parse<flags>(json).HasParseError()) return not_json("the document", document);
    if (!Filler(schema, document).fill(schema, document, 0))
        return Error(ErrorCode::config, "the defaults of the schema lead into a circle");
    return compact_json(document);
}

}  // namespace hexameter::detail
