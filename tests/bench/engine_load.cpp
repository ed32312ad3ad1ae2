#include "engine_load.hpp"

#include <fmt/core.h>

#include <stdexcept>

namespace hexameter::bench {
namespace {

constexpr std::string_view greeting = "listening on ";

std::vector<std::string> command(const std::vector<std::string>& arguments) {
    std::vector<std::string> words{BENCH_SIMULATE, "--port", "0"};
    words.insert(words.end(), arguments.begin(), arguments.end());
    return words;
}

RunSpec spec_of(const Load& load) {
    RunSpec spec;
    spec.name = "bench";
    spec.modality = "text";
    spec.dataset.inline_samples = {R"({"id": "1", "prompt": "bench"})"};
    ModelSpec model;
    model.provider = load.provider;
    model.model = "steady";
    model.label = "steady";
    model.config_json = load.config_json;
    spec.models.push_back(std::move(model));
    spec.parameters_json = load.parameters_json;
    spec.iterations = load.iterations;
    spec.warmup = load.warmup;
    spec.concurrency = load.concurrency;
    spec.stream = load.stream;
    return spec;
}

}  // namespace

SimulatorProcess::SimulatorProcess(const std::vector<std::string>& arguments)
    : process_(command(arguments)) {
    const auto line = process_.read_line();
    if (line.substr(0, greeting.size()) != greeting)
        throw std::runtime_error("the simulator said: " + line);
    url_ = line.substr(greeting.size());
}

std::chrono::nanoseconds LoadResult::cpu_of(const std::string& thread) const {
    const auto found = threads.cpu_by_thread.find(thread);
    return found == threads.cpu_by_thread.end() ? std::chrono::nanoseconds(0) : found->second;
}

std::string config_for(const std::string& url) {
    return fmt::format(R"({{"base_url": "{}"}})", url);
}

LoadResult run_load(Engine& engine, const Load& load, const std::vector<Observer*>& observers) {
    const auto spec = spec_of(load);
    LoadResult result;
    RunControl control;
    const auto cpu = process_cpu();
    const auto begin = std::chrono::steady_clock::now();
    ThreadWatch watch;
    auto run = engine.run(spec, observers, control);
    result.threads = watch.stop();
    result.wall = std::chrono::steady_clock::now() - begin;
    result.process_cpu = process_cpu() - cpu - result.cpu_of("bench-watch");
    if (!run) throw std::runtime_error(run.error().text());
    result.run = std::move(run.value());
    for (const auto& record : result.run.iterations) {
        ++result.requests;
        result.events += record.timeline.events.size();
        if (record.status != IterationStatus::ok) ++result.failed;
    }
    return result;
}

}  // namespace hexameter::bench
