// Whether a machine is fit to measure on: what there is, what it means for the numbers, what to do.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace hexameter {

struct Finding {
    enum class State {
        ok,
        warning,  // numbers may be worse than they need to be
        problem   // a run would break, or could not be kept
    };
    std::string check;  // lower_snake: "governor"
    State state = State::ok;
    std::string found;    // "powersave"
    std::string meaning;  // for measurements, a sentence; "" where all is well
    std::string remedy;   // what to do, a sentence or a command
};

[[nodiscard]] std::string_view to_string(Finding::State state);

// Processor, governor, turbo, load, clock, kernel stamps, open files, ports, memory. What cannot be
// read, as in a container without /sys, is said to be not known and is no fault. `root` stands
// before /proc and /sys (tests give a tree of their own). Opens sockets on the loopback; writes
// nothing. Takes some milliseconds. Thread: any.
[[nodiscard]] std::vector<Finding> examine_machine(const std::filesystem::path& root = "/");

// Whether runs can be kept in `home`, which need not be there, and how much room is left. Writes
// nothing. Thread: any.
[[nodiscard]] std::vector<Finding> examine_room(const std::filesystem::path& home);

}  // namespace hexameter
