#include "dataset/row_shape.hpp"

#include <rapidjson/document.h>

#include <utility>

#include "dataset/conversation.hpp"
#include "dataset/field_map.hpp"
#include "spec/schema_node.hpp"

namespace hexameter::detail {
namespace {

constexpr unsigned parse_flags =
    rapidjson::kParseIterativeFlag | rapidjson::kParseFullPrecisionFlag;

bool is_separated(std::string_view format) {
    return format == "csv" || format == "tsv";
}

// A row of such a file has a cell for it whether or not there is one.
void drop_blank_reference(rapidjson::Document& row) {
    const auto* const reference = find_member(row, "reference");
    if (reference != nullptr && reference->IsString() && reference->GetStringLength() == 0)
        row.EraseMember("reference");
}

}  // namespace

RowShape::RowShape(const DatasetSpec& spec, std::string format, bool open)
    : format_(std::move(format)),
      open_(open),
      mapped_(!spec.fields.empty()),
      fields_(std::make_unique<FieldMap>(spec.fields)) {}

RowShape::~RowShape() = default;
RowShape::RowShape(RowShape&&) noexcept = default;

bool RowShape::plain() const {
    return !mapped_ && !is_separated(format_) && format_ != "openai-chat" && format_ != "sharegpt";
}

void RowShape::see_first(std::string_view json) {
    if (!open_) return;
    rapidjson::Document row;
    row.Parse<parse_flags>(json.data(), json.size());
    if (row.HasParseError() || !row.IsObject()) return;
    fields_->apply(row);
    if (looks_like_sharegpt(row))
        format_ = "sharegpt";
    else if (looks_like_openai_chat(row))
        format_ = "openai-chat";
}

RowShape::Shaped RowShape::shaped(std::string_view json) {
    rapidjson::Document row;
    row.Parse<parse_flags>(json.data(), json.size());
    fields_->apply(row);
    if (is_separated(format_)) drop_blank_reference(row);
    std::optional<SpecFault> fault;
    if (format_ == "openai-chat") fault = from_openai_chat(row);
    if (format_ == "sharegpt") fault = from_sharegpt(row);
    if (fault) return {{}, std::move(fault)};
    return {compact_json(row), std::nullopt};
}

std::vector<SpecFault> RowShape::missing_fields() const {
    return fields_->missing();
}

}  // namespace hexameter::detail
