// hexameter-simulate: simulated models behind a real HTTP server, for tests and calibration.
#include <fmt/format.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <boost/system/system_error.hpp>
#include <cstdio>

#include "hexameter/simulator/definition.hpp"
#include "server.hpp"
#include "usage/usage.hpp"

namespace {

using hexameter::simulator::ModelProfile;
using hexameter::simulator::Overrides;

struct Options {
    hexameter::simulate::ServerOptions server;
    std::uint64_t seed = 1;
    Overrides overrides;
    std::vector<std::string> models;
    bool unpaced = false;
};

void add_override(CLI::App& app, Overrides& overrides, const char* flag, const char* key,
                  const char* help) {
    app.add_option_function<double>(
        flag,
        [&overrides, flag, key](const double& value) {
            const std::string wrong = overrides.set_number(key, value);
            if (!wrong.empty()) {
                throw CLI::ValidationError(flag, wrong);
            }
        },
        help);
}

void describe(CLI::App& app, Options& options) {
    app.failure_message(&hexameter::wrong_usage);
    app.add_option("--port", options.server.port, "Port; 0 lets the kernel pick one")
        ->check(CLI::Range(0, 65535))
        ->capture_default_str();
    app.add_option("--host", options.server.host, "Address to listen at")->capture_default_str();
    app.add_option("--unix", options.server.unix_path,
                   "Unix socket to listen at, in place of host and port");
    app.add_option("--threads", options.server.threads, "Threads, each with its own connections")
        ->check(CLI::Range(1, 64))
        ->capture_default_str();
    app.add_option("--seed", options.seed, "Seed of texts, times and faults")
        ->capture_default_str();
    add_override(app, options.overrides, "--ttft-ms", "ttft_ms", "Exact time to the first token");
    add_override(app, options.overrides, "--itl-ms", "itl_ms", "Exact gap between arrivals");
    add_override(app, options.overrides, "--tokens", "tokens", "Exact number of output tokens");
    add_override(app, options.overrides, "--accuracy", "accuracy",
                 "Probability of a right answer to a known question");
    add_override(app, options.overrides, "--error-rate", "error_rate", "Share of failing replies");
    add_override(app, options.overrides, "--stall-rate", "stall_rate", "Share of stalling replies");
    app.add_flag("--unpaced", options.unpaced, "Send every token as fast as the socket takes it");
    app.add_option("--model", options.models,
                   "Add a model: name=like[,key=value...], keys ttft_ms itl_ms tokens accuracy "
                   "error_rate stall_rate fault pace");
}

// The built-in models and the added ones, all with the overrides that are for all.
std::string make_models(const Options& options, std::vector<ModelProfile>& models) {
    Overrides overrides = options.overrides;
    if (options.unpaced) {
        overrides.pace = false;
    }
    for (const ModelProfile& model : hexameter::simulator::built_in_models()) {
        models.push_back(apply(model, overrides));
    }
    for (const std::string& line : options.models) {
        std::string wrong = add_model(models, line);
        if (!wrong.empty()) {
            return wrong;
        }
    }
    return {};
}

// A thousand streams need more files than the usual soft limit.
void raise_file_limit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

const char* advice_on(const boost::system::error_code& failure) {
    using namespace boost::system::errc;
    if (failure == address_in_use) {
        return "; another program has this port: name another one, --port 0 lets the kernel pick";
    }
    if (failure == permission_denied) {
        return "; name a port above 1023";
    }
    return failure == too_many_files_open ? "; raise the limit: ulimit -n 4096" : "";
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("Simulated models behind a real HTTP server (OpenAI and Ollama wires)",
                 "hexameter-simulate");
    Options options;
    describe(app, options);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& wrong) {
        return app.exit(wrong) == 0 ? 0 : 2;
    }
    hexameter::simulate::Service service;
    service.seed = options.seed;
    const std::string wrong = make_models(options, service.models);
    if (!wrong.empty()) {
        fmt::print(stderr, "error: --model: {}; see hexameter-simulate --help\n", wrong);
        return 2;
    }
    raise_file_limit();
    try {
        hexameter::simulate::Server server(options.server, service);
        fmt::print("listening on {}\n", server.url());
        std::fflush(stdout);
        server.run();
    } catch (const boost::system::system_error& failed) {
        const auto& path = options.server.unix_path;
        const bool is_port = path.empty();
        fmt::print(
            stderr, "error: cannot serve at {}: {}{}\n",
            is_port ? fmt::format("{} port {}", options.server.host, options.server.port) : path,
            failed.code().message(),
            is_port ? advice_on(failed.code())
                    : "; the path must be short, in a folder that is there, and free");
        return 1;
    }
    return 0;
}
