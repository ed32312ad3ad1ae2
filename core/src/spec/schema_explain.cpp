// Invariants:
// 1. A value of the wrong type, or outside its bounds or choices, has that one fault and no other.
// 2. Of alternatives that all fail, the one closest to the value speaks: of those that admit its
//    type the one with the fewest faults; if none does, one sentence names all of them.
// 3. A missing field is not named when an unknown one beside it is its misspelling.
#include "spec/schema_explain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <regex>
#include <set>

#include "hexameter/nearest.hpp"
#include "spec/fault.hpp"
#include "spec/schema_node.hpp"

namespace hexameter::detail {
namespace {

using rapidjson::Value;
using Faults = std::vector<SchemaFault>;

constexpr int deepest_schema = 64;

std::size_t code_points(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned>(c) & 0xC0U) != 0x80;
    }));
}

// Exact for integers, which a double would round.
bool is_less(const Value& a, const Value& b) {
    if (a.IsInt64() && b.IsInt64()) return a.GetInt64() < b.GetInt64();
    if (a.IsUint64() && b.IsUint64()) return a.GetUint64() < b.GetUint64();
    return a.GetDouble() < b.GetDouble();
}

bool within_bounds(const Value& schema, const Value& value) {
    if (!value.IsNumber()) return true;
    const auto limit = [&](const char* keyword) {
        const auto* const bound = find_member(schema, keyword);
        return bound && bound->IsNumber() ? bound : nullptr;
    };
    const auto* bound = limit("minimum");
    if (bound && is_less(value, *bound)) return false;
    bound = limit("exclusiveMinimum");
    if (bound && !is_less(*bound, value)) return false;
    bound = limit("maximum");
    if (bound && is_less(*bound, value)) return false;
    bound = limit("exclusiveMaximum");
    return !bound || is_less(value, *bound);
}

bool is_choice(const Value& schema, const Value& value) {
    if (const auto* const only = find_member(schema, "const"); only && *only != value) return false;
    const auto* const choices = find_member(schema, "enum");
    if (!choices || !choices->IsArray()) return true;
    const auto list = choices->GetArray();
    return std::any_of(list.begin(), list.end(), [&](const Value& one) { return one == value; });
}

// The number of the keyword, or `otherwise`.
std::uint64_t count_of(const Value& schema, std::string_view keyword, std::uint64_t otherwise) {
    const auto* const count = find_member(schema, keyword);
    return count && count->IsUint64() ? count->GetUint64() : otherwise;
}

class Explainer {
  public:
    explicit Explainer(const Value& root) : root_(root) {}

    void explain(const Value& raw, const Value& value, const std::string& pointer, Faults& out) {
        const auto* const schema = resolve_schema(root_, raw);
        if (!schema || depth_ >= deepest_schema) return;
        if (schema->IsBool() && !schema->GetBool())
            out.push_back({pointer, "nothing may stand here"});
        if (!schema->IsObject()) return;
        if (!admits_type(*schema, value) || !within_bounds(*schema, value) ||
            !is_choice(*schema, value)) {
            out.push_back(
                {pointer, fmt::format("must be {}, not {}", describe_schema(root_, *schema),
                                      describe_value(value))});
            return;
        }
        ++depth_;
        if (value.IsString()) explain_string(*schema, value, pointer, out);
        if (value.IsArray()) explain_array(*schema, value, pointer, out);
        std::set<std::string> misspelt;
        if (value.IsObject()) misspelt = explain_object(*schema, value, pointer, out);
        explain_combinations(*schema, {value, pointer, misspelt}, out);
        --depth_;
    }

  private:
    struct Spot {
        const Value& value;
        const std::string& pointer;
        const std::set<std::string>& misspelt;  // known fields that unknown ones were taken for
    };

    [[nodiscard]] Faults faults_of(const Value& schema, const Value& value,
                                   const std::string& pointer) {
        Faults faults;
        explain(schema, value, pointer, faults);
        return faults;
    }

    static void explain_string(const Value& schema, const Value& value, const std::string& pointer,
                               Faults& out) {
        const auto length = code_points(text_of(value));
        const auto least = count_of(schema, "minLength", 0);
        const auto most = count_of(schema, "maxLength", UINT64_MAX);
        if (length < least && length == 0)
            out.push_back({pointer, "must not be empty"});
        else if (length < least)
            out.push_back(
                {pointer, fmt::format("must have {} characters or more, not {}", least, length)});
        if (length > most)
            out.push_back(
                {pointer, fmt::format("must have {} characters or fewer, not {}", most, length)});
        const auto* const pattern = find_member(schema, "pattern");
        if (!pattern || !pattern->IsString()) return;
        if (std::regex_search(std::string(text_of(value)), std::regex(pattern->GetString())))
            return;
        const auto* const words = find_member(schema, "x-pattern");
        out.push_back(
            {pointer, fmt::format("must {}, not {}",
                                  words && words->IsString()
                                      ? std::string(text_of(*words))
                                      : fmt::format("match the pattern {}", pattern->GetString()),
                                  describe_value(value))});
    }

