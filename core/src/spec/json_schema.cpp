// Invariants:
// 1. valijson alone decides whether a document is valid. A fault list is empty only then.
// 2. valijson reports misuse by exceptions (a broken pattern, a reference that leads nowhere); none
//    leaves this file. Schemas that would make it recurse without end are refused before.
// 3. valijson's integers are signed, 64 bits: what is larger reaches it narrowed, and our sentences
//    are made from the document as it is.
#include "spec/json_schema.hpp"

#include <fmt/format.h>
#include <rapidjson/document.h>
#include <rapidjson/error/en.h>

#define VALIJSON_USE_EXCEPTIONS 1
#include <limits>
#include <valijson/adapters/rapidjson_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "spec/fault.hpp"
#include "spec/schema_explain.hpp"
#include "spec/schema_node.hpp"
#include "spec/source_text.hpp"

namespace hexameter::detail {
namespace {

constexpr unsigned parse_flags =
    rapidjson::kParseIterativeFlag | rapidjson::kParseFullPrecisionFlag;

Status parse_json(std::string_view text, const char* what, rapidjson::Document& document) {
    if (nests_too_deep(text))
        return Error(ErrorCode::config,
                     fmt::format("{} is nested deeper than {} levels", what, deepest_nest));
    document.Parse<parse_flags>(text.data(), text.size());
    if (!document.HasParseError()) return {};
    const auto place = place_at(text, document.GetErrorOffset());
    return Error(ErrorCode::config,
                 fmt::format("{} is not valid JSON: {}", what,
                             rapidjson::GetParseError_En(document.GetParseError())),
                 fmt::format("{}:{}", place.line, place.column));
}

// A bound as a real number; a value as the largest integer that valijson can hold.
void narrow(rapidjson::Value& value, bool schema) {
    if (value.IsArray()) {
        for (auto& item : value.GetArray()) narrow(item, schema);
    } else if (value.IsObject()) {
        // By index: clang 14 finds the comparison of RapidJSON's iterators ambiguous.
        for (rapidjson::SizeType i = 0; i < value.MemberCount(); ++i)
            narrow((value.MemberBegin() + static_cast<int>(i))->value, schema);
    } else if (value.IsUint64() && !value.IsInt64()) {
        if (schema)
            value.SetDouble(value.GetDouble());
        else
            value.SetInt64(std::numeric_limits<std::int64_t>::max());
    }
}

// valijson's path is "<root>", "[models]", "[0]".
std::string pointer_of(const std::vector<std::string>& context) {
    std::string pointer;
    for (std::size_t i = 1; i < context.size(); ++i)
        pointer = child_pointer(pointer, context[i].substr(1, context[i].size() - 2));
    return pointer;
}

// The deepest of valijson's own sentences: the others say only that something below them failed.
SchemaFault deepest_fault(const valijson::ValidationResults& results) {
    SchemaFault deepest{"", "does not fit its schema"};
    std::size_t depth = 0;
    for (const auto& error : results) {
        if (error.context.size() <= depth) continue;
        depth = error.context.size();
        deepest = {pointer_of(error.context), error.description};
    }
    return deepest;
}

}  // namespace

struct JsonSchema::Impl {
    rapidjson::Document source;
    rapidjson::Document narrowed;
    valijson::Schema schema;
    valijson::Validator validator;
};

JsonSchema::JsonSchema(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

JsonSchema::~JsonSchema() = default;
JsonSchema::JsonSchema(JsonSchema&&) noexcept = default;
JsonSchema& JsonSchema::operator=(JsonSchema&&) noexcept = default;

Result<JsonSchema> JsonSchema::parse(std::string_view schema_json) {
    auto impl = std::make_unique<Impl>();
    if (auto parsed = parse_json(schema_json, "the schema", impl->source); parsed.has_error())
        return parsed.error();
    if (refers_to_itself(impl->source))
        return Error(ErrorCode::config,
                     "the schema cannot be used: it refers to itself in a circle");
    impl->narrowed.CopyFrom(impl->source, impl->narrowed.GetAllocator());
    narrow(impl->narrowed, true);
    try {
        valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
        parser.populateSchema(valijson::adapters::RapidJsonAdapter(impl->narrowed), impl->schema);
    } catch (const std::exception& failure) {
        return Error(ErrorCode::config,
                     fmt::format("the schema cannot be used: {}", failure.what()));
    }
    return JsonSchema(std::move(impl));
}

Result<std::vector<SchemaFault>> JsonSchema::check(std::string_view json) const {
    rapidjson::Document document;
    if (auto parsed = parse_json(json, "the document", document); parsed.has_error())
        return parsed.error();
    rapidjson::Document narrowed;
    narrowed.CopyFrom(document, narrowed.GetAllocator());
    narrow(narrowed, false);
    try {
        const valijson::adapters::RapidJsonAdapter target(narrowed);
        if (impl_->validator.validate(impl_->schema, target, nullptr))
            return std::vector<SchemaFault>{};
        auto faults = explain_faults(impl_->source, document);
        if (!faults.empty()) return faults;
        valijson::ValidationResults results;
        impl_->validator.validate(impl_->schema, target, &results);
        return std::vector<SchemaFault>{deepest_fault(results)};
    } catch (const std::exception& failure) {
        return Error(ErrorCode::config,
                     fmt::format("the schema cannot be used: {}; mend it", failure.what()));
    }
}

Result<std::vector<SchemaFault>> check_against_schema(const std::string& json,
                                                      const std::string& schema_json) {
    const auto schema = JsonSchema::parse(schema_json);
    if (schema.has_error()) return schema.error();
    return schema.value().check(json);
}

}  // namespace hexameter::detail
