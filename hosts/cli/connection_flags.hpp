// How servers are reached, by flags: of `run` and `models`.
#pragma once

#include <CLI/App.hpp>
#include <optional>
#include <string>

#include "hexameter/connection.hpp"
#include "hexameter/plugins.hpp"
#include "wrong.hpp"

namespace hexameter::cli {

// As typed; what was not typed leaves the run file, or the default, as it is.
struct ConnectionFlags {
    std::optional<std::string> ca_file;
    std::optional<std::string> client_cert;
    std::optional<std::string> client_key;
    std::optional<std::string> server_name;
    bool insecure = false;
    std::optional<std::string> min_tls;
    std::optional<std::string> http;
    std::optional<std::string> unix_socket;

    [[nodiscard]] bool any() const;
};

// `of_insecure`: what becomes of a certificate that is not checked.
void declare_connection_flags(CLI::App& command, ConnectionFlags& flags,
                              const std::string& of_insecure = "");

// Lays the flags over the connection.
void set_connection(Connection& connection, const ConnectionFlags& flags, Wrong& wrong);

// Whether the provider has a server, as its manifest says.
[[nodiscard]] bool has_server(const PluginInfo& provider);

}  // namespace hexameter::cli
