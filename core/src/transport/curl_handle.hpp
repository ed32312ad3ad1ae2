// An easy handle of libcurl's, and what it is told of a request: the connection, the server, what
// is sent, and the limits.
#pragma once

#include <curl/curl.h>

#include <cstdint>
#include <memory>
#include <new>
#include <optional>
#include <stdexcept>

#include "transport/proxies.hpp"
#include "transport/transport.hpp"
#include "transport/trusted_roots.hpp"

namespace hexameter::detail {

// libcurl takes limits as long and counts in int here and there; 24 days are no limit.
[[nodiscard]] long clamped_ms(std::uint64_t ms);

// For one request after another: aim, load, limit. Thread: the loop's.
class CurlHandle {
  public:
    // Both outlive it. Who uses it sets the callbacks.
    CurlHandle(const TrustedRoots& roots, const Proxies& proxies);
    CurlHandle(const CurlHandle&) = delete;
    CurlHandle& operator=(const CurlHandle&) = delete;

    // Where the request goes to, and how.
    void aim(const HttpRequest& request);

    // What is sent. The request stays as it is until the handle is out of libcurl's hands.
    // `with_its_headers`: they have been found right.
    void load(const HttpRequest& request, bool with_its_headers);

    // `total`: what is left of the limit on the whole; nothing: there is none.
    void limit(std::uint64_t connect_ms, std::optional<Nanos> total);

    // HTTP/2 over plain text: with prior knowledge in place of the upgrade, or the reverse.
    void turn_upgrade(const HttpRequest& request);

    // Whether the last request was to be sent with prior knowledge, where that is open.
    [[nodiscard]] bool at_once() const { return at_once_; }

    [[nodiscard]] bool https() const { return https_; }

    // Whether the server's certificate is checked against the CAs of the machine.
    [[nodiscard]] bool trusts_usual_roots() const;

    // As the handle has it.
    [[nodiscard]] const Connection& connection() const { return connection_; }

    // libcurl's own on what failed; "" for none.
    [[nodiscard]] const char* words() const { return &words_[0]; }

    [[nodiscard]] CURL* easy() const { return easy_.get(); }

    template <class T>
    void set(CURLoption option, T value) {
        const CURLcode code = curl_easy_setopt(easy_.get(), option, value);
        if (code == CURLE_OUT_OF_MEMORY) throw std::bad_alloc();
        if (code != CURLE_OK) throw std::logic_error(curl_easy_strerror(code));
    }

  private:
    struct EasyCleanup {
        void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
    };

    struct ListCleanup {
        void operator()(curl_slist* list) const { curl_slist_free_all(list); }
    };

    using List = std::unique_ptr<curl_slist, ListCleanup>;

    void set_connection();
    void set_server(const HttpRequest& request);
    void set_method(const HttpRequest& request);
    void set_headers(const HttpRequest& request, bool with_its_headers);

    const TrustedRoots& roots_;
    const Proxies& proxies_;
    std::unique_ptr<CURL, EasyCleanup> easy_;
    List header_list_;
    List connect_to_;
    Connection connection_;
    char words_[CURL_ERROR_SIZE] = {};
    bool https_ = false;
    bool at_once_ = true;
};

}  // namespace hexameter::detail
