#include "connection_flags.hpp"

#include <fmt/core.h>

#include <CLI/Option.hpp>
#include <filesystem>

#include "command_line.hpp"
#include "hexameter/flags.hpp"

namespace hexameter::cli {
namespace {

void set_path(std::filesystem::path& to, const char* flag, const std::optional<std::string>& typed,
              Wrong& wrong) {
    if (!typed) return;
    wrong.add(check_text(flag, {*typed}));
    to = std::filesystem::absolute(*typed).lexically_normal();
}

}  // namespace

bool ConnectionFlags::any() const {
    return ca_file || client_cert || client_key || server_name || insecure || min_tls || http ||
           unix_socket;
}

void declare_connection_flags(CLI::App& command, ConnectionFlags& flags,
                              const std::string& of_insecure) {
    const auto add = [&](const char* flag, std::optional<std::string>& typed, const char* type,
                         const char* help) {
        command.add_option(flag, typed, help)
            ->type_name(type)
            ->option_text(type)
            ->check(not_empty("a value"))
            ->group("Connection to servers");
    };
    add("--ca-file", flags.ca_file, "FILE",
        "CAs to trust in place of all others: PEM, or a folder");
    add("--client-cert", flags.client_cert, "FILE", "Certificate to show to the server, PEM");
    add("--client-key", flags.client_key, "FILE", "Its private key, PEM (in the same file)");
    add("--server-name", flags.server_name, "NAME",
        "Name that the server's certificate must hold (the URL's host)");
    command
        .add_flag("--insecure", flags.insecure,
                  "Do not check the server's certificate" + of_insecure)
        ->group("Connection to servers");
    add("--min-tls", flags.min_tls, "1.2|1.3", "Lowest version of TLS (the system's)");
    add("--http", flags.http, "1.1|2|auto",
        "Version of HTTP (1.1); stamps over 2 are never the kernel's");
    add("--unix-socket", flags.unix_socket, "PATH",
        "Unix socket to connect to in place of the URL's host and port");
}

void set_connection(Connection& connection, const ConnectionFlags& flags, Wrong& wrong) {
    set_path(connection.ca_file, "--ca-file", flags.ca_file, wrong);
    set_path(connection.client_cert, "--client-cert", flags.client_cert, wrong);
    set_path(connection.client_key, "--client-key", flags.client_key, wrong);
    set_path(connection.unix_socket, "--unix-socket", flags.unix_socket, wrong);
    if (flags.server_name) connection.server_name = *flags.server_name;
    if (flags.insecure) connection.verify = false;
    if (flags.min_tls == "1.2")
        connection.min_tls = LeastTls::v1_2;
    else if (flags.min_tls == "1.3")
        connection.min_tls = LeastTls::v1_3;
    else if (flags.min_tls)
        wrong.add(fmt::format("--min-tls: must be 1.2 or 1.3, not {}", *flags.min_tls));
    if (flags.http == "1.1")
        connection.http = HttpVersion::http1;
    else if (flags.http == "2")
        connection.http = HttpVersion::http2;
    else if (flags.http == "auto")
        connection.http = HttpVersion::automatic;
    else if (flags.http)
        wrong.add(fmt::format("--http: must be 1.1, 2 or auto, not {}", *flags.http));
}

bool has_server(const PluginInfo& provider) {
    constexpr const char* address_member = "base_url";
    if (!config_default(provider, address_member).empty()) return true;
    for (const auto& flag : plugin_flags(provider))
        if (flag.member == address_member) return true;
    return false;
}

}  // namespace hexameter::cli
