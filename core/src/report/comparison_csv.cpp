#include "report/comparison_words.hpp"
#include "report/csv_out.hpp"
#include "report/renderers.hpp"

namespace hexameter::detail {
namespace {

void add_titles(std::vector<std::string>& titles, const std::string& side) {
    for (const char* name : {"n", "mean", "stddev", "min", "max", "median", "p90", "p95", "p99"})
        titles.push_back(std::string(name) + "_" + side);
}

void add_fields(std::vector<std::string>& fields, const Distribution& d) {
    fields.push_back(std::to_string(d.n));
    for (const double value : {d.mean, d.stddev, d.min, d.max, d.median})
        fields.push_back(d.n == 0 ? "" : csv_number(value));
    for (const int key : {900, 950, 990}) {
        const auto found = d.percentiles.find(key);
        fields.push_back(found == d.percentiles.end() ? "" : csv_number(found->second));
    }
}

void add_evidence(std::vector<std::string>& fields, const Comparison& row) {
    fields.push_back(csv_number(row.difference));
    if (row.typical) {
        const auto& [estimate, interval, by] = *row.typical;
        for (const double value : {estimate, interval.low, interval.high})
            fields.push_back(csv_number(value));
        fields.emplace_back(to_string(by));
    } else {
        fields.insert(fields.end(), 4, "");
    }
    fields.push_back(csv_number(row.a_greater));
    fields.push_back(row.effect);
    fields.emplace_back(test_word(row));
    fields.emplace_back(tested_by_word(row));
    for (const auto& value : {row.p_value, row.p_corrected, row.detectable})
        fields.push_back(csv_number(value));
    fields.push_back(row.iterations_needed ? std::to_string(*row.iterations_needed) : "");
    fields.emplace_back(to_string(row.outcome));
}

}  // namespace

std::string render_comparison_csv(const ComparedRuns& runs) {
    std::vector<std::string> titles{"run_a", "run_b", "model", "metric", "label", "unit"};
    add_titles(titles, "a");
    add_titles(titles, "b");
    titles.insert(
        titles.end(),
        {"difference", "typical", "typical_low", "typical_high", "typical_by", "a_greater",
         "effect", "test", "tested_by", "p_value", "p_corrected", "detectable", "iterations_needed",
         "outcome", "winner", "verdict", "advice", "runs_differ_in", "runs_may_differ_in"});
    std::string differ;
    std::string may_differ;
    for (const auto& one : runs.differences) {
        auto& fields = one.known ? differ : may_differ;
        fields += (fields.empty() ? "" : "; ") + one.field;
    }
    std::string text = csv_line(titles);
    for (const auto& row : runs.rows) {
        std::vector<std::string> fields{runs.a.header.id, runs.b.header.id, row.model,
                                        row.metric,       row.label,        row.unit};
        add_fields(fields, row.a);
        add_fields(fields, row.b);
        add_evidence(fields, row);
        fields.push_back(row.winner == Comparison::Winner::none ? "" : winner_word(row));
        fields.push_back(row.verdict);
        fields.push_back(row.advice);
        fields.push_back(differ);
        fields.push_back(may_differ);
        text += csv_line(fields);
    }
    return text;
}

}  // namespace hexameter::detail
