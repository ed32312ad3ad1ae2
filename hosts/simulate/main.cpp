// hexameter-simulate: simulated models behind a real HTTP server, for tests and calibration.
#include <fmt/format.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <boost/system/system_error.hpp>
#include <cstdio>

#include "hexameter/simulator/definition.hpp"
#include "options.hpp"
#include "server.hpp"
#include "usage/usage.hpp"

namespace {

using hexameter::simulate::Options;
using hexameter::simulator::ModelProfile;
using hexameter::simulator::Overrides;

// The built-in models and the added ones, all with the overrides that are for all.
std::string make_models(const Options& options, Overrides overrides,
                        std::vector<ModelProfile>& models) {
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
    app.failure_message(&hexameter::wrong_usage);
    Options options;
    Overrides overrides;
    options.set_for_all = [&overrides](const std::string& key, double value) {
        return overrides.set_number(key, value);
    };
    declare_options(app, options);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& wrong) {
        return app.exit(wrong) == 0 ? 0 : 2;
    }
    hexameter::simulate::Service service;
    service.seed = options.seed;
    const std::string wrong = make_models(options, overrides, service.models);
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
