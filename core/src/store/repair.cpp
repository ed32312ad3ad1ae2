// Invariants
// 1. A damaged journal is kept beside the one that takes its place.
// 2. A leftover is what nobody holds the lock of: whoever makes one locks it while it is made.
#include "hexameter/repair.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "store/codec.hpp"
#include "store/folders.hpp"
#include "store/index.hpp"
#include "store/journal_reader.hpp"
#include "store/journal_run.hpp"
#include "store/rewrite.hpp"
#include "store/take_in.hpp"

namespace hexameter {
namespace detail {
namespace {

using State = RunCondition::State;

bool is_held(const std::filesystem::path& place) {
    const UniqueFd fd(::open(place.c_str(), O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC));
    return fd.valid() && locked_by_another(fd.get());
}

// A header that is lost is so for good.
bool only_header_is_lost(const RunRecord& run) {
    return is_stand_in(run.header) && run.damage.size() == 1;
}

RunCondition condition_of(const std::filesystem::path& home, const RunOnDisk& on_disk) {
    RunCondition condition{on_disk.id, State::damaged, 0, {}};
    const auto run = read_run(journal_file(home, on_disk.id), on_disk.id);
    if (!run) {
        const auto why = run.error().message();
        condition.damage.emplace_back(why.starts_with(nothing_readable) ? nothing_readable : why);
        // What is read and gives nothing gives nothing to a repair either.
        condition.damaged_for_good =
            !on_disk.journal || ::access(journal_file(home, on_disk.id).c_str(), R_OK) == 0;
        return condition;
    }
    condition.iterations = run->iterations.size();
    condition.damage = run->damage;
    condition.damaged_for_good = only_header_is_lost(run.value());
    if (run->summary.status == RunStatus::running)
        condition.state = State::live;
    else if (run->damage.empty())
        condition.state =
            run->summary.status == RunStatus::interrupted ? State::interrupted : State::whole;
    return condition;
}

Result<std::vector<std::filesystem::path>> leftovers_of(const std::filesystem::path& home,
                                                        const std::vector<RunOnDisk>& runs) {
    auto found = marked_folders(home);
    if (!found) return found;
    std::error_code absent;
    for (const auto& run : runs) {
        const auto made = std::filesystem::path(journal_file(home, run.id)) += rewritten_mark;
        if (std::filesystem::exists(std::filesystem::symlink_status(made, absent)))
            found->push_back(made);
    }
    std::erase_if(found.value(), is_held);
    std::sort(found->begin(), found->end());
    return found;
}

// The id in the header that History would take for the journal's own, if this is it.
std::optional<std::string> owner_in(const Frame& frame, OwnRecords& own) {
    std::vector<std::string> told_by_read_run;
    if (frame.type == FrameType::header) {
        const auto header = header_in(frame, told_by_read_run);
        if (header && own.takes_header(*header)) return header->id;
    } else if (frame.type == FrameType::iteration && !own.elsewhere()) {
        if (const auto record = decode_iteration(frame.payload, IterationPart::values))
            static_cast<void>(own.takes_iteration(record->seq));
    }
    return std::nullopt;
}

// The run of which the first records of the journal are; `id` where none of them tells.
Result<std::string> owner_of(const std::filesystem::path& journal, const std::string& id) {
    auto reader = JournalReader::open(journal, 0);
    if (!reader) return reader.error();
    OwnRecords own(id);
    for (;;) {
        const auto frame = reader->next();
        if (!frame) return frame.error();
        if (!frame.value()) return id;
        if (const auto owner = owner_in(*frame.value(), own)) return owner->empty() ? id : *owner;
    }
}

}  // namespace
}  // namespace detail

using namespace detail;  // NOLINT: this file is where the outside meets the inside

std::string_view to_string(RunCondition::State state) {
    switch (state) {
        case RunCondition::State::whole:
            return "whole";
        case RunCondition::State::interrupted:
            return "interrupted";
        case RunCondition::State::live:
            return "live";
        case RunCondition::State::damaged:
            return "damaged";
    }
    return "damaged";
}

Result<HomeCondition> examine_home(const std::filesystem::path& home) {
    const auto runs = runs_on_disk(home);
    if (!runs) return runs.error();
    HomeCondition condition;
    for (const auto& run : runs.value()) condition.runs.push_back(condition_of(home, run));
    std::sort(condition.runs.begin(), condition.runs.end(),
              [](const RunCondition& a, const RunCondition& b) { return a.id < b.id; });
    // One that cannot be written is not used either: the index is then made in memory.
    if (const auto sound = is_read_only(home) ? Status() : check_index(home); !sound)
        condition.index_fault = sound.error().message();
    auto leftovers = leftovers_of(home, runs.value());
    if (!leftovers) return leftovers.error();
    condition.leftovers = std::move(leftovers.value());
    return condition;
}

Result<RepairedRun> repair_run(const std::filesystem::path& home, const std::string& id) {
    const auto journal = journal_file(home, id);
    const auto place = "run " + id;
    const auto run = read_run(journal, id);
    if (!run) return run.error().at(place);
    if (run->summary.status == RunStatus::running)
        return Error(ErrorCode::config, "is still going on; stop it before it is repaired", place);
    RepairedRun repaired{run->iterations.size(), {}, {}};
    if (run->damage.empty() || only_header_is_lost(run.value())) return repaired;
    const auto owner = owner_of(journal, id);
    if (!owner) return owner.error().at(place);
    if (owner.value() != id)
        return Error(ErrorCode::config,
                     fmt::format("its journal is that of run {0}; move its folder to {1}, if "
                                 "nothing is there",
                                 owner.value(), run_folder(home, owner.value()).string()),
                     place);
    Rewriting rewriting;
    rewriting.keep_old_as = name_for_the_damaged(journal);
    auto lost = rewrite_run(home, id, rewriting);
    if (!lost) return lost.error().at(place);
    repaired.lost = std::move(lost.value());
    repaired.kept_as = journal.parent_path() / rewriting.keep_old_as;
    return repaired;
}

Result<std::vector<std::string>> repair_home(const std::filesystem::path& home) {
    const auto runs = runs_on_disk(home);
    if (!runs) return runs.error();
    const auto leftovers = leftovers_of(home, runs.value());
    if (!leftovers) return leftovers.error();
    std::vector<std::string> done;
    for (const auto& leftover : leftovers.value()) {
        std::error_code failed;
        std::filesystem::remove_all(leftover, failed);
        if (failed) return file_error("cannot remove the leftover", failed.value(), leftover);
        done.push_back(fmt::format("{}: removed, a leftover", leftover.string()));
    }
    auto index = open_index_or_replace(home, IndexCheck::whole, done);
    if (!index) return index.error();
    std::vector<std::string> told_of_each_run;
    if (auto taken = take_in_all(index.value(), home, told_of_each_run); !taken)
        return taken.error();
    return done;
}

}  // namespace hexameter
