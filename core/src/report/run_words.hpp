// Sentences of a run that tables and Markdown share. All of it is valid UTF-8 on one line.
#pragma once

#include <string>
#include <vector>

#include "hexameter/record.hpp"

namespace hexameter::detail {

// Whether it is the run's own: one that stands in for a lost header has only defaults as settings.
[[nodiscard]] bool is_known(const RunHeader& header);

// "20261121-083012-7f3a  demo  2026-11-21T08:30:12Z  complete  engine 0.1.0"
[[nodiscard]] std::string identity_words(const RunRecord& run);

// "text: 2 models in parallel, 5 iterations and 1 warm-up each, 1 in flight, seed 7";
// "settings not known" without its header.
[[nodiscard]] std::string plan_words(const RunHeader& header);

// "data: questions.jsonl, 12 samples; parameters: temperature 0, seed 7; for swift: temperature 1";
// "" without its header.
[[nodiscard]] std::string setting_words(const RunHeader& header);

// When it was taken up again, and what that means for its numbers; "" when it never was.
[[nodiscard]] std::string resumed_words(const RunHeader& header);

// "exact_match by exact_match 0.2.0 (before: 0.1.0), rescored at 2026-11-21T09:48:54.019Z", of each
// metric plugin that was asked again the last time; then what was measured after that.
[[nodiscard]] std::vector<std::string> rescored_words(const RunHeader& header);

// Of the plugin that gave the values of the metric; the engine's of those that the host measures;
// "" where that is not known.
[[nodiscard]] std::string version_of(const RunHeader& header, const MetricDefinition& metric);

// "swift (simulated)"; the name alone where no provider is known.
[[nodiscard]] std::string heading_words(const ModelSummary& model);

// "5 ok, 1 failed, 1 warm-up, 45.2 tokens/s"
[[nodiscard]] std::string count_words(const ModelSummary& model);

// "Interrupted: its process was killed, or could not write its end; 37 of 100 iterations are here";
// "" when all are.
[[nodiscard]] std::string completeness_words(const RunRecord& run);

// "2 x transport: connection refused (and 1 of the warm-ups)", most frequent first; a few of them,
// as note_words has them. Those of warm-ups without what is told of the others.
[[nodiscard]] std::vector<std::string> failure_words(const ModelSummary& model, bool of_warmups);

// What the measured iterations of a model have to say, most frequent first; a few of them, then how
// many more there are.
[[nodiscard]] std::vector<std::string> note_words(const ModelSummary& model);

[[nodiscard]] std::string parallel_words(const RunRecord& run);

// Records of the run that could not be read.
[[nodiscard]] std::vector<std::string> damage_words(const RunRecord& run);

// client_limited and its rule first.
[[nodiscard]] std::vector<std::string> instrument_words(const RunSummary& summary);

}  // namespace hexameter::detail
