// JSON Schema draft-07 over JSON text (valijson on RapidJSON), every fault named with its place.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "hexameter/error.hpp"
#include "hexameter/run_spec.hpp"

namespace hexameter::detail {

// What is wrong and what would be right.
using SchemaFault = SpecFault;

// A schema, read once for many documents. One thread at a time.
class JsonSchema {
  public:
    // An Error when the text is no schema, or refers to one outside itself.
    [[nodiscard]] static Result<JsonSchema> parse(std::string_view schema_json);
    ~JsonSchema();
    JsonSchema(JsonSchema&&) noexcept;
    JsonSchema& operator=(JsonSchema&&) noexcept;

    // Empty when the document is valid; one fault per cause. An Error when it is no JSON at all.
    [[nodiscard]] Result<std::vector<SchemaFault>> check(std::string_view json) const;

  private:
    struct Impl;
    explicit JsonSchema(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

// Empty when the document is valid. An Error when schema or document is no JSON at all.
[[nodiscard]] Result<std::vector<SchemaFault>> check_against_schema(const std::string& json,
                                                                    const std::string& schema_json);

// The document with the "default" values of the schema filled in, top-level and within objects and
// items that are there; an object that is missing is only made by a default of its own.
[[nodiscard]] Result<std::string> with_defaults(const std::string& json,
                                                const std::string& schema_json);

}  // namespace hexameter::detail
