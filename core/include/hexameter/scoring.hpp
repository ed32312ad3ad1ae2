// Scoring answers with a metric plugin, without a run: texts that are there already against what
// they should be.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hexameter/error.hpp"
#include "hexameter/metric.hpp"
#include "hexameter/plugins.hpp"
#include "hexameter/report.hpp"

namespace hexameter {

// Text or bytes with a name. Owns them.
struct ScoredPart {
    std::string bytes;
    std::string mime;
    std::string name;
    std::string meta_json;
    std::uint32_t choice = 0;  // which answer of several to one request
    std::uint32_t flags = 0;   // HXM_PART_*
};

// One question to a metric.
struct ScoringPair {
    std::string id;                      // its name in results
    std::string sample_json = "{}";      // what else the metric may look at
    std::vector<ScoredPart> candidates;  // the choices of one answer; none: there is no answer
    std::vector<ScoredPart> references;  // each of them right; none: nothing is known
};

// What a metric says of a pair.
struct PairScore {
    std::string id;
    MetricValues values;             // none: not scored, and the notes say why
    std::vector<std::string> notes;  // a sentence each
    bool failed = false;             // the metric gave an error, or a value that is none
};

namespace detail {
class Instance;
class Registry;
}  // namespace detail

// A metric plugin, created with a configuration. One thread at a time; must not outlive its engine.
class MetricScorer {
  public:
    // Engine::metric makes it. `config_json`: as the plugin got it, its defaults in it.
    MetricScorer(std::unique_ptr<detail::Instance> instance, std::string config_json);
    ~MetricScorer();
    MetricScorer(MetricScorer&& other) noexcept;
    MetricScorer& operator=(MetricScorer&& other) noexcept;

    [[nodiscard]] const PluginInfo& plugin() const;

    [[nodiscard]] const std::string& config_json() const { return config_json_; }

    // `seed`: of the random numbers that a metric may ask for.
    [[nodiscard]] PairScore score(const ScoringPair& pair, std::uint64_t seed = 0) const;

  private:
    std::unique_ptr<detail::Instance> instance_;
    std::string config_json_;
};

// One metric over all pairs that have a value of it.
struct ScoreFigure {
    MetricDefinition definition;
    std::string label;            // "" or a variant such as "k=5"
    std::optional<double> value;  // as definition.aggregate says; absent where that is none
    Distribution distribution;
};

// All that a metric says of many pairs.
struct ScoreReport {
    PluginInfo plugin;
    std::string config_json;
    std::vector<ScoreFigure> figures;  // in the order of the plugin's manifest
    std::vector<PairScore> pairs;      // in the order in which they came

    [[nodiscard]] std::uint64_t scored() const;  // pairs that have a value
    [[nodiscard]] std::uint64_t failed() const;
};

// Each pair in turn, on the caller's thread. A pair on which the metric fails is in the report.
[[nodiscard]] ScoreReport score_pairs(const MetricScorer& scorer,
                                      const std::vector<ScoringPair>& pairs);

// A file of candidates or references. `file` "-" is standard input. `format`: "text", an answer a
// line; "jsonl", a JSON value a line (docs/scoring.md); "" = jsonl where the name ends in .jsonl or
// .ndjson, else text, which is refused where each line is an object as of JSON Lines.
struct ScoringFile {
    std::filesystem::path file;
    std::string format;
};

// Line i of the one with line i of the other; without a file of references no pair has any. Rows of
// a run, of one model, have the reference of their sample. The error names file and line, or both
// numbers of lines where they differ. Thread: any.
[[nodiscard]] Result<std::vector<ScoringPair>> load_pairs(
    const ScoringFile& candidates, const std::optional<ScoringFile>& references);

// table and markdown: the figures, and which pairs were not scored; json: everything; jsonl and
// csv: a row for each pair. Thread: any.
[[nodiscard]] std::string render_scores(const ScoreReport& report, ReportFormat format,
                                        const ReportOptions& options);

}  // namespace hexameter
