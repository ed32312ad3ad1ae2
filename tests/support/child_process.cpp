#include "support/child_process.hpp"

#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <stdexcept>

namespace hexameter::test {
namespace {

constexpr int patience_ms = 30'000;

}  // namespace

ChildProcess::ChildProcess(const std::vector<std::string>& argv) {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) {
        throw std::runtime_error("no pipe for " + argv.front());
    }
    std::vector<char*> words;
    for (const std::string& word : argv) {
        words.push_back(const_cast<char*>(word.c_str()));
    }
    words.push_back(nullptr);
    pid_ = ::fork();
    if (pid_ == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        ::dup2(ends[1], STDOUT_FILENO);
        ::close(ends[0]);
        ::close(ends[1]);
        ::execv(words.front(), words.data());
        ::_exit(127);
    }
    ::close(ends[1]);
    stdout_ = ends[0];
    if (pid_ < 0) {
        ::close(stdout_);
        throw std::runtime_error("cannot start " + argv.front());
    }
}

ChildProcess::~ChildProcess() {
    if (pid_ > 0) {
        stop(SIGKILL);
    }
    ::close(stdout_);
}

std::string ChildProcess::read_line() {
    for (;;) {
        const std::size_t end = read_.find('\n');
        if (end != std::string::npos) {
            std::string line = read_.substr(0, end);
            read_.erase(0, end + 1);
            return line;
        }
        pollfd wait{stdout_, POLLIN, 0};
        std::array<char, 4096> bytes{};
        const ssize_t got =
            ::poll(&wait, 1, patience_ms) > 0 ? ::read(stdout_, bytes.data(), bytes.size()) : -1;
        if (got <= 0) {
            throw std::runtime_error(got == 0 ? "the child ended without a line"
                                              : "the child printed no line");
        }
        read_.append(bytes.data(), static_cast<std::size_t>(got));
    }
}

int ChildProcess::stop(int signal) {
    if (signal != 0) {
        ::kill(pid_, signal);
    }
    int status = 0;
    ::waitpid(pid_, &status, 0);
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace hexameter::test
