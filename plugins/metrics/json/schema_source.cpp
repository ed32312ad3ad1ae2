// Invariants:
// 1. Members are renamed in place and none is added or taken out, so that the address of a schema
//    names it throughout.
// 2. Every schema that a reference can lead to has been visited: one that leads elsewhere is
//    refused.
#include "schema_source.hpp"

#include <rapidjson/pointer.h>

#include <string>
#include <unordered_map>
#include <vector>

namespace hexameter::json_metric {
namespace {

using plugin_json::Value;

[[noreturn]] void refuse(const std::string& what) {
    throw sdk::Error(sdk::Status::config, "the schema cannot be used: " + what);
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
    for (const std::string_view one : words) {
        if (word == one) {
            return true;
        }
    }
    return false;
}

class Preparation {
  public:
    explicit Preparation(plugin_json::Document& root) : root_(root) {}

    void run() {
        visit(root_, "", 0);
        for (const auto& [reference, place] : references_) {
            target_of(*reference, place);
        }
        for (const auto& [schema, state] : std::unordered_map(states_)) {
            if (circles_back(*schema)) {
                refuse("it refers to itself in a circle");
            }
        }
    }

  private:
    enum class State { new_one, open, done };

    void visit(Value& schema, const std::string& place, int depth) {
        if (depth > plugin_json::deepest_nest) {
            refuse("it is nested deeper than " + std::to_string(plugin_json::deepest_nest) +
                   " levels");
        }
        if (!schema.IsObject()) {
            return;
        }
        states_.emplace(&schema, State::new_one);
        // By index: clang 14 finds the comparison of RapidJSON's iterators ambiguous.
        for (rapidjson::SizeType i = 0; i < schema.MemberCount(); ++i) {
            auto& member = *(schema.MemberBegin() + static_cast<int>(i));
            visit_member(member.name, member.value, place, depth);
        }
    }

    void visit_member(Value& name, Value& value, const std::string& place, int depth) {
        const std::string keyword(plugin_json::text_of(name));
        const std::string below = place + "/" + keyword;
        if (keyword == "pattern" && value.IsString()) {
            name.SetString(rapidjson::StringRef(pattern_keyword));
        } else if (keyword == "format") {
            name.SetString("x-hexameter-format");
        } else if (keyword == "patternProperties") {
            refuse(below + " is not supported; name the members under \"properties\"");
        } else if (keyword == "$ref" && value.IsString()) {
            references_.emplace_back(&value, below);
        } else if (is_one_of(keyword, {"properties", "definitions", "$defs", "dependencies"})) {
            for_each_member(value, below, depth);
        } else if (is_one_of(keyword, {"allOf", "anyOf", "oneOf", "items", "additionalItems",
                                       "additionalProperties", "contains", "propertyNames", "not",
                                       "if", "then", "else"})) {
            visit_one_or_all(value, below, depth);
        }
    }

    void for_each_member(Value& schemas, const std::string& place, int depth) {
        if (!schemas.IsObject()) {
            return;
        }
        for (rapidjson::SizeType i = 0; i < schemas.MemberCount(); ++i) {
            auto& member = *(schemas.MemberBegin() + static_cast<int>(i));
            visit(member.value, place + "/" + std::string(plugin_json::text_of(member.name)),
                  depth + 1);
        }
    }

    void visit_one_or_all(Value& value, const std::string& place, int depth) {
        if (!value.IsArray()) {
            return visit(value, place, depth + 1);
        }
        for (rapidjson::SizeType i = 0; i < value.Size(); ++i) {
            visit(value[i], place + "/" + std::to_string(i), depth + 1);
        }
    }

    const Value* target_of(const Value& reference, const std::string& place) {
        const std::string_view text = plugin_json::text_of(reference);
        const rapidjson::Pointer pointer(text.data(), text.size());
        const Value* target =
            text.starts_with('#') && pointer.IsValid() ? pointer.Get(root_) : nullptr;
        if (target == nullptr || (target->IsObject() && !states_.contains(target))) {
            refuse(place + " leads to \"" + std::string(text) +
                   "\", which is no schema in it; write it as \"#/definitions/NAME\"");
        }
        return target;
    }

    // Steps that stay at one place of the document.
    bool circles_back(const Value& schema) {
        if (!schema.IsObject()) {
            return false;
        }
        State& state = states_[&schema];
        if (state != State::new_one) {
            return state == State::open;
        }
        state = State::open;
        const bool found = circles_back_in_steps(schema);
        states_[&schema] = State::done;
        return found;
    }

    bool circles_back_in_steps(const Value& schema) {
        if (const Value* reference = plugin_json::find(schema, {"$ref"});
            reference != nullptr && reference->IsString()) {
            return circles_back(*target_of(*reference, "$ref"));
        }
        for (const char* keyword : {"not", "if", "then", "else", "allOf", "anyOf", "oneOf"}) {
            const Value* step = plugin_json::find(schema, {keyword});
            if (step == nullptr) {
                continue;
            }
            if (!step->IsArray()) {
                if (circles_back(*step)) {
                    return true;
                }
                continue;
            }
            for (const Value& branch : step->GetArray()) {
                if (circles_back(branch)) {
                    return true;
                }
            }
        }
        return false;
    }

    plugin_json::Document& root_;
    std::unordered_map<const Value*, State> states_;
    std::vector<std::pair<const Value*, std::string>> references_;
};

}  // namespace

void prepare_schema(plugin_json::Document& schema) {
    Preparation(schema).run();
}

}  // namespace hexameter::json_metric
