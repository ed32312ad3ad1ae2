#include "transport/address_book.hpp"

#include <boost/asio/ip/address.hpp>
#include <charconv>
#include <chrono>
#include <cstring>

#include "base/clock.hpp"

namespace hexameter::detail {
namespace {

constexpr std::chrono::seconds kept{60};

namespace ip = boost::asio::ip;

SocketAddress address_of(const ip::tcp::endpoint& endpoint) {
    SocketAddress address;
    std::memcpy(&address.storage, endpoint.data(), endpoint.size());
    address.size = static_cast<socklen_t>(endpoint.size());
    return address;
}

// What needs no looking up: addresses as text, and this machine (RFC 6761, section 6.3).
std::vector<SocketAddress> known_addresses(const std::string& host, const std::string& port) {
    unsigned short number = 0;
    std::from_chars(port.data(), port.data() + port.size(), number);
    if (host == "localhost")
        return {address_of({ip::address_v6::loopback(), number}),
                address_of({ip::address_v4::loopback(), number})};
    boost::system::error_code error;
    const auto address = ip::make_address(host, error);
    if (error) return {};
    return {address_of({address, number})};
}

}  // namespace

const std::vector<SocketAddress>* AddressBook::find(const std::string& host,
                                                    const std::string& port, Answer when_known) {
    const Place place{host, port};
    Entry& entry = entries_[place];
    if (entry.known_until > now()) return &entry.addresses;
    if (auto known = known_addresses(host, port); !known.empty()) {
        entry.addresses = std::move(known);
        entry.known_until = Instant::max();
        return &entry.addresses;
    }
    entry.waiting.push_back(std::move(when_known));
    if (entry.waiting.size() == 1) look_up(place);
    return nullptr;
}

void AddressBook::look_up(const Place& place) {
    using ip::tcp;
    resolver_.async_resolve(place.first, place.second, tcp::resolver::numeric_service,
                            [this, place](const boost::system::error_code& error,
                                          const tcp::resolver::results_type& results) {
                                if (error == boost::asio::error::operation_aborted) return;
                                std::vector<SocketAddress> addresses;
                                for (const auto& result : results)
                                    addresses.push_back(address_of(result.endpoint()));
                                keep(place, std::move(addresses));
                            });
}

void AddressBook::keep(const Place& place, std::vector<SocketAddress> addresses) {
    Entry& entry = entries_[place];
    entry.addresses = std::move(addresses);
    entry.known_until = now() + kept;
    const auto waiting = std::exchange(entry.waiting, {});
    for (const Answer& answer : waiting) answer();
    // A name that was not found is asked for again next time.
    Entry& after = entries_[place];
    if (after.addresses.empty()) after.known_until = Instant();
}

}  // namespace hexameter::detail
