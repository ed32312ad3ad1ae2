#include "simulate_server.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <sstream>

namespace hexameter::test {
namespace {

std::vector<std::string> command(std::vector<std::string> more) {
    std::vector<std::string> argv{SIMULATE_PROGRAM, "--port", "0"};
    argv.insert(argv.end(), more.begin(), more.end());
    return argv;
}

}  // namespace

SimulateServer::SimulateServer(std::vector<std::string> more_arguments)
    : process_(command(std::move(more_arguments))) {
    const std::string line = process_.read_line();
    const std::string ready = "listening on ";
    if (!line.starts_with(ready + "http://127.0.0.1:")) {
        throw std::runtime_error("unexpected first line: " + line);
    }
    url_ = line.substr(ready.size());
}

std::uint16_t SimulateServer::port() const {
    return static_cast<std::uint16_t>(std::stoul(url_.substr(url_.rfind(':') + 1)));
}

Json parse(const std::string& text) {
    Json document;
    document.Parse(text.c_str(), text.size());
    EXPECT_FALSE(document.HasParseError()) << text;
    return document;
}

std::vector<Json> sse_events(const std::string& body) {
    std::vector<Json> events;
    std::istringstream lines(body);
    for (std::string line; std::getline(lines, line);) {
        if (line.empty() || line == "data: [DONE]") {
            continue;
        }
        EXPECT_TRUE(line.starts_with("data: ")) << line;
        events.push_back(parse(line.substr(6)));
    }
    return events;
}

std::vector<Json> ndjson_lines(const std::string& body) {
    std::vector<Json> objects;
    std::istringstream lines(body);
    for (std::string line; std::getline(lines, line);) {
        objects.push_back(parse(line));
    }
    return objects;
}

std::vector<std::uint64_t> sent_times(const std::vector<Json>& events) {
    std::vector<std::uint64_t> times;
    for (const Json& event : events) {
        const auto found = event.FindMember("sent_ns");
        if (found == event.MemberEnd() || !found->value.IsUint64()) {
            ADD_FAILURE() << "an event has no sent_ns";
            continue;
        }
        times.push_back(found->value.GetUint64());
    }
    return times;
}

std::uint64_t monotonic_ns() {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return static_cast<std::uint64_t>(std::chrono::nanoseconds(now).count());
}

std::string chat(const std::string& model, const std::string& prompt, const std::string& more) {
    return R"({"model":")" + model + R"(","messages":[{"role":"user","content":")" + prompt +
           "\"}]" + more + "}";
}

}  // namespace hexameter::test
