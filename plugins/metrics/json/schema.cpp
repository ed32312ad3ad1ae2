// Invariants:
// 1. valijson alone decides whether a document fits; it never sees a "pattern", which it would give
//    to std::regex, whose recursion has no bound.
// 2. What valijson throws about a schema becomes an Error(config). Our own Errors pass through it.
// 3. valijson's integers are signed, 64 bits, and it sees numbers as narrow() leaves them.
#include "schema.hpp"

#include <rapidjson/error/en.h>

#define VALIJSON_USE_EXCEPTIONS 1
#include <cmath>
#include <limits>
#include <new>
#include <valijson/adapters/rapidjson_adapter.hpp>
#include <valijson/constraint_builder.hpp>
#include <valijson/constraints/concrete_constraints.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>
#include <vector>

#include "schema_source.hpp"
#include "support/text/regex.hpp"

namespace hexameter::json_metric {
namespace {

using plugin_json::Value;

constexpr double exact_integers = 9007199254740992;  // 2^53: a double holds each up to it

class BoundedPattern : public valijson::constraints::PolyConstraint {
  public:
    explicit BoundedPattern(std::shared_ptr<const plugin_text::Regex> regex)
        : regex_(std::move(regex)) {}

    bool validate(const valijson::adapters::Adapter& target,
                  const std::vector<std::string>& context,
                  valijson::ValidationResults* results) const override {
        if (!target.isString() || regex_->find(target.asString())) {
            return true;
        }
        if (results != nullptr) {
            results->pushError(context, "the text does not match the \"pattern\"");
        }
        return false;
    }

  private:
    valijson::constraints::Constraint* cloneInto(void* memory) const override {
        return new (memory) BoundedPattern(*this);
    }

    [[nodiscard]] std::size_t sizeOf() const override { return sizeof(BoundedPattern); }

    std::shared_ptr<const plugin_text::Regex> regex_;
};

class PatternBuilder : public valijson::ConstraintBuilder {
  public:
    [[nodiscard]] valijson::constraints::Constraint* make(
        const valijson::adapters::Adapter& pattern) const override {
        return new BoundedPattern(std::make_shared<const plugin_text::Regex>(pattern.asString()));
    }
};

// Beyond 64 bits a bound becomes a real number, and a value the largest integer that valijson can
// hold. 1.0 is an integer to draft-07, and none to valijson.
void narrow(Value& value, bool schema) {
    if (value.IsArray()) {
        for (Value& item : value.GetArray()) {
            narrow(item, schema);
        }
    } else if (value.IsObject()) {
        // By index: clang 14 finds the comparison of RapidJSON's iterators ambiguous.
        for (rapidjson::SizeType i = 0; i < value.MemberCount(); ++i) {
            narrow((value.MemberBegin() + static_cast<int>(i))->value, schema);
        }
    } else if (value.IsUint64() && !value.IsInt64()) {
        if (schema) {
            value.SetDouble(value.GetDouble());
        } else {
            value.SetInt64(std::numeric_limits<std::int64_t>::max());
        }
    } else if (value.IsDouble() && std::abs(value.GetDouble()) <= exact_integers &&
               std::trunc(value.GetDouble()) == value.GetDouble()) {
        value.SetInt64(static_cast<std::int64_t>(value.GetDouble()));
    }
}

// The deepest of valijson's sentences: the others say only that something below them failed.
std::string deepest_fault(const valijson::ValidationResults& results) {
    std::string text = "it does not fit the schema";
    std::size_t depth = 0;
    for (const auto& error : results) {
        if (error.context.size() <= depth) {
            continue;
        }
        depth = error.context.size();
        std::string place;
        for (std::size_t i = 1; i < depth; ++i) {
            place += "/" + error.context[i].substr(1, error.context[i].size() - 2);
        }
        text = (place.empty() ? "at its top" : "at " + place) + ": " + error.description;
    }
    return text;
}

}  // namespace

struct Schema::Parsed {
    plugin_json::Document source;
    valijson::Schema schema;
};

Schema::Schema(const plugin_json::Value& schema) {
    auto parsed = std::make_unique<Parsed>();
    parsed->source.CopyFrom(schema, parsed->source.GetAllocator());
    prepare_schema(parsed->source);
    narrow(parsed->source, true);
    try {
        valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
        parser.addConstraintBuilder(pattern_keyword, new PatternBuilder);
        parser.populateSchema(valijson::adapters::RapidJsonAdapter(parsed->source), parsed->schema);
    } catch (const sdk::Error&) {
        throw;
    } catch (const std::exception& failure) {
        throw sdk::Error(sdk::Status::config,
                         std::string("the schema cannot be used: ") + failure.what());
    }
    parsed_ = std::move(parsed);
}

Schema::~Schema() = default;

std::optional<std::string> Schema::misfit(std::string_view json) const {
    if (plugin_json::nests_too_deep(json)) {
        throw sdk::Error(sdk::Status::limit, "the JSON is nested deeper than " +
                                                 std::to_string(plugin_json::deepest_nest) +
                                                 " levels, too deep to be held to the schema");
    }
    plugin_json::Document document;
    document.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseFullPrecisionFlag>(
        json.data(), json.size());
    if (document.HasParseError()) {
        throw sdk::Error(sdk::Status::limit,
                         std::string("the JSON cannot be held to the schema: ") +
                             rapidjson::GetParseError_En(document.GetParseError()));
    }
    narrow(document, false);
    const valijson::adapters::RapidJsonAdapter target(document);
    valijson::Validator validator;
    if (validator.validate(parsed_->schema, target, nullptr)) {
        return std::nullopt;
    }
    valijson::ValidationResults results;
    validator.validate(parsed_->schema, target, &results);
    return deepest_fault(results);
}

}  // namespace hexameter::json_metric
