// What hexameter-simulate takes, declared: by itself, and by `hexameter simulate` for its
// completion and the manual page.
#pragma once

#include <CLI/App.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace hexameter::simulate {

struct ServerOptions {
    std::string host = "127.0.0.1";
    std::uint16_t port = 11434;  // as Ollama's; 0 = the kernel picks one
    std::string unix_path;       // in place of the two; must not exist
    unsigned threads = 1;
};

struct Options {
    ServerOptions server;
    std::uint64_t seed = 1;
    // Sets what holds for all models, as "ttft_ms"; what is wrong with it, or "".
    std::function<std::string(const std::string& key, double value)> set_for_all;
    std::vector<std::string> models;
    bool unpaced = false;
};

// The options must outlive the app.
void declare_options(CLI::App& app, Options& options);

}  // namespace hexameter::simulate
