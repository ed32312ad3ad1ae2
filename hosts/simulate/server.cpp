// Invariant: a connection lives on one lane (an io_context with its one thread) from its acceptance
// to its end, so that nothing in it needs a lock.
#include "server.hpp"

#include <unistd.h>

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <cstring>
#include <thread>
#include <vector>

#include "connection.hpp"
#include "pacer.hpp"

namespace hexameter::simulate {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Stream = asio::generic::stream_protocol;

Stream::endpoint place_of(const ServerOptions& options) {
    if (!options.unix_path.empty()) {
        return asio::local::stream_protocol::endpoint(options.unix_path);
    }
    return tcp::endpoint(asio::ip::make_address(options.host), options.port);
}

std::string url_of(const tcp::endpoint& at) {
    const std::string host = at.address().to_string();
    return "http://" + (at.address().is_v6() ? "[" + host + "]" : host) + ":" +
           std::to_string(at.port());
}

struct Lane {
    asio::io_context io{1};
    asio::executor_work_guard<asio::io_context::executor_type> work{io.get_executor()};
    Pacer pacer{io};
};

}  // namespace

class Server::Lanes {
  public:
    Lanes(const ServerOptions& options, Service& service)
        : service_(service),
          lanes_(make(options.threads)),
          acceptor_(first().io, place_of(options)),
          unix_path_(options.unix_path),
          signals_(first().io, SIGINT, SIGTERM) {}

    ~Lanes() {
        if (!unix_path_.empty()) {
            ::unlink(unix_path_.c_str());
        }
    }

    Lanes(const Lanes&) = delete;
    Lanes& operator=(const Lanes&) = delete;

    [[nodiscard]] std::string url() const {
        if (!unix_path_.empty()) {
            return unix_path_;
        }
        const auto at = acceptor_.local_endpoint();
        tcp::endpoint place;
        std::memcpy(place.data(), at.data(), at.size());
        place.resize(at.size());
        return url_of(place);
    }

    void run() {
        signals_.async_wait([this](const boost::system::error_code&, int) { stop(); });
        accept();
        std::vector<std::jthread> threads;
        for (std::size_t i = 1; i < lanes_.size(); ++i) {
            threads.emplace_back([lane = lanes_[i].get()] { lane->io.run(); });
        }
        first().io.run();
    }

  private:
    static std::vector<std::unique_ptr<Lane>> make(unsigned count) {
        std::vector<std::unique_ptr<Lane>> lanes;
        for (unsigned i = 0; i < count; ++i) {
            lanes.push_back(std::make_unique<Lane>());
        }
        return lanes;
    }

    [[nodiscard]] Lane& first() { return *lanes_.front(); }

    void accept() {
        Lane& lane = *lanes_[next_lane_++ % lanes_.size()];
        acceptor_.async_accept(lane.io, [this, &lane](const boost::system::error_code& failed,
                                                      Stream::socket socket) {
            if (!failed) {
                asio::post(lane.io, [this, &lane, taken = std::move(socket)]() mutable {
                    std::make_shared<Connection>(std::move(taken), service_, lane.pacer)->start();
                });
            }
            if (failed != asio::error::operation_aborted) {
                accept();
            }
        });
    }

    void stop() {
        for (const auto& lane : lanes_) {
            lane->io.stop();
        }
    }

    Service& service_;
    std::vector<std::unique_ptr<Lane>> lanes_;
    asio::basic_socket_acceptor<Stream> acceptor_;
    std::string unix_path_;
    asio::signal_set signals_;
    std::size_t next_lane_ = 0;
};

Server::Server(const ServerOptions& options, Service& service)
    : lanes_(std::make_unique<Lanes>(options, service)) {}

Server::~Server() = default;

std::string Server::url() const {
    return lanes_->url();
}

void Server::run() {
    lanes_->run();
}

}  // namespace hexameter::simulate
