#include "options.hpp"

#include <CLI/Error.hpp>
#include <CLI/Option.hpp>

namespace hexameter::simulate {
namespace {

void add_for_all(CLI::App& app, const Options& options, const char* flag, const char* key,
                 const char* help) {
    app.add_option_function<double>(
        flag,
        [&options, flag, key](const double& value) {
            const std::string wrong = options.set_for_all(key, value);
            if (!wrong.empty()) {
                throw CLI::ValidationError(flag, wrong);
            }
        },
        help);
}

}  // namespace

void declare_options(CLI::App& app, Options& options) {
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
    add_for_all(app, options, "--ttft-ms", "ttft_ms", "Exact time to the first token");
    add_for_all(app, options, "--itl-ms", "itl_ms", "Exact gap between arrivals");
    add_for_all(app, options, "--tokens", "tokens", "Exact number of output tokens");
    add_for_all(app, options, "--accuracy", "accuracy",
                "Probability of a right answer to a known question");
    add_for_all(app, options, "--error-rate", "error_rate", "Share of failing replies");
    add_for_all(app, options, "--stall-rate", "stall_rate", "Share of stalling replies");
    app.add_flag("--unpaced", options.unpaced, "Send every token as fast as the socket takes it");
    app.add_option("--model", options.models,
                   "Add a model: name=like[,key=value...], keys ttft_ms itl_ms tokens accuracy "
                   "error_rate stall_rate fault pace");
}

}  // namespace hexameter::simulate
