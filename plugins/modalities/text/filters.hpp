// What is taken out of an answer before it is scored: steps, one after another, named as those of
// lm-evaluation-harness where they do the same.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "support/json/json.hpp"

namespace hexameter::text {

// One of an answer's choices on its way through the steps.
struct Choice {
    std::uint32_t number = 0;
    std::string text;
    std::string fault;  // which step found nothing to take; empty: none did
};

// Threads: any.
class Filters {
  public:
    // The member "filter" of a configuration: an array, or null for no steps. Throws Error(config)
    // that names the step by its number.
    explicit Filters(const plugin_json::Value* steps);

    // Whether a step may find nothing to take.
    [[nodiscard]] bool extract() const;

    // What is left of the choices, one at the least. Where a step finds nothing in a choice its
    // text is that step's fallback, and of later steps only those that choose among choices see it.
    // Throws Error(limit) for a pattern that takes too long.
    // `choices`: in their order, at least one.
    [[nodiscard]] std::vector<Choice> operator()(std::vector<Choice> choices) const;

  private:
    struct Step {
        std::string name;
        std::string fallback;
        bool extracts;
        std::function<std::optional<std::string>(const std::string&)> take;
        const Choice& (*choose)(const std::vector<Choice>&);  // not null: in place of `take`
    };

    void add(const plugin_json::Value& step);
    void add_named(std::string_view function, const plugin_json::Value& options);

    std::vector<Step> steps_;
};

}  // namespace hexameter::text
