#include <unordered_map>

#include "spec/schema_node.hpp"

namespace hexameter::detail {
namespace {

using rapidjson::Value;

// Depth-first search over the steps that stay at one place of the document.
class CycleSearch {
  public:
    explicit CycleSearch(const Value& root) : root_(root) {}

    // Starts at every object below: which of them are schemas need not be known.
    bool found_below(const Value& value) {
        if (value.IsArray()) {
            for (const auto& item : value.GetArray())
                if (found_below(item)) return true;
        }
        if (!value.IsObject()) return false;
        if (found_from(value)) return true;
        for (const auto& member : value.GetObject())
            if (found_below(member.value)) return true;
        return false;
    }

  private:
    enum class State { open, done };

    bool found_from(const Value& schema) {
        if (!schema.IsObject()) return false;
        const auto [known, added] = states_.emplace(&schema, State::open);
        if (!added) return known->second == State::open;
        const bool found = found_in_steps(schema);
        states_[&schema] = State::done;
        return found;
    }

    bool found_in_steps(const Value& schema) {
        if (const auto* const ref = find_member(schema, "$ref"); ref && ref->IsString()) {
            const auto* const target = resolve_schema(root_, schema);
            return target == nullptr ? leads_in_circle(schema) : found_from(*target);
        }
        for (const auto* const keyword : {"not", "if", "then", "else"})
            if (const auto* const one = find_member(schema, keyword); one && found_from(*one))
                return true;
        for (const auto* const keyword : {"allOf", "anyOf", "oneOf"}) {
            const auto* const branches = find_member(schema, keyword);
            if (!branches || !branches->IsArray()) continue;
            for (const auto& branch : branches->GetArray())
                if (found_from(branch)) return true;
        }
        return false;
    }

    // A reference that leads nowhere is valijson's to report; one that never ends is ours.
    bool leads_in_circle(const Value& schema) const {
        const Value* at = &schema;
        for (int i = 0; i < 64; ++i) {
            at = referred_schema(root_, *at);
            if (!at) return false;
        }
        return true;
    }

    const Value& root_;
    std::unordered_map<const Value*, State> states_;
};

}  // namespace

bool refers_to_itself(const Value& root) {
    return CycleSearch(root).found_below(root);
}

}  // namespace hexameter::detail
