// What of a home is whole, and mending what is not.
//
// Threads: any; for one home one at a time. Other processes may keep and read runs of it meanwhile:
// what goes on is left alone. What comes back is the caller's.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "hexameter/error.hpp"

namespace hexameter {

struct RunCondition {
    // interrupted: whole, but its process wrote no end. live: it goes on.
    enum class State { whole, interrupted, live, damaged };
    std::string id;
    State state = State::whole;
    std::uint64_t iterations = 0;     // that can be read, warm-ups included
    std::vector<std::string> damage;  // one sentence each
    // Its header alone is lost, or nothing can be read: repair_run changes nothing.
    bool damaged_for_good = false;
};

[[nodiscard]] std::string_view to_string(RunCondition::State state);

struct HomeCondition {
    std::vector<RunCondition> runs;  // by id
    std::string index_fault;         // why history.db has to be made anew; "": it is sound
    std::vector<std::filesystem::path> leftovers;  // of what was broken off: nobody needs them
};

// Reads every journal and every page of the index. Changes nothing.
[[nodiscard]] Result<HomeCondition> examine_home(const std::filesystem::path& home);

struct RepairedRun {
    std::uint64_t iterations = 0;   // all that could be read before, and no other
    std::vector<std::string> lost;  // what could not be read; empty: nothing could be mended
    std::filesystem::path kept_as;  // the damaged journal, beside the new one
};

// Makes the journal of a run, by its whole id, anew of what can be read. A header that is lost
// stays lost, and is damage for good. ErrorCode::config while the run goes on and where the journal
// is that of another run, io when nothing of it can be read: then nothing is changed.
[[nodiscard]] Result<RepairedRun> repair_run(const std::filesystem::path& home,
                                             const std::string& id);

// Makes the index anew from the journals where it has to be, and removes leftovers. What was done,
// a sentence each.
[[nodiscard]] Result<std::vector<std::string>> repair_home(const std::filesystem::path& home);

}  // namespace hexameter
