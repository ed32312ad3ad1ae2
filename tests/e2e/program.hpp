// The real program as a user calls it: arguments and environment in; output, errors and exit code
// out.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "unit/base/temp_folder.hpp"

namespace hexameter::e2e {

struct Finished {
    std::string out;
    std::string err;
    int code = -1;  // exit code, or 128 + the signal that killed it
};

using Environment = std::map<std::string, std::string>;

// A started program with its output on pipes. It dies with this object and with the test.
class Program {
  public:
    enum class Terminal { no, yes };  // yes: stderr is a terminal of 80 columns

    // `words` go behind the program's name.
    Program(const std::vector<std::string>& words, const Environment& environment,
            Terminal terminal = Terminal::no);
    ~Program();
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

    // The next line of standard output that contains the words; what came before it is dropped.
    // Throws std::runtime_error when the program ends or is silent for long.
    std::string wait_for_line(const std::string& words);

    // Waits until standard error contains the words.
    void wait_for_error(const std::string& words);

    // Waits until its main thread sleeps, and goes on to.
    void wait_until_blocked() const;

    void signal(int number) const;

    // Everything that was not taken by wait_for_line, up to the end.
    [[nodiscard]] Finished finish();

    [[nodiscard]] pid_t pid() const { return pid_; }

  private:
    void read_some();
    int reap();

    pid_t pid_ = -1;
    int out_fd_ = -1;
    int err_fd_ = -1;
    std::string out_;
    std::string err_;
};

// Runs in a home of the test's own; nothing of the caller's environment but PATH is seen.
class Cli {
  public:
    Cli();

    [[nodiscard]] Finished run(const std::vector<std::string>& words) const;

    // The same with `redirection` of a shell behind it, ">/dev/full", and after `before`: "ulimit
    // -f 16".
    [[nodiscard]] Finished run_redirected(const std::vector<std::string>& words,
                                          const std::string& redirection,
                                          const std::string& before = "") const;

    // The same behind a program that starts others, such as {"/usr/bin/nsenter", ...}.
    [[nodiscard]] Finished run_by(std::vector<std::string> starter,
                                  const std::vector<std::string>& words) const;

    [[nodiscard]] Program start(const std::vector<std::string>& words,
                                Program::Terminal terminal = Program::Terminal::no) const;

    void set(const std::string& variable, const std::string& value) {
        environment_[variable] = value;
    }

    [[nodiscard]] std::filesystem::path home() const { return folder_.path() / "home"; }

    [[nodiscard]] const hexameter::testing::TempFolder& folder() const { return folder_; }

    // Ids of the runs that are kept, newest first.
    [[nodiscard]] std::vector<std::string> kept() const;

  private:
    hexameter::testing::TempFolder folder_;
    Environment environment_;
};

// Words of a run of the simulated model `swift` whose answers take a few milliseconds.
[[nodiscard]] std::vector<std::string> quick_run(const std::vector<std::string>& more = {});

[[nodiscard]] std::vector<std::string> lines_of(const std::string& text);

}  // namespace hexameter::e2e
