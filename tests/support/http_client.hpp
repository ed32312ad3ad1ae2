// HTTP for tests, by libcurl: an implementation that nobody here wrote.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace hexameter::test {

struct HttpReply {
    int curl_code = 0;  // CURLcode; 0 = the exchange was whole
    long status = 0;
    long new_connections = 0;
    std::string content_type;
    std::string body;  // also what came before a break
};

// One client keeps its connections for the next request. Not thread-safe.
class HttpClient {
  public:
    HttpClient();
    ~HttpClient();
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;

    [[nodiscard]] HttpReply get(const std::string& url);
    [[nodiscard]] HttpReply post(const std::string& url, const std::string& json);

  private:
    HttpReply perform(const std::string& url);

    void* easy_;
};

// All of them at once, each on a connection of its own; replies in the order of the bodies.
[[nodiscard]] std::vector<HttpReply> post_at_once(const std::string& url,
                                                  const std::vector<std::string>& bodies);

}  // namespace hexameter::test
