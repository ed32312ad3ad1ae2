// read -> on_head -> on_request -> route -> write -> written -> read; a chat goes
// route -> due -> write -> written (more) -> due ... until its reply is over. Invariants:
// 1. At most one write is under way, and output_ does not change meanwhile.
// 2. While a chat's reply is under way nothing is read; watch() notices a client that leaves, also
//    one that never gets another byte.
// 3. A closed socket has no reply_; a due() that comes late finds that and returns.
#include "connection.hpp"

#include <sys/socket.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/read.hpp>

#include "pages.hpp"
#include "text.hpp"

namespace hexameter::simulate {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;

constexpr std::uint64_t most_body_bytes = 64ULL << 20U;
constexpr std::string_view json = "application/json";

WireKind wire_of(std::string_view path) {
    return path.starts_with("/api/") ? WireKind::ollama : WireKind::openai;
}

}  // namespace

Connection::Connection(Socket socket, Service& service, Pacer& pacer)
    : socket_(std::move(socket)), service_(service), pacer_(pacer) {}

void Connection::start() {
    Error failed;
    socket_.set_option(asio::ip::tcp::no_delay(true), failed);  // a Unix socket has none
    socket_.non_blocking(true, failed);
    if (!failed) {
        read();
    }
}

void Connection::read() {
    parser_.emplace();
    parser_->body_limit(most_body_bytes);
    http::async_read_header(
        socket_, input_, *parser_,
        [me = self()](const Error& failed, std::size_t) { me->on_head(failed); });
}

void Connection::on_head(const Error& failed) {
    if (failed) {
        return on_request(failed);
    }
    if (boost::beast::iequals(parser_->get()[http::field::expect], "100-continue")) {
        Error ignored;  // a client that is gone shows at the read
        asio::write(socket_, asio::buffer("HTTP/1.1 100 Continue\r\n\r\n", 25), ignored);
    }
    http::async_read(socket_, input_, *parser_,
                     [me = self()](const Error& broken, std::size_t) { me->on_request(broken); });
}

void Connection::on_request(const Error& failed) {
    if (failed == http::error::body_limit) {
        keep_alive_ = false;
        return refuse(WireKind::openai, 413, "invalid_request_error", "the body exceeds 64 MiB");
    }
    if (failed && failed.category() == http::make_error_code(http::error::bad_method).category() &&
        failed != http::error::end_of_stream && failed != http::error::partial_message) {
        keep_alive_ = false;
        return refuse(WireKind::openai, 400, "invalid_request_error",
                      "not an HTTP request: " + failed.message());
    }
    if (failed) {
        return close();
    }
    keep_alive_ = parser_->get().keep_alive();
    route();
}

void Connection::route() {
    const auto& request = parser_->get();
    const std::string_view target(request.target().data(), request.target().size());
    const std::string_view path = target.substr(0, target.find('?'));
    if (request.version() != 11) {
        keep_alive_ = false;
        return refuse(wire_of(path), 505, "invalid_request_error", "HTTP/1.1 is needed");
    }
    const bool chats = path == "/v1/chat/completions" || path == "/api/chat";
    if (chats || path == "/api/show") {
        if (request.method() != http::verb::post) {
            return refuse(wire_of(path), 405, "invalid_request_error", "use POST");
        }
        return chats ? chat(wire_of(path)) : show();
    }
    if (request.method() != http::verb::get) {
        return refuse(wire_of(path), 405, "invalid_request_error", "use GET");
    }
    route_get(path);
}

void Connection::route_get(std::string_view path) {
    if (path == "/health" || path == "/healthz") {
        return answer(200, R"({"status":"ok"})");
    }
    if (path == "/v1/models") {
        return answer(200, openai_models(service_.models));
    }
    if (path == "/api/tags") {
        return answer(200, ollama_tags(service_.models));
    }
    if (path == "/api/version") {
        return answer(200, ollama_version());
    }
    refuse(wire_of(path), 404, "not_found_error", "there is no " + std::string(path));
}

void Connection::show() {
    const std::string name = parse_model_name(parser_->get().body());
    const simulator::ModelProfile* model = find_model(service_.models, name);
    if (model == nullptr) {
        return refuse(WireKind::ollama, name.empty() ? 400 : 404, "not_found_error",
                      name.empty() ? "the body must be JSON with a 'model'"
                                   : "model '" + name + "' not found");
    }
    answer(200, ollama_show(*model));
}

void Connection::chat(WireKind wire) {
    const ParsedChat parsed = parse_chat(parser_->get().body(), wire);
    if (!parsed.request) {
        return refuse(wire, 400, "invalid_request_error", parsed.problem);
    }
    const ChatRequest& request = *parsed.request;
    const simulator::ModelProfile* found = find_model(service_.models, request.model);
    if (found == nullptr) {
        return refuse(
            wire, 404, "not_found_error",
            "model '" + request.model + "' not found; there are " + names_of(service_.models));
    }
    simulator::ModelProfile model = apply(*found, request.overrides);
    if (!request.think) {
        model.reasoning_share = 0;
    }
    reply_ = std::make_unique<Reply>(model, request, wire, service_.seed, service_.next_request++);
    watch();
    pacer_.at(reply_->next_due_ns(), self());
}

void Connection::due() {
    if (!reply_) {
        return;
    }
    output_.clear();
    const After after = reply_->take(output_);
    if (after == After::silence && output_.empty()) {
        return;
    }
    write(after);
}

void Connection::answer(unsigned status, std::string_view body) {
    output_ = whole_reply(status, json, body, !keep_alive_);
    write(After::whole);
}

void Connection::refuse(WireKind wire, unsigned status, std::string_view type,
                        std::string_view message) {
    answer(status, error_body(wire, status, type, message));
}

// Most writes fit into the socket's buffer and need no pending operation.
void Connection::write(After after) {
    Error failed;
    const std::size_t sent = socket_.write_some(asio::buffer(output_), failed);
    if (failed && failed != asio::error::would_block) {
        return close();
    }
    const std::size_t done = failed ? 0 : sent;
    if (done == output_.size()) {
        return written(after);
    }
    asio::async_write(socket_, asio::buffer(output_) + done,
                      [me = self(), after](const Error& broken, std::size_t) {
                          if (broken) {
                              me->close();
                          } else {
                              me->written(after);
                          }
                      });
}

void Connection::written(After after) {
    if (after == After::silence) {
        return;
    }
    if (after == After::more) {
        if (reply_) {
            pacer_.at(reply_->next_due_ns(), self());
        }
        return;
    }
    reply_.reset();
    if (after == After::close || !keep_alive_) {
        return close();
    }
    read();
}

void Connection::watch() {
    if (watching_) {
        return;
    }
    watching_ = true;
    socket_.async_wait(Socket::wait_read, [me = self()](const Error& failed) {
        me->watching_ = false;
        if (!failed && me->reply_) {
            me->peer_spoke();
        }
    });
}

// A wait may also report what was read since; only the socket itself knows.
void Connection::peer_spoke() {
    char byte = 0;
    const ssize_t got = ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    if (got == 0) {
        return close();
    }
    if (got < 0) {
        if (errno == EAGAIN || errno == EWOULDBLOCK) {
            return watch();
        }
        close();
    }
}

void Connection::close() {
    reply_.reset();
    Error ignored;  // the peer may have closed first
    socket_.shutdown(Socket::shutdown_both, ignored);
    socket_.close(ignored);
}

}  // namespace hexameter::simulate
