// One client's connection: reads requests, routes them, writes replies, one after another.
#pragma once

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <memory>
#include <optional>
#include <string>

#include "pacer.hpp"
#include "reply.hpp"
#include "service.hpp"

namespace hexameter::simulate {

// Lives as long as an operation of its is pending. All of it runs on the thread of its io_context.
class Connection : public Paced, public std::enable_shared_from_this<Connection> {
  public:
    using Socket = boost::asio::generic::stream_protocol::socket;  // TCP's or a Unix one

    // Service and pacer must outlive it.
    Connection(Socket socket, Service& service, Pacer& pacer);

    void start();
    void due() override;

  private:
    using Error = boost::system::error_code;
    using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;

    std::shared_ptr<Connection> self() { return shared_from_this(); }

    void read();
    void on_head(const Error& failed);
    void on_request(const Error& failed);
    void route();
    void route_get(std::string_view path);
    void chat(WireKind wire);
    void show();
    void answer(unsigned status, std::string_view body);
    void refuse(WireKind wire, unsigned status, std::string_view type, std::string_view message);
    void write(After after);
    void written(After after);
    void watch();
    void peer_spoke();
    void close();

    Socket socket_;
    Service& service_;
    Pacer& pacer_;
    boost::beast::flat_buffer input_;
    std::optional<Parser> parser_;
    std::string output_;
    std::unique_ptr<Reply> reply_;  // of a chat, while it is under way
    bool keep_alive_ = true;
    bool watching_ = false;
};

}  // namespace hexameter::simulate
