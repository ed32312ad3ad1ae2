// What is taken out of an answer before it is scored: steps, one after another, named as those of
// lm-evaluation-harness where they do the same.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "support/json/json.hpp"

namespace hexameter::text {

struct Filtered {
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

    // Whether only the first choice is scored.
    [[nodiscard]] bool take_first() const { return take_first_; }

    // Where a step finds nothing the text is that step's fallback, and no later step is taken.
    // Throws Error(limit) for a pattern that takes too long.
    [[nodiscard]] Filtered operator()(std::string_view answer) const;

  private:
    struct Step {
        std::string name;
        bool extracts;
        std::string fallback;
        std::function<std::optional<std::string>(const std::string&)> take;
    };

    void add(const plugin_json::Value& step);
    void add_named(std::string_view function, const plugin_json::Value& options);

    std::vector<Step> steps_;
    bool take_first_ = false;
};

}  // namespace hexameter::text
