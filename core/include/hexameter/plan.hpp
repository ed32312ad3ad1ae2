// What a run would do, told without doing it.
//
// Threads: any; a RunPlan is a value. What comes back is the caller's, but for estimate_rule(),
// which lives as long as the program. There are no errors.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hexameter/record.hpp"
#include "hexameter/report.hpp"

namespace hexameter {

// From what is known before the start: the prompt's length and max_tokens. No promise.
struct CostEstimate {
    double least = 0;            // the prompts alone
    std::optional<double> most;  // with answers of max_tokens each; absent where that is not set
};

struct ModelPlan {
    std::string model;  // label
    std::string provider;
    std::string address;               // of its server; "": it has none
    std::uint64_t warmups = 0;         // requests
    std::uint64_t measured = 0;        // requests; of a run that goes on those that are left
    std::string first_prompt;          // as it would be sent, the last message of the user
    std::uint64_t prompt_bytes = 0;    // text of all those requests; 0 where it was not looked at
    std::optional<CostEstimate> cost;  // absent: it has no price
};

struct RunPlan {
    RunHeader header;  // without id, start and host
    std::vector<ModelPlan> models;
    // Prompts were looked at for a second only: those of the other samples count as the mean of
    // these.
    std::uint64_t samples_looked_at = 0;
    std::string currency;              // of the estimates; "": no prices
    std::optional<CostEstimate> cost;  // of all models; absent unless each has a price

    [[nodiscard]] std::uint64_t requests() const {
        std::uint64_t sum = 0;
        for (const auto& model : models) sum += model.warmups + model.measured;
        return sum;
    }
};

// How the estimates come about, in a sentence.
[[nodiscard]] std::string_view estimate_rule();

// table: for people; json and jsonl: everything in one object; csv and markdown: a row per model.
[[nodiscard]] std::string render_plan(const RunPlan& plan, ReportFormat format,
                                      const ReportOptions& options);

}  // namespace hexameter
