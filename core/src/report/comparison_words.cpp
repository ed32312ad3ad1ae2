#include "report/comparison_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "compare/pairs.hpp"
#include "compare/verdict.hpp"
#include "report/metric_rows.hpp"
#include "report/printable.hpp"
#include "report/run_words.hpp"
#include "report/units.hpp"
#include "stats/number_words.hpp"

namespace hexameter::detail {
namespace {

int place_of(const ComparedRuns& runs, const Comparison& row) {
    const auto& of_a = runs.a.header.metrics;
    const bool known = find_definition(of_a, row.metric) != nullptr;
    return table_place(known ? of_a : runs.b.header.metrics, row.metric);
}

bool repeats(const ComparedRuns& runs, const Comparison& row) {
    return repeats_ttft(row, runs.rows, [](const Comparison& x, const Comparison& y) {
        return x.model == y.model && x.a.n == y.a.n && x.a.mean == y.a.mean && x.b.n == y.b.n &&
               x.b.mean == y.b.mean;
    });
}

// In the order of the models, then of tables.
std::vector<const Comparison*> shown_rows(const ComparedRuns& runs) {
    std::vector<const Comparison*> shown;
    for (auto group = runs.rows.begin(); group != runs.rows.end();) {
        const auto end = std::find_if(group, runs.rows.end(), [group](const Comparison& row) {
            return row.model != group->model;
        });
        const auto first = shown.size();
        std::for_each(group, end, [&](const Comparison& row) {
            if (place_of(runs, row) >= 0 && !repeats(runs, row)) shown.push_back(&row);
        });
        std::stable_sort(shown.begin() + static_cast<std::ptrdiff_t>(first), shown.end(),
                         [&runs](const Comparison* x, const Comparison* y) {
                             return place_of(runs, *x) < place_of(runs, *y);
                         });
        group = end;
    }
    return shown;
}

// One for both runs and all models.
RowUnit unit_of(const ComparedRuns& runs, const Comparison& row) {
    std::vector<double> means;
    for (const auto& one : runs.rows)
        if (one.metric == row.metric)
            for (const auto* side : {&one.a, &one.b})
                if (side->n > 0) means.push_back(side->mean);
    return shared_unit(row.unit, means);
}

// "ttft 140, total 210": of the rows of one model with that outcome.
template <class Words>
std::string listed(const std::vector<const Comparison*>& rows, const std::string& model,
                   Comparison::Outcome outcome, const Words& words) {
    std::string list;
    for (const Comparison* row : rows) {
        if (row->model != model || row->outcome != outcome) continue;
        const std::string text = words(*row);
        if (!text.empty())
            list += fmt::format("{}{} {}", list.empty() ? "" : ", ",
                                printable(metric_name(row->metric, row->label)), text);
    }
    return list;
}

std::string needed_words(const Comparison& row) {
    return fmt::format("{}{}", *row.iterations_needed, row.by_sample ? " samples" : "");
}

// What follows from the verdicts of one model.
void add_needs(std::vector<std::string>& notes, const std::vector<const Comparison*>& rows,
               const std::string& model) {
    const auto add = [&](Comparison::Outcome outcome, const std::string& head, const auto& words) {
        if (const auto list = listed(rows, model, outcome, words); !list.empty())
            notes.push_back(fmt::format("{}: {}: {}", printable(model), head, list));
    };
    using Outcome = Comparison::Outcome;
    add(Outcome::different, "to show what differs takes about so many iterations in each run",
        [](const Comparison& row) {
            if (!row.iterations_needed) return std::string();
            return fmt::format("{} ({})", needed_words(row), percent_words(row.typical->estimate));
        });
    add(Outcome::no_difference, "smallest typical difference that would most likely show",
        [](const Comparison& row) { return percent_words(row.detectable.value_or(0)); });
    const double margin = rows.front()->margin;
    add(Outcome::inconclusive,
        fmt::format("inconclusive: to show a difference of {} takes about so many iterations in "
                    "each run",
                    percent_words(margin)),
        [](const Comparison& row) {
            if (row.iterations_needed) return needed_words(row);
            if (row.detectable) return fmt::format("over {:.0f} million", most_iterations / 1e6);
            return fmt::format("not known{}",
                               row.b.mean <= 0 ? " against a mean of 0 or below" : "");
        });
}

// How scores of the same samples were tested, and what their intervals are.
void add_pairing(std::vector<std::string>& notes, const std::vector<const Comparison*>& rows) {
    bool by_signs = false;
    bool by_t = false;
    bool resampled = false;
    bool students = false;
    for (const Comparison* row : rows) {
        if (!row->paired) continue;
        by_signs = by_signs || row->test == TestedBy::signs;
        by_t = by_t || row->test == TestedBy::students_t;
        if (!row->typical) continue;
        resampled = resampled || row->typical->by == DifferenceBy::resampled_pairs;
        students = students || row->typical->by == DifferenceBy::pairs;
    }
    const auto either = [](bool first, const char* one, bool second, const char* other) {
        return fmt::format("{}{}{}", first ? one : "", first && second ? " or " : "",
                           second ? other : "");
    };
    auto note = fmt::format(
        "scores of the same samples are tested in pairs: one value per sample, by {}",
        either(by_signs, "a permutation test of the mean difference", by_t, "the paired t-test"));
    if (resampled || students)
        note += fmt::format("; their 95 % interval is {}",
                            either(resampled, "a bootstrap's", students, "Student's t's"));
    notes.push_back(std::move(note));
}

// How the tests were made, as far as any was.
void add_method(std::vector<std::string>& notes, const std::vector<const Comparison*>& rows) {
    bool shares = false;
    bool alone = false;
    bool interval = false;
    bool by_sample = false;
    bool paired = false;
    bool drift = false;
    bool gaps = false;
    for (const Comparison* row : rows) {
        shares = shares || row->test == TestedBy::shares;
        alone = alone || (row->p_value && !row->p_corrected);
        interval = interval || (row->typical && !row->paired);
        by_sample = by_sample || row->by_sample;
        paired = paired || row->paired;
        gaps = gaps || row->metric == "itl";
        drift = drift || row->outcome == Comparison::Outcome::drift;
    }
    notes.push_back(fmt::format(
        "difference = (mean A - mean B) / mean B; better and worse need p < 0.05 by the "
        "Mann-Whitney test{}, corrected for the number of tests (Holm), and a metric "
        "with a better direction",
        shares ? " (Fisher's exact one of two different values)" : ""));
    if (paired)
        add_pairing(notes, rows);
    else if (by_sample)
        notes.emplace_back("scores: the test takes one value per sample");
    if (drift)
        notes.push_back(fmt::format(
            "no difference (drift): the test shows one, but below {}, by which times of one "
            "server drift from run to run",
            percent_words(std::min(drift_of_runs, rows.front()->margin))));
    if (interval)
        notes.push_back(fmt::format(
            "95 %: interval of the typical difference: ratio of values that an outlier does not "
            "move (Hodges-Lehmann), of scores and counts ratio of means (Fieller){}",
            shares ? ", of those that are 0 or 1 ratio of shares (Wilson)" : ""));
    if (gaps)
        notes.emplace_back(
            "itl is tested by the mean gap of each answer, as gaps within one answer are not "
            "independent");
    if (alone)
        notes.emplace_back(
            "metrics without a better direction: p is not corrected, so that about 1 in 20 of "
            "those that are alike shows a difference by chance");
}

std::string compared_run(char side, const RunRecord& run, const RunRecord& other) {
    std::string words = fmt::format("{}: {}", side, identity_words(run));
    std::string alone;
    for (const auto& model : unpaired_models(run, other))
        alone += (alone.empty() ? "" : ", ") + printable(model);
    if (!alone.empty()) words += fmt::format("; only here, not compared: {}", alone);
    return words;
}

std::string paired_words(const ComparedRuns& runs) {
    const auto pairs = pair_models(runs.a, runs.b);
    if (pairs.size() == 1 && pairs.front().a != pairs.front().b)
        return fmt::format("paired, as each run has one model: {} (A) with {} (B)",
                           printable(pairs.front().a), printable(pairs.front().b));
    if (unpaired_models(runs.a, runs.b).empty() && unpaired_models(runs.b, runs.a).empty())
        return {};
    std::string names;
    for (const auto& pair : pairs) names += (names.empty() ? "" : ", ") + printable(pair.name);
    return "paired by label: " + (names.empty() ? "none" : names);
}

std::string side_words(const std::optional<std::string>& value) {
    constexpr int widest = 80;
    return value ? fit(printable(*value), widest) : "not set";
}

std::string unknown_words(const Difference& one) {
    const auto side = [](const std::optional<std::string>& value) {
        return value ? side_words(value) : "not known";
    };
    return fmt::format("may differ or not: {}: {} in A, {} in B", printable(one.field), side(one.a),
                       side(one.b));
}

}  // namespace

bool untested(const Comparison& row) {
    using Outcome = Comparison::Outcome;
    return row.outcome == Outcome::not_compared || row.outcome == Outcome::nothing ||
           row.outcome == Outcome::too_few;
}

std::string winner_word(const Comparison& row) {
    if (row.winner == Comparison::Winner::none) return "-";
    return row.winner == Comparison::Winner::a ? "A" : "B";
}

std::string_view test_word(const Comparison& row) {
    return row.p_value ? to_string(row.test) : "";
}

std::string_view tested_by_word(const Comparison& row) {
    return row.by_sample ? "sample" : "iteration";
}

std::vector<ComparisonRow> comparison_rows(const ComparedRuns& runs) {
    std::vector<ComparisonRow> rows;
    for (const Comparison* row : shown_rows(runs)) {
        const RowUnit unit = unit_of(runs, *row);
        const auto number = [&unit](const Distribution& d, double value) {
            return d.n == 0 ? "-" : number_text(value, unit);
        };
        rows.push_back({printable(row->model), printable(metric_name(row->metric, row->label)),
                        printable(unit.word), fmt::format("{}", row->a.n),
                        fmt::format("{}", row->b.n), number(row->a, row->a.mean),
                        number(row->b, row->b.mean), number(row->a, row->a.median),
                        number(row->b, row->b.median),
                        row->difference ? fmt::format("{:+.1f} %", *row->difference * 100) : "-",
                        row->typical ? detail::interval_words(row->typical->interval) : "-",
                        row->effect.empty() ? "-" : row->effect, winner_word(*row), row->verdict});
    }
    return rows;
}

std::vector<std::string> compared_words(const ComparedRuns& runs) {
    std::vector<std::string> lines{compared_run('A', runs.a, runs.b)};
    for (const auto& damage : damage_words(runs.a)) lines.push_back("damage in A: " + damage);
    lines.push_back(compared_run('B', runs.b, runs.a));
    for (const auto& damage : damage_words(runs.b)) lines.push_back("damage in B: " + damage);
    for (const auto& one : runs.differences)
        if (!one.known) lines.push_back(unknown_words(one));
    if (auto paired = paired_words(runs); !paired.empty()) lines.push_back(std::move(paired));
    return lines;
}

std::vector<std::string> difference_words(const ComparedRuns& runs) {
    std::vector<std::string> lines;
    bool all_known = true;
    for (const auto& one : runs.differences) {
        all_known = all_known && one.known;
        if (one.known)
            lines.push_back(fmt::format("{}: {} | {}", printable(one.field), side_words(one.a),
                                        side_words(one.b)));
    }
    if (lines.empty() && all_known)
        lines.emplace_back("nothing that is recorded (settings, data, versions)");
    return lines;
}

std::vector<std::string> comparison_notes(const ComparedRuns& runs) {
    std::vector<std::string> notes;
    if (runs.rows.empty()) {
        notes.emplace_back(pair_models(runs.a, runs.b).empty()
                               ? "nothing to compare: the runs share no model label; name the "
                                 "models alike, or compare runs of one model each"
                               : "nothing to compare: neither run measured anything");
        return notes;
    }
    const auto rows = shown_rows(runs);
    std::vector<std::string> models;
    std::vector<std::pair<std::string, std::vector<std::string>>> verdicts;  // and their metrics
    for (const Comparison* row : rows) {
        if (models.empty() || models.back() != row->model) models.push_back(row->model);
        if (!untested(*row)) continue;
        if (row->advice.empty()) continue;
        const auto words = row->verdict + ": " + row->advice;
        auto at = std::find_if(verdicts.begin(), verdicts.end(),
                               [&words](const auto& one) { return one.first == words; });
        if (at == verdicts.end()) at = verdicts.insert(at, {words, {}});
        auto& metrics = at->second;
        const auto name = printable(row->metric);
        if (std::find(metrics.begin(), metrics.end(), name) == metrics.end())
            metrics.push_back(name);
    }
    for (const auto& model : models) add_needs(notes, rows, model);
    for (const auto& [verdict, metrics] : verdicts)
        notes.push_back(fmt::format("{}: {}", fmt::join(metrics, ", "), verdict));
    add_method(notes, rows);
    return notes;
}

}  // namespace hexameter::detail

namespace hexameter {

std::string regression_text(const Comparison& row) {
    if (row.outcome == Comparison::Outcome::nothing) return row.verdict + ", and B did";
    const auto unit = detail::shared_unit(row.unit, {row.a.mean, row.b.mean});
    const auto by = row.typical ? fmt::format(", typically {:+.1f} %", row.typical->estimate * 100)
                    : row.difference ? fmt::format(", {:+.1f} %", *row.difference * 100)
                                     : "";
    return fmt::format("mean {} against {}{}{}{}: {}", detail::number_text(row.a.mean, unit),
                       detail::number_text(row.b.mean, unit), unit.word.empty() ? "" : " ",
                       detail::printable(unit.word), by, row.verdict);
}

}  // namespace hexameter
