// 1. The old journal's lock is held to the end: nobody resumes or rewrites the run meanwhile.
// 2. The new one is on the disk before it takes the old one's name.
#include "store/rewrite.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <optional>
#include <utility>

#include "stats/summary.hpp"
#include "store/codec.hpp"
#include "store/folders.hpp"
#include "store/index.hpp"
#include "store/journal.hpp"
#include "store/journal_iterations.hpp"
#include "store/journal_run.hpp"
#include "store/take_in.hpp"

namespace hexameter::detail {
namespace {

// Writes the frames of one run.
class Writing {
  public:
    Writing(JournalWriter& to, RunRecord& run, const Rewriting& rewriting)
        : to_(to), run_(run), rewriting_(rewriting) {}

    [[nodiscard]] Status all() {
        if (auto done = header(); !done) return done;
        if (auto done = iterations(); !done) return done;
        if (rewriting_.last)
            if (auto done = rewriting_.last(); !done) return done;
        return summary();
    }

  private:
    [[nodiscard]] Status header() {
        if (rewriting_.header)
            if (auto done = rewriting_.header(run_.header); !done) return done;
        summariser_.emplace(run_.header);
        // One that is lost stays so: its stand-in could not be read back.
        if (is_stand_in(run_.header)) return {};
        return to_.append(FrameType::header, encode_header(run_.header));
    }

    [[nodiscard]] Status iterations() {
        std::uint32_t part = 0;
        for (const auto& kept : run_.iterations) {
            for (; part < kept.part && part < run_.header.resumed.size(); ++part)
                if (auto done = resumed(run_.header.resumed[part]); !done) return done;
            IterationRecord iteration = kept;
            if (rewriting_.iteration)
                if (auto done = rewriting_.iteration(iteration); !done) return done;
            summariser_->add(iteration);
            if (auto done = to_.append(FrameType::iteration, encode_iteration(iteration)); !done)
                return done;
        }
        for (; part < run_.header.resumed.size(); ++part)
            if (auto done = resumed(run_.header.resumed[part]); !done) return done;
        return {};
    }

    [[nodiscard]] Status resumed(const Resumed& part) {
        return to_.append(FrameType::resumed, encode_resumed(part));
    }

    // A run that has no end gets none.
    [[nodiscard]] Status summary() {
        auto summary = summariser_->finish();
        summary.status = run_.summary.status;
        summary.stopped_for = run_.summary.stopped_for;
        summary.instrument = run_.summary.instrument;
        summary.duration = run_.summary.duration;
        run_.summary = std::move(summary);
        if (run_.summary.status == RunStatus::interrupted) return {};
        return to_.append(FrameType::summary, encode_summary(run_.summary));
    }

    JournalWriter& to_;
    RunRecord& run_;
    const Rewriting& rewriting_;
    std::optional<Summariser> summariser_;
};

// To the disk, and its lock given up; what is not whole is gone.
Status write_whole(const std::filesystem::path& made, RunRecord& run, const Rewriting& rewriting) {
    std::error_code absent;
    std::filesystem::remove(made, absent);  // of a process that ended here
    auto writer = JournalWriter::create(made);
    if (!writer) return writer.error();
    auto done = Writing(writer.value(), run, rewriting).all();
    if (done) done = writer.value().sync();
    if (!done) std::filesystem::remove(made, absent);
    return done;
}

Status put_in_place(const std::filesystem::path& made, const std::filesystem::path& journal,
                    const std::string& keep_old_as) {
    std::error_code failed;
    if (!keep_old_as.empty())
        std::filesystem::create_hard_link(journal, journal.parent_path() / keep_old_as, failed);
    if (failed) return file_error("cannot keep the old journal", failed.value(), journal);
    std::filesystem::rename(made, journal, failed);
    if (failed) return file_error("cannot take the place of the journal", failed.value(), journal);
    return {};
}

Error unchanged(const Error& error) {
    return {error.code(), error.message() + "; the run stays as it was", error.where()};
}

}  // namespace

Result<RunRecord> rewritten(const RunRecord& run, const Rewriting& rewriting) {
    auto writer = JournalWriter::create_unnamed();
    if (!writer) return writer.error();
    auto made = run;
    if (auto done = Writing(writer.value(), made, rewriting).all(); !done) return done.error();
    auto journal = writer.value().reopen();
    if (!journal) return journal.error();
    made.iterations = Iterations(std::make_shared<JournalIterations>(
        std::move(journal.value()), writer.value().file(), made.header.id, writer.value().end(),
        run.iterations.size()));
    return made;
}

std::string name_for_the_damaged(const std::filesystem::path& journal) {
    std::error_code absent;
    for (int i = 1;; ++i) {
        auto name = fmt::format("{}.damaged-{}", journal.filename().string(), i);
        if (!std::filesystem::exists(
                std::filesystem::symlink_status(journal.parent_path() / name, absent)))
            return name;
    }
}

Result<std::vector<std::string>> rewrite_run(const std::filesystem::path& home,
                                             const std::string& id, const Rewriting& rewriting) {
    const auto journal = journal_file(home, id);
    const auto lock =
        open_locked(journal, O_RDONLY, "the run is still going on, or is being rewritten");
    if (!lock) return lock.error();
    auto run = read_run(journal, id, true);
    if (!run) return run.error();

    const auto made = std::filesystem::path(journal) += rewritten_mark;
    if (auto done = write_whole(made, run.value(), rewriting); !done)
        return unchanged(done.error());
    if (auto done = put_in_place(made, journal, rewriting.keep_old_as); !done) {
        std::error_code absent;
        std::filesystem::remove(made, absent);
        return unchanged(done.error());
    }
    if (auto done = sync_folder(journal.parent_path()); !done) return done.error();
    if (auto index = open_index(home); index.has_value()) {
        std::vector<std::string> told_by_whoever_opens_the_history;
        static_cast<void>(take_in_run(index.value(), home, id, told_by_whoever_opens_the_history));
    }
    return std::move(run.value().damage);
}

}  // namespace hexameter::detail
