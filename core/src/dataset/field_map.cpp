#include "dataset/field_map.hpp"

#include <fmt/format.h>
#include <rapidjson/pointer.h>

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>

#include "hexameter/nearest.hpp"
#include "spec/fault.hpp"
#include "spec/schema_node.hpp"

namespace hexameter::detail {
namespace {

using rapidjson::Document;
using rapidjson::Value;

constexpr std::size_t most_columns = 40;

const Value* item_of(const Value& list, std::string_view token) {
    std::size_t index = 0;
    const auto* const end = token.data() + token.size();
    const auto read = std::from_chars(token.data(), end, index);
    if (read.ec != std::errc() || read.ptr != end || index >= list.Size()) return nullptr;
    return &list[static_cast<rapidjson::SizeType>(index)];
}

const Value* at_path(const Value& row, std::string_view path) {
    const auto* value = &row;
    while (value != nullptr) {
        const auto token = path.substr(0, path.find('.'));
        value = value->IsArray() ? item_of(*value, token) : find_member(*value, token);
        if (token.size() == path.size()) break;
        path.remove_prefix(token.size() + 1);
    }
    return value;
}

const Value* within(const Value& row, const std::string& source) {
    if (const auto* const value = at_path(row, source)) return value;
    if (!source.starts_with('/')) return nullptr;
    return rapidjson::Pointer(source.data(), source.size()).Get(row);
}

Value name_of(const std::string& name, Document& row) {
    return {name.data(), static_cast<rapidjson::SizeType>(name.size()), row.GetAllocator()};
}

}  // namespace

void FieldMap::note_columns(const Value& row) {
    for (const auto& member : row.GetObject()) {
        if (columns_.size() >= most_columns) return;
        const auto name = text_of(member.name);
        if (std::find(columns_.begin(), columns_.end(), name) == columns_.end())
            columns_.emplace_back(name);
    }
}

void FieldMap::apply(Document& row) {
    if (fields_.empty()) return;
    if (found_.size() < fields_.size()) note_columns(row);
    std::vector<std::pair<const std::string*, Value>> taken;
    std::vector<const std::string*> renamed;
    for (const auto& [member, source] : fields_) {
        const auto* value = find_member(row, source);
        if (value != nullptr)
            renamed.push_back(&source);
        else
            value = within(row, source);
        if (value == nullptr) continue;
        found_.insert(member);
        taken.emplace_back(&member, Value(*value, row.GetAllocator()));
    }
    for (const auto* const source : renamed) row.EraseMember(name_of(*source, row));
    for (const auto& [member, source] : fields_) row.EraseMember(name_of(member, row));
    for (auto& [member, value] : taken) {
        row.AddMember(name_of(*member, row), value, row.GetAllocator());
    }
}

std::vector<SpecFault> FieldMap::missing() const {
    std::vector<SpecFault> faults;
    if (columns_.empty()) return faults;
    for (const auto& [member, source] : fields_) {
        if (found_.contains(member)) continue;
        const auto near = nearest_word(source, columns_);
        faults.push_back({child_pointer("/dataset/fields", member),
                          fmt::format("no row has '{}'{}; there are: {}{}", source,
                                      near ? fmt::format(" (did you mean '{}'?)", *near) : "",
                                      fmt::join(columns_, ", "),
                                      columns_.size() >= most_columns ? ", ..." : "")});
    }
    return faults;
}

}  // namespace hexameter::detail
