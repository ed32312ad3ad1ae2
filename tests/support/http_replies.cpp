#include <algorithm>
#include <fstream>
#include <iterator>
#include <numeric>
#include <sstream>
#include <stdexcept>

#include "support/fault_server.hpp"

namespace hexameter::testing {
namespace {

std::string content_of(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) throw std::runtime_error("cannot read " + file.string());
    return {std::istreambuf_iterator<char>(stream), {}};
}

// The second number of every pair in the array "reads_ns_bytes".
std::vector<std::size_t> reads_of(const std::string& json) {
    auto at = json.find("\"reads_ns_bytes\"");
    if (at == std::string::npos) return {};
    const auto end = json.find('"', json.find(':', at));
    std::string numbers = json.substr(json.find('[', at), end - json.find('[', at));
    std::replace_if(
        numbers.begin(), numbers.end(), [](char c) { return c < '0' || c > '9'; }, ' ');
    std::istringstream stream(numbers);
    std::vector<std::size_t> reads;
    for (std::size_t ns = 0, bytes = 0; stream >> ns >> bytes;) reads.push_back(bytes);
    return reads;
}

}  // namespace

std::string http_reply(std::string_view status, std::string_view headers, std::string_view body) {
    std::string reply("HTTP/1.1 ");
    reply.append(status).append("\r\n").append(headers);
    reply.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n\r\n");
    return reply.append(body);
}

std::string chunked_head(std::string_view headers) {
    std::string head("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n");
    return head.append(headers).append("\r\n");
}

std::string chunk(std::string_view bytes) {
    std::ostringstream out;
    out << std::hex << bytes.size() << "\r\n" << bytes << "\r\n";
    return out.str();
}

RecordedReply recorded_reply(const std::filesystem::path& file) {
    RecordedReply reply;
    reply.bytes = content_of(file);
    const std::string json = content_of(std::filesystem::path(file).replace_extension(".json"));
    reply.closed_after = json.find("\"server_closed_after_reply\": true") != std::string::npos;
    reply.reads_bytes = reads_of(json);
    const auto sum =
        std::accumulate(reply.reads_bytes.begin(), reply.reads_bytes.end(), std::size_t{0});
    if (sum != reply.bytes.size())
        throw std::runtime_error("the reads do not sum up to the bytes of " + file.string());
    return reply;
}

bool send_recorded(FaultConnection& connection, const RecordedReply& reply) {
    std::string_view rest(reply.bytes);
    for (const std::size_t bytes : reply.reads_bytes) {
        if (!connection.send(rest.substr(0, bytes))) return false;
        rest.remove_prefix(bytes);
    }
    return !reply.closed_after;
}

FaultServer::Script serve_recorded(
    const std::map<std::string, std::filesystem::path>& files_by_target) {
    std::map<std::string, RecordedReply> replies;
    for (const auto& [target, file] : files_by_target)
        replies.emplace(target, recorded_reply(file));
    return [replies](FaultConnection& connection) {
        while (const auto request = connection.read_request()) {
            const auto found = replies.find(request->target);
            const bool lives = found != replies.end()
                                   ? send_recorded(connection, found->second)
                                   : connection.send(http_reply("404 Not Found", {}, {}));
            if (!lives) return;
        }
    };
}

FaultServer::Script serve_bytes(std::string reply) {
    return [reply = std::move(reply)](FaultConnection& connection) {
        while (connection.read_request())
            if (!connection.send(reply)) return;
    };
}

FaultServer::Script serve_unended(std::string begin, std::function<void()> closed) {
    return [begin = std::move(begin), closed = std::move(closed)](FaultConnection& connection) {
        connection.read_request();
        connection.send(begin);
        connection.wait_closed();
        closed();
    };
}

}  // namespace hexameter::testing