    void explain_array(const Value& schema, const Value& value, const std::string& pointer,
                       Faults& out) {
        const auto least = count_of(schema, "minItems", 0);
        const auto most = count_of(schema, "maxItems", UINT64_MAX);
        if (value.Size() < least && value.Empty())
            out.push_back({pointer, "must not be an empty list"});
        else if (value.Size() < least)
            out.push_back(
                {pointer, fmt::format("must have {} items or more, not {}", least, value.Size())});
        if (value.Size() > most)
            out.push_back(
                {pointer, fmt::format("must have {} items or fewer, not {}", most, value.Size())});
        if (const auto* const unique = find_member(schema, "uniqueItems");
            unique && unique->IsTrue())
            explain_repeated(value, pointer, out);
        const auto* const items = find_member(schema, "items");
        if (!items) return;
        for (rapidjson::SizeType i = 0; i < value.Size(); ++i) {
            if (items->IsArray() && i >= items->Size()) break;
            explain(items->IsArray() ? (*items)[i] : *items, value[i], child_pointer(pointer, i),
                    out);
        }
    }

    static void explain_repeated(const Value& value, const std::string& pointer, Faults& out) {
        std::set<std::string> seen;
        for (rapidjson::SizeType i = 0; i < value.Size(); ++i)
            if (!seen.insert(compact_json(value[i])).second)
                out.push_back({child_pointer(pointer, i),
                               fmt::format("{} stands twice", compact_json(value[i]))});
    }

    // Returns the known fields that unknown ones were taken for.
    std::set<std::string> explain_object(const Value& schema, const Value& value,
                                         const std::string& pointer, Faults& out) {
        auto misspelt = explain_members(schema, value, pointer, out);
        const auto least = count_of(schema, "minProperties", 0);
        if (value.MemberCount() < least && value.ObjectEmpty())
            out.push_back({pointer, "must not be empty"});
        else if (value.MemberCount() < least)
            out.push_back({pointer, fmt::format("must have {} fields or more, not {}", least,
                                                value.MemberCount())});
        const auto* const required = find_member(schema, "required");
        if (!required || !required->IsArray()) return misspelt;
        for (const auto& one : required->GetArray()) {
            if (!one.IsString()) continue;
            const std::string name(text_of(one));
            if (!find_member(value, name) && misspelt.count(name) == 0)
                out.push_back({pointer, fmt::format("the field '{}' is missing", name)});
        }
        return misspelt;
    }

    std::set<std::string> explain_members(const Value& schema, const Value& value,
                                          const std::string& pointer, Faults& out) {
        std::set<std::string> misspelt;
        for (const auto& member : value.GetObject()) {
            const std::string name(text_of(member.name));
            const auto child = child_pointer(pointer, name);
            if (const auto* const own = own_schema(schema, name)) {
                explain(*own, member.value, child, out);
                continue;
            }
            const auto* const others = find_member(schema, "additionalProperties");
            if (!others || matches_pattern_property(schema, name)) continue;
            if (others->IsObject())
                explain(*others, member.value, child, out);
            else if (others->IsFalse())
                out.push_back({child, unknown_field(schema, name, misspelt)});
        }
        return misspelt;
    }

    static const Value* own_schema(const Value& schema, const std::string& name) {
        const auto* const properties = find_member(schema, "properties");
        return properties ? find_member(*properties, name) : nullptr;
    }

    static bool matches_pattern_property(const Value& schema, const std::string& name) {
        const auto* const patterns = find_member(schema, "patternProperties");
        if (!patterns || !patterns->IsObject()) return false;
        const auto list = patterns->GetObject();
        return std::any_of(list.begin(), list.end(), [&](const auto& pattern) {
            return std::regex_search(name, std::regex(pattern.name.GetString()));
        });
    }

    // The field of `schema` within which `name` may stand; null when there is none.
    [[nodiscard]] const Value* parent_of(const Value& schema, const std::string& name) const {
        const auto* const properties = find_member(schema, "properties");
        if (!properties) return nullptr;
        for (const auto& property : properties->GetObject()) {
            const auto* const within = resolve_schema(root_, property.value);
            if (!within) continue;
            if (own_schema(*within, name)) return &property.name;
            const auto* const all = find_member(*within, "allOf");
            if (!all || !all->IsArray()) continue;
            for (const auto& one : all->GetArray())
                if (const auto* const part = resolve_schema(root_, one);
                    part && own_schema(*part, name))
                    return &property.name;
        }
        return nullptr;
    }

