// Makes the journal of a run anew, record by record, and puts it into the place of the old one in
// one step: whatever ends the process meanwhile, one of the two is there whole.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "hexameter/record.hpp"

namespace hexameter::detail {

// Behind the name of a journal: the one that is about to take its place.
inline constexpr std::string_view rewritten_mark = ".new";

// What becomes of the records. An Error ends the rewriting, and the journal stays as it was.
struct Rewriting {
    std::function<Status(RunHeader&)> header;           // null: stays; once, before the others
    std::function<Status(IterationRecord&)> iteration;  // null: stays; in order
    std::function<Status()> last;                       // null: nothing; when all are there
    // Where the old journal goes, in the folder of the run; empty: it is gone.
    std::string keep_old_as;
};

// A name for the journal of a damaged run that nothing in its folder has yet: `keep_old_as`.
[[nodiscard]] std::string name_for_the_damaged(const std::filesystem::path& journal);

// The figures of the models are made anew; status, instrument and duration stay. Moments at which
// the run was resumed stay too. Returns what could not be read of the old journal, and is not in
// the new one, a sentence each. ErrorCode::config while the run goes on. The index is brought up to
// date.
[[nodiscard]] Result<std::vector<std::string>> rewrite_run(const std::filesystem::path& home,
                                                           const std::string& id,
                                                           const Rewriting& rewriting);

// What rewrite_run would make of the run, in a journal without a name: nothing in a home is
// touched.
[[nodiscard]] Result<RunRecord> rewritten(const RunRecord& run, const Rewriting& rewriting);

}  // namespace hexameter::detail
