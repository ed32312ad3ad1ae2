// Names of hosts, and their addresses.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "transport/http1_connection.hpp"

namespace hexameter::detail {

// Thread: the loop's. Names are looked up by the system on a thread of Asio's; an answer is kept
// for a minute. What is asked for when the book goes is never answered.
class AddressBook {
  public:
    using Answer = std::function<void()>;

    explicit AddressBook(boost::asio::io_context& context) : resolver_(context) {}

    // The addresses, where they are known by now; else null, and `when_known` is called once from
    // the loop, after which find() has them: an empty list for a name that does not exist.
    [[nodiscard]] const std::vector<SocketAddress>* find(const std::string& host,
                                                         const std::string& port,
                                                         Answer when_known);

  private:
    using Place = std::pair<std::string, std::string>;

    struct Entry {
        std::vector<SocketAddress> addresses;
        Instant known_until;
        std::vector<Answer> waiting;
    };

    void look_up(const Place& place);
    void keep(const Place& place, std::vector<SocketAddress> addresses);

    boost::asio::ip::tcp::resolver resolver_;
    std::map<Place, Entry> entries_;
};

}  // namespace hexameter::detail
