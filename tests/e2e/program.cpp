#include "e2e/program.hpp"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <sstream>
#include <stdexcept>

namespace hexameter::e2e {
namespace {

constexpr int patience_ms = 60'000;

std::vector<char*> pointers_to(std::vector<std::string>& words) {
    std::vector<char*> pointers;
    for (auto& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    return pointers;
}

// Two ends of a pipe, or of a terminal: what the program writes to `write` comes out of `read`.
struct Ends {
    int read = -1;
    int write = -1;

    explicit Ends(Program::Terminal terminal) {
        std::array<int, 2> ends{};
        winsize size{24, 80, 0, 0};
        const bool made = terminal == Program::Terminal::yes
                              ? openpty(&ends[0], &ends[1], nullptr, nullptr, &size) == 0
                              : pipe(ends.data()) == 0;
        if (!made) throw std::runtime_error("no pipe");
        read = ends[0];
        write = ends[1];
        fcntl(read, F_SETFD, FD_CLOEXEC);
    }
};

}  // namespace

Program::Program(const std::vector<std::string>& words, const Environment& environment,
                 Terminal terminal) {
    std::vector<std::string> argv = words;
    std::vector<std::string> variables;
    for (const auto& [name, value] : environment) variables.push_back(name + "=" + value);
    const auto argv_pointers = pointers_to(argv);
    const auto variable_pointers = pointers_to(variables);
    const Ends out(Terminal::no);
    const Ends err(terminal);
    pid_ = fork();
    if (pid_ == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        dup2(out.write, STDOUT_FILENO);
        dup2(err.write, STDERR_FILENO);
        close(out.write);
        close(err.write);
        execve(argv_pointers.front(), argv_pointers.data(), variable_pointers.data());
        _exit(127);
    }
    close(out.write);
    close(err.write);
    out_fd_ = out.read;
    err_fd_ = err.read;
    if (pid_ < 0) throw std::runtime_error("cannot start " + words.front());
}

Program::~Program() {
    if (pid_ > 0) {
        kill(pid_, SIGKILL);
        reap();
    }
    if (out_fd_ >= 0) close(out_fd_);
    if (err_fd_ >= 0) close(err_fd_);
}

void Program::read_some() {
    std::array<pollfd, 2> wait{{{out_fd_, POLLIN, 0}, {err_fd_, POLLIN, 0}}};
    if (poll(wait.data(), wait.size(), patience_ms) <= 0)
        throw std::runtime_error("the program is silent; so far:\n" + out_ + err_);
    for (const auto& one : wait) {
        if (one.fd < 0 || one.revents == 0) continue;
        std::array<char, 65536> bytes{};
        const ssize_t got = read(one.fd, bytes.data(), bytes.size());
        int& fd = one.fd == out_fd_ ? out_fd_ : err_fd_;
        if (got > 0) {
            (one.fd == out_fd_ ? out_ : err_).append(bytes.data(), static_cast<std::size_t>(got));
        } else {  // a terminal without a writer gives an error
            close(fd);
            fd = -1;
        }
    }
}

std::string Program::wait_for_line(const std::string& words) {
    for (;;) {
        for (auto end = out_.find('\n'); end != std::string::npos; end = out_.find('\n')) {
            const std::string line = out_.substr(0, end);
            out_.erase(0, end + 1);
            if (line.find(words) != std::string::npos) return line;
        }
        if (out_fd_ < 0) throw std::runtime_error("no line with " + words + "; errors:\n" + err_);
        read_some();
    }
}

void Program::wait_for_error(const std::string& words) {
    while (err_.find(words) == std::string::npos) {
        if (err_fd_ < 0) throw std::runtime_error("no \"" + words + "\" in:\n" + err_);
        read_some();
    }
}

void Program::wait_until_blocked() const {
    constexpr int looks = 200;
    const std::string place = "/proc/" + std::to_string(pid_) + "/stat";
    for (int asleep = 0; asleep < looks;) {
        const auto stat = hexameter::testing::content_of(place);
        const char state = stat.at(stat.rfind(')') + 2);
        if (state == 'Z') throw std::runtime_error("the program ended");
        asleep = state == 'S' ? asleep + 1 : 0;
    }
}

void Program::signal(int number) const {
    kill(pid_, number);
}

int Program::reap() {
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

Finished Program::finish() {
    while (out_fd_ >= 0 || err_fd_ >= 0) read_some();
    return {out_, err_, reap()};
}

Cli::Cli() {
    environment_ = {{"PATH", "/usr/bin:/bin"},
                    {"HOME", folder_.path().string()},
                    {"HEXAMETER_HOME", home().string()},
                    {"HEXAMETER_PLUGIN_PATH", HEXAMETER_PLUGIN_DIR}};
    // A sanitizer's options must reach the program.
    for (const char* name : {"ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"})
        if (const char* value = getenv(name)) environment_[name] = value;
}

Program Cli::start(const std::vector<std::string>& words, Program::Terminal terminal) const {
    std::vector<std::string> argv{HEXAMETER_PROGRAM};
    argv.insert(argv.end(), words.begin(), words.end());
    return {argv, environment_, terminal};
}

Finished Cli::run(const std::vector<std::string>& words) const {
    return start(words).finish();
}

Finished Cli::run_redirected(const std::vector<std::string>& words, const std::string& redirection,
                             const std::string& before) const {
    std::vector<std::string> argv{"/bin/sh", "-c", before + "\nexec \"$0\" \"$@\" " + redirection,
                                  HEXAMETER_PROGRAM};
    argv.insert(argv.end(), words.begin(), words.end());
    return Program(argv, environment_).finish();
}

Finished Cli::run_by(std::vector<std::string> starter,
                     const std::vector<std::string>& words) const {
    starter.emplace_back(HEXAMETER_PROGRAM);
    starter.insert(starter.end(), words.begin(), words.end());
    return Program(starter, environment_).finish();
}

std::vector<std::string> Cli::kept() const {
    std::vector<std::string> ids;
    const auto rows = lines_of(run({"list", "--format", "csv"}).out);
    for (std::size_t i = 1; i < rows.size(); ++i)
        ids.push_back(rows[i].substr(0, rows[i].find(',')));
    return ids;
}

std::vector<std::string> quick_run(const std::vector<std::string>& more) {
    std::vector<std::string> words{"run",      "--provider", "simulated", "--model", "swift",
                                   "--prompt", "Hello",      "--ttft-ms", "2",       "--itl-ms",
                                   "1",        "--tokens",   "4"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

}  // namespace hexameter::e2e