    std::string unknown_field(const Value& schema, const std::string& name,
                              std::set<std::string>& misspelt) const {
        std::vector<std::string> known;
        if (const auto* const properties = find_member(schema, "properties"))
            for (const auto& property : properties->GetObject())
                known.emplace_back(text_of(property.name));
        if (const auto* const parent = parent_of(schema, name))
            return fmt::format("unknown field; it stands within '{}'", text_of(*parent));
        const auto* const elsewhere = find_member(schema, "x-elsewhere");
        if (const auto* const place = elsewhere ? find_member(*elsewhere, name) : nullptr)
            return fmt::format("unknown field; {}", text_of(*place));
        std::string words = "unknown field; none is allowed here";
        if (const auto near = nearest_word(name, known)) {
            misspelt.insert(*near);
            words = fmt::format("unknown field; did you mean '{}'?", *near);
        } else if (!known.empty()) {
            words = fmt::format("unknown field; there are {}", fmt::join(known, ", "));
        }
        const auto* const hint = find_member(schema, "x-unknown");
        return hint && hint->IsString() ? fmt::format("{} ({})", words, text_of(*hint)) : words;
    }

    void explain_combinations(const Value& schema, const Spot& spot, Faults& out) {
        if (const auto* const all = find_member(schema, "allOf"); all && all->IsArray())
            for (const auto& one : all->GetArray()) explain(one, spot.value, spot.pointer, out);
        if (const auto* const any = find_member(schema, "anyOf"); any && any->IsArray())
            explain_alternatives(*any, false, spot, out);
        if (const auto* const one = find_member(schema, "oneOf"); one && one->IsArray())
            explain_alternatives(*one, true, spot, out);
        const auto* const condition = find_member(schema, "if");
        if (!condition) return;
        const bool holds = faults_of(*condition, spot.value, spot.pointer).empty();
        if (const auto* const then = find_member(schema, holds ? "then" : "else"))
            explain(*then, spot.value, spot.pointer, out);
    }

    void explain_alternatives(const Value& branches, bool only_one, const Spot& spot, Faults& out) {
        std::vector<Faults> candidates;
        std::size_t fitting = 0;
        for (const auto& branch : branches.GetArray()) {
            auto faults = faults_of(branch, spot.value, spot.pointer);
            if (faults.empty()) ++fitting;
            const auto* const resolved = resolve_schema(root_, branch);
            if (resolved && admits_type(*resolved, spot.value))
                candidates.push_back(std::move(faults));
        }
        if (fitting == 1 || (fitting > 1 && !only_one)) return;
        const auto fields = required_fields(branches);
        if (!fields.empty()) {
            explain_choice(fields, fitting, spot, out);
        } else if (fitting > 1) {
            out.push_back({spot.pointer, "fits more than one of the forms allowed here"});
        } else if (candidates.empty()) {
            std::vector<std::string> words;
            for (const auto& branch : branches.GetArray())
                words.push_back(describe_schema(root_, branch));
            out.push_back({spot.pointer, fmt::format("must be {}, not {}", fmt::join(words, " or "),
                                                     describe_value(spot.value))});
        } else {
            const auto best = std::min_element(
                candidates.begin(), candidates.end(),
                [](const Faults& a, const Faults& b) { return a.size() < b.size(); });
            out.insert(out.end(), best->begin(), best->end());
        }
    }

    // None or several of the fields are there.
    static void explain_choice(const std::vector<std::string>& fields, std::size_t fitting,
                               const Spot& spot, Faults& out) {
        const bool misspelt = std::any_of(fields.begin(), fields.end(), [&](const auto& field) {
            return spot.misspelt.count(field) > 0;
        });
        if (fitting > 1)
            out.push_back({spot.pointer, fmt::format("only one of '{}' may be given",
                                                     fmt::join(fields, "', '"))});
        else if (!misspelt)
            out.push_back({spot.pointer, fmt::format("needs '{}'", fmt::join(fields, "' or '"))});
    }

    // The fields of which each branch asks for one and says nothing else; empty when some branch
    // says more.
    static std::vector<std::string> required_fields(const Value& branches) {
        std::vector<std::string> fields;
        for (const auto& branch : branches.GetArray()) {
            const auto* const required = find_member(branch, "required");
            if (!required || branch.MemberCount() != 1 || !required->IsArray()) return {};
            if (required->Size() != 1 || !(*required)[0].IsString()) return {};
            fields.emplace_back(text_of((*required)[0]));
        }
        return fields;
    }

    const Value& root_;
    int depth_ = 0;
};

}  // namespace

std::vector<SchemaFault> explain_faults(const Value& schema, const Value& document) {
    Faults faults;
    Explainer(schema).explain(schema, document, "", faults);
    return faults;
}

}  // namespace hexameter::detail
