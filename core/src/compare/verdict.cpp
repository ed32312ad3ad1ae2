// 1. The tests of all metrics with a better direction, of all models, are one family: Holm's
//    correction keeps the chance of any false winner at alpha. A metric without a direction has no
//    winner, and its p stays as it is; what never varies, or has too few values to differ, cannot
//    be a false winner and takes no part.
// 2. Not shown is not absent: "no difference" needs a sample that would have shown one of the
//    margin with the usual power at the first step of the correction, alpha / tests. A smaller
//    sample is inconclusive, and the row says how many iterations it lacks.
// 3. A difference of times that is shown, and lies below what runs drift by with all of its
//    interval, has no winner: enough iterations show any drift.
// 4. A winner takes the test and the interval: of many values that are ties of a coarse clock, or
//    that outliers pull, the test may show what is no difference of typical values.
// 5. Which side is higher is said by what is tested: ranks, as means may be pulled by outliers, or
//    the mean of the differences of pairs.
#include "compare/verdict.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "stats/holm.hpp"
#include "stats/number_words.hpp"
#include "stats/paired_test.hpp"
#include "stats/rank_test.hpp"

namespace hexameter {
namespace detail {
namespace {

using Outcome = Comparison::Outcome;

// Two digits, rounded up: the estimate is no better.
std::string about(double count) {
    const double unit = count < 100 ? 1 : std::pow(10, std::floor(std::log10(count)) - 1);
    return fmt::format("{:.0f}", std::ceil(count / unit) * unit);
}

double least_p(const Comparison& row) {
    return row.paired ? paired_test_least_p(row.tested_a)
                      : rank_test_least_p(row.tested_a, row.tested_b);
}

std::uint64_t least_values(const Comparison& row, double alpha) {
    return row.paired ? paired_test_pairs_needed(alpha) : rank_test_samples_needed(alpha);
}

std::string side_words(const Comparison& row, bool a_lower) {
    if (row.direction == Direction::info) return a_lower ? "A lower" : "A higher";
    return row.winner == Comparison::Winner::a ? "A better" : "A worse";
}

std::string too_few_advice(const Comparison& row, double alpha, std::size_t tests) {
    const auto among = tests > 1 ? fmt::format(" in one of {} tests", tests) : "";
    const auto least = least_values(row, alpha);
    if (row.paired)
        return fmt::format("{} samples cannot show a difference{}; take at least {}", row.tested_a,
                           among, least);
    return fmt::format("n={} and {}{} cannot show a difference{}; {} at least {} each",
                       row.tested_a, row.tested_b, row.by_sample ? " samples" : "", among,
                       row.by_sample ? "take" : "run", least);
}

std::string different_advice(const Comparison& row) {
    if (row.typical && row.difference && row.typical->estimate * *row.difference < 0)
        return fmt::format("typically {}; outliers pull the means the other way",
                           interval_words(row.typical->interval));
    if (!row.iterations_needed) return {};
    return fmt::format("to show a difference of {} takes about {} {}",
                       percent_words(row.typical->estimate),
                       about(static_cast<double>(*row.iterations_needed)), tested_words(row));
}

std::string inconclusive_advice(const Comparison& row) {
    if (row.b.mean <= 0) return "no relative difference against a mean of 0 or below";
    if (!row.typical) return "no relative difference against a mean that may be 0";
    if (!row.detectable) return {};
    if (!row.iterations_needed)
        return fmt::format("over {:.0f} million {} would show a difference of {}",
                           most_iterations / 1e6, tested_words(row), percent_words(row.margin));
    const auto more = static_cast<double>(*row.iterations_needed) -
                      static_cast<double>(std::min(row.tested_a, row.tested_b));
    return fmt::format("about {} more {} would show a difference of {}", about(std::max(1.0, more)),
                       tested_words(row), percent_words(row.margin));
}

void need(Comparison& row, const Evidence& of, double difference, double alpha) {
    if (!of.difference || difference == 0) return;
    const double needed = std::max(of.difference->needed(difference, alpha),
                                   static_cast<double>(least_values(row, alpha)));
    if (needed <= most_iterations) row.iterations_needed = static_cast<std::uint64_t>(needed);
}

// Below which a difference of times is one of any two runs of the same server.
double least_of(const Comparison& row) {
    return std::min(drift_of_runs, row.margin);
}

bool is_drift(const Comparison& row) {
    if (!row.typical || !is_time(row)) return false;
    const auto& [low, high] = row.typical->interval;
    return low > -least_of(row) && high < least_of(row);
}

void call_drift(Comparison& row, double p) {
    row.outcome = Outcome::drift;
    row.verdict = "no difference (drift)";
    row.advice = fmt::format("{}, {}: below {}, by which runs drift", p_words(p),
                             interval_words(row.typical->interval), percent_words(least_of(row)));
}

// Does the interval lie on the side that the test names? Without one the test alone decides.
bool agrees(const Comparison& row, const Evidence& of) {
    if (!row.typical) return true;
    return of.a_lower ? row.typical->interval.high < 0 : row.typical->interval.low > 0;
}

void call_contradicted(Comparison& row, double p) {
    row.outcome = Outcome::inconclusive;
    row.verdict = "inconclusive (test and interval disagree)";
    row.advice =
        fmt::format("the test shows a difference ({}), the interval {} does not show that side",
                    p_words(p), interval_words(row.typical->interval));
}

void call_different(Comparison& row, const Evidence& of, double p, double alpha) {
    row.outcome = Outcome::different;
    if (row.direction != Direction::info)
        row.winner = of.a_lower == (row.direction == Direction::lower_is_better)
                         ? Comparison::Winner::a
                         : Comparison::Winner::b;
    if (row.typical) need(row, of, row.typical->estimate, alpha);
    row.verdict = fmt::format("{}, {}", side_words(row, of.a_lower), p_words(p));
    row.advice = different_advice(row);
}

// `alpha` is that of the first step where the row is one of several tests.
void conclude(Comparison& row, const Evidence& of, double alpha, std::size_t tests) {
    if (of.difference)
        if (const double least = of.difference->detectable(alpha); std::isfinite(least))
            row.detectable = least;
    const double p = row.p_corrected.value_or(row.p_value.value_or(1));
    if (row.p_value && p < test_alpha) {
        if (is_drift(row))
            call_drift(row, p);
        else if (!agrees(row, of))
            call_contradicted(row, p);
        else
            call_different(row, of, p, alpha);
    } else if (!row.p_value || least_p(row) > alpha) {
        row.detectable.reset();
        row.verdict = "too few";
        row.advice = too_few_advice(row, alpha, tests);
    } else if (row.detectable && *row.detectable <= row.margin) {
        row.outcome = Outcome::no_difference;
        need(row, of, row.margin, alpha);
        row.verdict = fmt::format("no difference shown ({})", p_words(p));
        row.advice = fmt::format("a typical one of {} would most likely show",
                                 percent_words(*row.detectable));
    } else {
        row.outcome = Outcome::inconclusive;
        need(row, of, row.margin, alpha);
        row.verdict = fmt::format("inconclusive ({})", p_words(p));
        row.advice = inconclusive_advice(row);
    }
}

}  // namespace

bool is_time(const Comparison& row) {
    return row.unit == "ns" || row.unit.ends_with("/s");
}

std::string_view tested_words(const Comparison& row) {
    if (!row.by_sample) return "iterations in each run";
    return row.paired ? "samples" : "samples in each run";
}

void judge(std::vector<Comparison>& rows, const std::vector<Evidence>& evidence) {
    std::vector<double> p_values;
    std::size_t tests = 0;  // with those that more iterations would add
    for (const auto& row : rows) {
        if (row.outcome != Outcome::too_few || row.direction == Direction::info) continue;
        ++tests;
        if (row.p_value) p_values.push_back(*row.p_value);
    }
    const auto corrected = holm(p_values);
    auto next = corrected.begin();
    for (std::size_t i = 0; i < rows.size(); ++i) {
        Comparison& row = rows[i];
        if (row.outcome != Outcome::too_few) continue;
        const bool one_of_many = row.direction != Direction::info;
        if (one_of_many && row.p_value) row.p_corrected = *next++;
        const std::size_t family = one_of_many ? tests : 1;
        conclude(row, evidence[i], test_alpha / static_cast<double>(family), family);
    }
}

}  // namespace detail

std::string_view to_string(DifferenceBy by) {
    switch (by) {
        case DifferenceBy::ranks:
            return "hodges_lehmann";
        case DifferenceBy::means:
            return "fieller";
        case DifferenceBy::shares:
            return "wilson";
        case DifferenceBy::pairs:
            return "paired_t";
        case DifferenceBy::resampled_pairs:
            break;
    }
    return "paired_bootstrap";
}

std::string_view to_string(TestedBy by) {
    switch (by) {
        case TestedBy::ranks:
            return "mann_whitney";
        case TestedBy::shares:
            return "fisher_exact";
        case TestedBy::signs:
            return "paired_permutation";
        case TestedBy::students_t:
            break;
    }
    return "paired_t";
}

std::string_view to_string(Comparison::Outcome outcome) {
    switch (outcome) {
        case Comparison::Outcome::not_compared:
            return "not_compared";
        case Comparison::Outcome::nothing:
            return "nothing";
        case Comparison::Outcome::too_few:
            return "too_few";
        case Comparison::Outcome::same:
            return "same";
        case Comparison::Outcome::different:
            return "different";
        case Comparison::Outcome::drift:
            return "drift";
        case Comparison::Outcome::no_difference:
            return "no_difference";
        case Comparison::Outcome::inconclusive:
            break;
    }
    return "inconclusive";
}

bool is_regression(const Comparison& row, double limit) {
    if (row.outcome == Comparison::Outcome::nothing)
        return row.direction != Direction::info && row.a.n == 0 && row.b.n > 0;
    if (row.winner != Comparison::Winner::b) return false;
    const auto change = row.typical ? std::optional(row.typical->estimate) : row.difference;
    if (!change) return true;
    return (row.direction == Direction::lower_is_better ? *change : -*change) > limit;
}

}  // namespace hexameter
