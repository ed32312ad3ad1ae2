// The records in a journal's frames, with what could not be read put into sentences.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
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
[[nodiscard]] bool is_stand_in(const RunHeader& header);
void add_model(RunHeader& header, const std::string& label);

// Tells which records of a journal are the run's, with O(1) memory: those behind a header of
// another run are not, nor is an iteration whose number does not follow on those before it, as in a
// journal that holds its records twice. Frames are asked about in the order of the file.
class OwnRecords {
  public:
    explicit OwnRecords(std::string id) : id_(std::move(id)) {}  // the run in whose folder it lies

    // Whether this is the header of the run: the first one, be it that of the run or of another.
    [[nodiscard]] bool takes_header(const RunHeader& header);
    [[nodiscard]] bool takes_iteration(std::uint64_t seq);

    // Whether the frames that follow are of another run.
    [[nodiscard]] bool elsewhere() const { return elsewhere_; }

    // What was left out, once all frames were asked about.
    [[nodiscard]] std::vector<std::string> damage() const;

  private:
    std::string id_;
    bool begun_ = false;   // a record was taken: the journal is that of id_
    bool header_ = false;  // was taken
    bool elsewhere_ = false;
    std::uint64_t last_seq_ = 0;
    std::uint64_t again_ = 0;
    std::string other_;  // whose records were left out
};

// How the message of a run begins of which nothing can be read; advice follows.
inline constexpr std::string_view nothing_readable = "nothing in it can be read";

// The whole run, as History::read gives it. ErrorCode::not_found when there is no journal, io when
// nothing in it can be read. `locked_by_us`: whoever holds its lock is no living run.
[[nodiscard]] Result<RunRecord> read_run(const std::filesystem::path& journal,
                                         const std::string& id, bool locked_by_us = false);

}  // namespace hexameter::detail
