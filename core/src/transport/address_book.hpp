// Names of hosts, and their addresses.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "hexameter/timeline.hpp"
#include "transport/socket_address.hpp"

namespace hexameter::detail {

using Addresses = std::shared_ptr<const std::vector<SocketAddress>>;

// Thread: the loop's. Each name is looked up by the system on a thread of its own, which nobody
// waits for: a name server that does not answer holds up no other name, and not the end of the
// program. An answer is kept for a minute.
class AddressBook {
  public:
    using Answer = std::function<void(const Addresses&)>;

    explicit AddressBook(boost::asio::io_context& context);
    ~AddressBook();
    AddressBook(const AddressBook&) = delete;
    AddressBook& operator=(const AddressBook&) = delete;

    // The addresses, where they are known by now; else null, and `when_known` is called once from
    // the loop with them. The list is empty for a name that does not exist.
    [[nodiscard]] Addresses find(const std::string& host, const std::string& port,
                                 Answer when_known);

  private:
    using Place = std::pair<std::string, std::string>;
    struct Mailbox;

    struct Entry {
        Addresses addresses;
        Instant known_until;
        std::vector<Answer> waiting;
    };

    void look_up(const Place& place);
    void keep(const Place& place, const Addresses& addresses);

    std::shared_ptr<Mailbox> mailbox_;
    std::map<Place, Entry> entries_;
};

// The address of a Unix socket; the path is no longer than such a one can be.
[[nodiscard]] Addresses unix_address(const std::string& path);

// This machine, by its name or an address of its own (RFC 6761, section 6.3).
[[nodiscard]] bool is_loopback(const std::string& host);

}  // namespace hexameter::detail
