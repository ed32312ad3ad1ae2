#include "spec/connection_json.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <system_error>

#include "spec/schema_node.hpp"

namespace hexameter {
namespace {

using JsonWriter = rapidjson::Writer<rapidjson::StringBuffer>;

constexpr double tls_1_2 = 1.2;
constexpr double tls_1_3 = 1.3;
constexpr double http_1_1 = 1.1;

void text(JsonWriter& writer, const char* name, const std::string& value) {
    if (value.empty()) return;
    writer.Key(name);
    writer.String(value);
}

}  // namespace

std::string to_json(const Connection& connection) {
    rapidjson::StringBuffer buffer;
    JsonWriter writer(buffer);
    writer.StartObject();
    text(writer, "ca_file", connection.ca_file.string());
    text(writer, "client_cert", connection.client_cert.string());
    text(writer, "client_key", connection.client_key.string());
    text(writer, "server_name", connection.server_name);
    if (!connection.verify) {
        writer.Key("verify");
        writer.Bool(false);
    }
    if (connection.min_tls != LeastTls::of_system) {
        writer.Key("min_tls");
        writer.Double(connection.min_tls == LeastTls::v1_3 ? tls_1_3 : tls_1_2);
    }
    if (connection.http != HttpVersion::http1) {
        writer.Key("http");
        if (connection.http == HttpVersion::http2)
            writer.Int(2);
        else
            writer.String("auto");
    }
    text(writer, "unix_socket", connection.unix_socket.string());
    writer.EndObject();
    return {buffer.GetString(), buffer.GetSize()};
}

namespace detail {

Connection read_connection(const rapidjson::Value& value, const std::filesystem::path& folder) {
    const auto path = [&](const char* name) -> std::filesystem::path {
        const auto* const member = find_member(value, name);
        if (member == nullptr) return {};
        std::error_code failed;
        const auto base = std::filesystem::absolute(folder.empty() ? "." : folder, failed);
        return ((failed ? folder : base) / text_of(*member)).lexically_normal();
    };
    Connection connection;
    connection.ca_file = path("ca_file");
    connection.client_cert = path("client_cert");
    connection.client_key = path("client_key");
    connection.unix_socket = path("unix_socket");
    if (const auto* const name = find_member(value, "server_name"))
        connection.server_name = text_of(*name);
    if (const auto* const verify = find_member(value, "verify"))
        connection.verify = verify->GetBool();
    if (const auto* const least = find_member(value, "min_tls"))
        connection.min_tls = least->GetDouble() == tls_1_3 ? LeastTls::v1_3 : LeastTls::v1_2;
    if (const auto* const http = find_member(value, "http")) {
        if (http->IsString())
            connection.http = HttpVersion::automatic;
        else
            connection.http =
                http->GetDouble() == http_1_1 ? HttpVersion::http1 : HttpVersion::http2;
    }
    return connection;
}

}  // namespace detail
}  // namespace hexameter
