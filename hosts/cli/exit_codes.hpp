// What the exit codes mean, once for help texts, the manual page and the README.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace hexameter::cli {

// Published: scripts depend on them.
enum ExitCode {
    exit_ok = 0,
    exit_internal = 1,
    exit_usage = 2,  // whatever is known to be wrong without asking a server
    exit_assert_failed = 3,
    exit_regression = 4,
    exit_iteration_failed = 5,
    exit_interrupted = 130
};

struct ExitMeaning {
    int code;
    std::string_view commands;  // "run, repeat"; "": all
    std::string_view text;
};

// In the order of the codes.
inline constexpr std::array exit_meanings{
    ExitMeaning{exit_ok, "", "done"},
    ExitMeaning{exit_internal, "", "an error of hexameter itself, or of a disk"},
    ExitMeaning{exit_internal, "doctor", "something would break a run"},
    ExitMeaning{exit_internal, "verify", "a check failed"},
    ExitMeaning{exit_usage, "", "wrong usage or configuration, nothing was started"},
    ExitMeaning{exit_usage, "compare", "--fail-on-regression: nothing could be tested"},
    ExitMeaning{exit_usage, "rescore", "no answer could be scored"},
    ExitMeaning{exit_assert_failed, "run, repeat, show", "an assert is not met"},
    ExitMeaning{exit_assert_failed, "run, repeat", "the run stopped itself at --max-cost"},
    ExitMeaning{exit_regression, "compare",
                "--fail-on-regression: a metric is worse by more than that, and the test shows it"},
    ExitMeaning{exit_iteration_failed, "run, repeat",
                "a measured iteration failed, or all did (what was measured is kept)"},
    ExitMeaning{exit_iteration_failed, "run, repeat",
                "a metric failed on an answer (the run is kept)"},
    ExitMeaning{exit_iteration_failed, "run, repeat",
                "--wait-ready: a server was not ready in time (nothing was started)"},
    ExitMeaning{exit_iteration_failed, "models", "--provider: the provider gave no answer"},
    ExitMeaning{exit_iteration_failed, "score",
                "no pair could be scored, or the metric failed on one"},
    ExitMeaning{exit_iteration_failed, "rescore",
                "metric or modality failed on an answer (the other scores are kept)"},
    ExitMeaning{exit_interrupted, "", "stopped by Ctrl-C, SIGTERM or SIGHUP"},
    ExitMeaning{exit_interrupted, "run, repeat", "what was measured is kept as a cancelled run"},
    ExitMeaning{exit_interrupted, "rescore", "the run stays as it was"}};

// Those of a command, for the end of its help.
[[nodiscard]] std::string exit_codes_of(std::string_view command);

}  // namespace hexameter::cli
