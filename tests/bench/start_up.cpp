// From the start of the program to its help, and to its first request.
#include <fcntl.h>
#include <fmt/core.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <future>
#include <stdexcept>
#include <string>
#include <vector>

#include "groups.hpp"
#include "support/fault_server.hpp"

namespace hexameter::bench {
namespace {

using Clock = std::chrono::steady_clock;

double ms(Clock::duration span) {
    return std::chrono::duration<double, std::milli>(span).count();
}

pid_t start(std::vector<std::string> words) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    std::vector<char*> argv;
    for (auto& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    pid_t child = -1;
    const int failed =
        posix_spawn(&child, words.front().c_str(), &actions, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) throw std::runtime_error("cannot start " + words.front());
    return child;
}

void wait_for(pid_t child) {
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

double help_ms() {
    const auto begin = Clock::now();
    wait_for(start({BENCH_HEXAMETER, "--help"}));
    return ms(Clock::now() - begin);
}

double first_request_ms() {
    std::promise<Clock::time_point> came;
    hexameter::testing::FaultServer server([&came](auto& connection) {
        if (!connection.read_request()) return;
        came.set_value(Clock::now());
        connection.send(hexameter::testing::http_reply("500 Internal Server Error", "", ""));
    });
    const auto url = server.url("");
    const auto begin = Clock::now();
    const auto child = start({BENCH_HEXAMETER, "run", "--modality", "text", "--provider", "openai",
                              "--url", url, "--model", "m", "--prompt", "p", "--no-keep"});
    const auto at = came.get_future().get();
    wait_for(child);
    return ms(at - begin);
}

}  // namespace

void measure_start_up(Rows& rows) {
    constexpr int rounds = 20;
    std::vector<double> help;
    std::vector<double> first;
    for (int i = 0; i < rounds; ++i) {
        help.push_back(help_ms());
        first.push_back(first_request_ms());
    }
    rows.add({"cost", "hexameter --help, median of 20", "ms", median(help), Target::at_most, 10,
              fmt::format("best {:.2f}", *std::min_element(help.begin(), help.end()))});
    rows.add({"cost", "start to first request at the server, median of 20", "ms", median(first),
              Target::at_most, 50,
              fmt::format("best {:.2f}", *std::min_element(first.begin(), first.end()))});
}

}  // namespace hexameter::bench
