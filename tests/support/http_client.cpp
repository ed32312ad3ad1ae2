#include "support/http_client.hpp"

#include <curl/curl.h>

namespace hexameter::test {
namespace {

constexpr long patience_s = 60;

std::size_t append(const char* data, std::size_t size, std::size_t count, void* to) {
    static_cast<std::string*>(to)->append(data, size * count);
    return size * count;
}

void prepare(CURL* easy, const std::string& url, HttpReply& reply) {
    curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT, patience_s);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, append);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &reply.body);
}

void prepare_post(CURL* easy, const std::string& json) {
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, static_cast<long>(json.size()));
    curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, json.c_str());
}

void collect(CURL* easy, HttpReply& reply) {
    const char* type = nullptr;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &reply.status);
    curl_easy_getinfo(easy, CURLINFO_NUM_CONNECTS, &reply.new_connections);
    curl_easy_getinfo(easy, CURLINFO_CONTENT_TYPE, &type);
    reply.content_type = type == nullptr ? "" : type;
}

}  // namespace

HttpClient::HttpClient() : easy_(curl_easy_init()) {}

HttpClient::~HttpClient() {
    curl_easy_cleanup(easy_);
}

HttpReply HttpClient::get(const std::string& url) {
    curl_easy_setopt(easy_, CURLOPT_HTTPGET, 1L);
    return perform(url);
}

HttpReply HttpClient::post(const std::string& url, const std::string& json) {
    prepare_post(easy_, json);
    return perform(url);
}

HttpReply HttpClient::perform(const std::string& url) {
    HttpReply reply;
    prepare(easy_, url, reply);
    reply.curl_code = curl_easy_perform(easy_);
    collect(easy_, reply);
    return reply;
}

std::vector<HttpReply> post_at_once(const std::string& url,
                                    const std::vector<std::string>& bodies) {
    std::vector<HttpReply> replies(bodies.size());
    std::vector<CURL*> easies;
    CURLM* multi = curl_multi_init();
    for (std::size_t i = 0; i < bodies.size(); ++i) {
        CURL* easy = curl_easy_init();
        prepare(easy, url, replies[i]);
        prepare_post(easy, bodies[i]);
        curl_easy_setopt(easy, CURLOPT_PRIVATE, &replies[i]);
        curl_multi_add_handle(multi, easy);
        easies.push_back(easy);
    }
    int running = 1;
    while (running > 0) {
        curl_multi_perform(multi, &running);
        curl_multi_poll(multi, nullptr, 0, 1000, nullptr);
    }
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi, &left)) {
        HttpReply* reply = nullptr;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &reply);
        reply->curl_code = message->data.result;
        collect(message->easy_handle, *reply);
    }
    for (CURL* easy : easies) {
        curl_multi_remove_handle(multi, easy);
        curl_easy_cleanup(easy);
    }
    curl_multi_cleanup(multi);
    return replies;
}

}  // namespace hexameter::test
