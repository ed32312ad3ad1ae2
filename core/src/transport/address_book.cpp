#include "transport/address_book.hpp"

#include <netdb.h>
#include <sys/un.h>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <charconv>
#include <chrono>
#include <cstring>
#include <mutex>
#include <thread>
#include <utility>

#include "base/clock.hpp"

namespace hexameter::detail {
namespace {

constexpr std::chrono::seconds kept{60};

namespace ip = boost::asio::ip;

SocketAddress address_of(const void* bytes, std::size_t size) {
    SocketAddress address;
    std::memcpy(&address.storage, bytes, size);
    address.size = static_cast<socklen_t>(size);
    return address;
}

SocketAddress address_of(const ip::tcp::endpoint& endpoint) {
    return address_of(endpoint.data(), endpoint.size());
}

// What needs no looking up: addresses as text, and this machine.
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

Addresses ask_the_system(const std::string& host, const std::string& port) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_ADDRCONFIG | AI_NUMERICSERV;
    addrinfo* first = nullptr;
    std::vector<SocketAddress> found;
    if (getaddrinfo(host.c_str(), port.c_str(), &hints, &first) == 0)
        for (const addrinfo* each = first; each != nullptr; each = each->ai_next)
            found.push_back(address_of(each->ai_addr, each->ai_addrlen));
    if (first != nullptr) freeaddrinfo(first);
    return std::make_shared<const std::vector<SocketAddress>>(std::move(found));
}

}  // namespace

// Outlives the book while a name is being looked up.
struct AddressBook::Mailbox {
    std::mutex mutex;
    boost::asio::io_context* context = nullptr;  // null: nobody reads it any more
};

Addresses unix_address(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(&address.sun_path[0], sizeof address.sun_path - 1);
    return std::make_shared<const std::vector<SocketAddress>>(1,
                                                              address_of(&address, sizeof address));
}

bool is_loopback(const std::string& host) {
    boost::system::error_code error;
    const auto address = ip::make_address(host, error);
    return host == "localhost" || (!error && address.is_loopback());
}

AddressBook::AddressBook(boost::asio::io_context& context) : mailbox_(std::make_shared<Mailbox>()) {
    mailbox_->context = &context;
}

AddressBook::~AddressBook() {
    const std::lock_guard lock(mailbox_->mutex);
    mailbox_->context = nullptr;
}

Addresses AddressBook::find(const std::string& host, const std::string& port, Answer when_known) {
    const Place place{host, port};
    Entry& entry = entries_[place];
    if (entry.known_until > now()) return entry.addresses;
    if (auto known = known_addresses(host, port); !known.empty()) {
        entry.addresses = std::make_shared<const std::vector<SocketAddress>>(std::move(known));
        entry.known_until = Instant::max();
        return entry.addresses;
    }
    entry.waiting.push_back(std::move(when_known));
    if (entry.waiting.size() == 1) look_up(place);
    return nullptr;
}

void AddressBook::look_up(const Place& place) {
    std::thread([this, place, mailbox = mailbox_] {
        const Addresses addresses = ask_the_system(place.first, place.second);
        const std::lock_guard lock(mailbox->mutex);
        if (mailbox->context != nullptr)
            boost::asio::post(*mailbox->context,
                              [this, place, addresses] { keep(place, addresses); });
    }).detach();
}

void AddressBook::keep(const Place& place, const Addresses& addresses) {
    Entry& entry = entries_[place];
    entry.addresses = addresses;
    // A name that was not found is asked for again next time.
    entry.known_until = addresses->empty() ? Instant() : now() + kept;
    for (const Answer& answer : std::exchange(entry.waiting, {})) answer(addresses);
}

}  // namespace hexameter::detail
