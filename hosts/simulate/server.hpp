// The listening server.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "service.hpp"

namespace hexameter::simulate {

struct ServerOptions {
    std::string host = "127.0.0.1";
    std::uint16_t port = 11434;  // as Ollama's; 0 = the kernel picks one
    std::string unix_path;       // in place of the two; must not exist
    unsigned threads = 1;
};

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
