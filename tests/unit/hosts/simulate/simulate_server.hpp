// hexameter-simulate under test, and ways to read what it sends.
#pragma once

#include <rapidjson/document.h>

#include <cstdint>
#include <string>
#include <vector>

#include "support/child_process.hpp"
#include "support/http_client.hpp"

namespace hexameter::test {

// The program on a port of the kernel's choice, with a client for it.
class SimulateServer {
  public:
    explicit SimulateServer(std::vector<std::string> more_arguments = {});

    HttpReply get(const std::string& path) { return client_.get(url_ + path); }

    HttpReply post(const std::string& path, const std::string& json) {
        return client_.post(url_ + path, json);
    }

    [[nodiscard]] const std::string& url() const { return url_; }

    [[nodiscard]] std::uint16_t port() const;

    [[nodiscard]] ChildProcess& process() { return process_; }

  private:
    ChildProcess process_;
    std::string url_;
    HttpClient client_;
};

using Json = rapidjson::Document;

// Fails the test, and gives null, when it is no JSON.
[[nodiscard]] Json parse(const std::string& text);

// The JSON of each "data: " event but [DONE]; of each line.
[[nodiscard]] std::vector<Json> sse_events(const std::string& body);
[[nodiscard]] std::vector<Json> ndjson_lines(const std::string& body);

// The "sent_ns" of each; fails the test where one is missing.
[[nodiscard]] std::vector<std::uint64_t> sent_times(const std::vector<Json>& events);

[[nodiscard]] std::uint64_t monotonic_ns();

// A chat request of either wire: `more` are further members, each with a comma before it.
[[nodiscard]] std::string chat(const std::string& model, const std::string& prompt,
                               const std::string& more);

inline constexpr const char* openai_chat = "/v1/chat/completions";
inline constexpr const char* ollama_chat = "/api/chat";

}  // namespace hexameter::test
