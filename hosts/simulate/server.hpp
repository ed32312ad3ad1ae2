// The listening server.
#pragma once

#include <memory>
#include <string>

#include "options.hpp"
#include "service.hpp"

namespace hexameter::simulate {

class Server {
  public:
    // Listens; throws boost::system::system_error when the address cannot be had. The service must
    // outlive it.
    Server(const ServerOptions& options, Service& service);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    // "http://127.0.0.1:8080", or the path of its Unix socket
    [[nodiscard]] std::string url() const;

    // Serves until SIGINT or SIGTERM.
    void run();

  private:
    class Lanes;
    std::unique_ptr<Lanes> lanes_;
};

}  // namespace hexameter::simulate
