// A program of ours as a child, for tests that talk to the real thing.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace hexameter::test {

// Starts, says what it printed, stops. The child dies with this object, and with the test program.
class ChildProcess {
  public:
    // argv[0] is the path of the program. Throws std::runtime_error when it cannot be started.
    explicit ChildProcess(const std::vector<std::string>& argv);
    ~ChildProcess();
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    // The next line of its stdout without the newline. Throws when it ends or is silent for 30 s.
    [[nodiscard]] std::string read_line();

    // Sends the signal (0: none) and waits for the end. The exit code, or 128 + the signal that
    // killed it.
    int stop(int signal);

    [[nodiscard]] pid_t pid() const { return pid_; }

  private:
    pid_t pid_ = -1;
    int stdout_ = -1;
    std::string read_;
};

}  // namespace hexameter::test
