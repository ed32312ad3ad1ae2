// The records in a journal's frames, with what could not be read put into sentences.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hexameter/record.hpp"
#include "store/journal.hpp"

namespace hexameter::detail {

// The record of a frame, or nothing and a sentence more in `damage`.
[[nodiscard]] std::optional<RunHeader> header_in(const Frame& frame,
                                                 std::vector<std::string>& damage);
[[nodiscard]] std::optional<RunSummary> summary_in(const Frame& frame,
                                                   std::vector<std::string>& damage);

// Says so when a header tells of another run than `id`, in whose folder its journal lies; else "".
[[nodiscard]] std::string foreign_words(const RunHeader& header, const std::string& id);

// A header for a run whose own cannot be read: its id, the start that the id tells and the
// metrics of the host. No engine_version marks it. Models come from its iterations (add_model).
[[nodiscard]] RunHeader stand_in_header(const std::string& id);
void add_model(RunHeader& header, const std::string& label);

// The whole run, as History::read gives it. ErrorCode::not_found when there is no journal, io when
// nothing in it can be read.
[[nodiscard]] Result<RunRecord> read_run(const std::filesystem::path& journal,
                                         const std::string& id);

}  // namespace hexameter::detail
