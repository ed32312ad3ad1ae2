// Keeps one run while it goes on. Thread: one at a time.
#pragma once

#include <filesystem>
#include <memory>

#include "hexameter/record.hpp"

namespace hexameter::detail {

class RunWriter {
  public:
    // <home>/runs/<id>/journal.hxj; with an empty home a file without a name, which is gone with
    // the writer and what kept() gave. The id is one that make_run_id(home) gave; a run that is
    // there already is an error. Until the writer is destroyed the run counts as living.
    [[nodiscard]] static Result<std::unique_ptr<RunWriter>> create(
        const std::filesystem::path& home, const RunHeader& header);

    // Goes on with a run that is kept and was read, with these iterations; the last of
    // header.resumed says when and where.
    // ErrorCode::config when it is going on already, or is no longer what was read.
    [[nodiscard]] static Result<std::unique_ptr<RunWriter>> resume(
        const std::filesystem::path& home, const RunHeader& header, const Iterations& read);
    virtual ~RunWriter() = default;

    // After this the iteration survives kill -9.
    [[nodiscard]] virtual Status iteration(const IterationRecord& record) = 0;
    // All that iteration() took so far.
    [[nodiscard]] virtual Result<Iterations> kept() const = 0;
    // The last frame, and an error too when the journal is no longer at its place; then the index
    // takes it. One that cannot is no error: the run is kept, and the next opening of the history
    // takes it in.
    [[nodiscard]] virtual Status finish(const RunSummary& summary) = 0;
};

}  // namespace hexameter::detail
