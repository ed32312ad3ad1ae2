// 1. `body_` points into the bytes given to take() while the body came in one piece, and into the
//    scratch as soon as there are two: a block of many small chunks leaves as one.
// 2. The parser is paused at the end of the final reply: what comes behind it is not looked at.
#include "transport/http1_reply.hpp"

#include "transport/header_text.hpp"

namespace hexameter::detail {
namespace {

Http1Reply& reply_of(http_parser* parser) {
    return *static_cast<Http1Reply*>(parser->data);
}

constexpr unsigned first_status = 100;
constexpr unsigned first_final_status = 200;

}  // namespace

const http_parser_settings Http1Reply::settings = [] {
    http_parser_set_max_header_size(max_head_bytes);  // one for the process
    http_parser_settings all;
    http_parser_settings_init(&all);
    all.on_message_begin = &Http1Reply::on_begin;
    all.on_header_field = &Http1Reply::on_field;
    all.on_header_value = &Http1Reply::on_value;
    all.on_headers_complete = &Http1Reply::on_head;
    all.on_body = &Http1Reply::on_body;
    all.on_message_complete = &Http1Reply::on_complete;
    return all;
}();

Http1Reply::Http1Reply() {
    begin(false);
}

void Http1Reply::begin(bool bodyless) {
    http_parser_init(&parser_, HTTP_RESPONSE);
    parser_.data = this;
    parser_.lenient_http_headers = 1;
    parser_.allow_chunked_length = 1;
    head_.status = 0;
    head_.headers.clear();
    body_ = {};
    bodyless_ = bodyless;
    untouched_ = true;
    in_value_ = has_head_ = complete_ = keeps_alive_ = false;
}

int Http1Reply::on_begin(http_parser* parser) {
    reply_of(parser).head_.headers.clear();
    return 0;
}

// A name or a value may come in several pieces.
int Http1Reply::on_field(http_parser* parser, const char* text, std::size_t size) {
    Http1Reply& self = reply_of(parser);
    if (self.has_head_) return 0;  // a trailer
    if (self.in_value_) self.end_line();
    append_lower(self.head_.headers, {text, size});
    return 0;
}

int Http1Reply::on_value(http_parser* parser, const char* text, std::size_t size) {
    Http1Reply& self = reply_of(parser);
    if (self.has_head_) return 0;
    if (!self.in_value_) self.head_.headers.append(": ");
    self.in_value_ = true;
    self.head_.headers.append(text, size);
    return 0;
}

void Http1Reply::end_line() {
    auto& headers = head_.headers;
    while (headers.back() == ' ' && !headers.ends_with(": ")) headers.pop_back();
    headers.push_back('\n');
    in_value_ = false;
}

int Http1Reply::on_head(http_parser* parser) {
    constexpr int no_body = 1;
    constexpr int stop = -1;
    Http1Reply& self = reply_of(parser);
    if (parser->status_code < first_status) return stop;
    if (self.in_value_) self.end_line();
    self.head_.status = static_cast<int>(parser->status_code);
    self.has_head_ = parser->status_code >= first_final_status;
    // What follows an interim reply is the next one, whatever length it tells (RFC 9110, 8.6).
    return self.bodyless_ || !self.has_head_ ? no_body : 0;
}

int Http1Reply::on_body(http_parser* parser, const char* text, std::size_t size) {
    Http1Reply& self = reply_of(parser);
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text);
    std::string& scratch = *self.scratch_;
    if (self.body_.empty()) {
        self.body_ = {bytes, size};
        return 0;
    }
    if (scratch.empty())
        scratch.append(reinterpret_cast<const char*>(self.body_.data()), self.body_.size());
    scratch.append(text, size);
    self.body_ = {reinterpret_cast<const std::uint8_t*>(scratch.data()), scratch.size()};
    return 0;
}

int Http1Reply::on_complete(http_parser* parser) {
    Http1Reply& self = reply_of(parser);
    if (!self.has_head_) return 0;  // an interim reply
    self.complete_ = true;
    self.keeps_alive_ = http_should_keep_alive(parser) != 0;
    http_parser_pause(parser, 1);
    return 0;
}

Http1Reply::State Http1Reply::state() const {
    if (complete_) return State::complete;
    const auto error = HTTP_PARSER_ERRNO(&parser_);
    if (error == HPE_HEADER_OVERFLOW) return State::head_too_long;
    return error == HPE_OK && parser_.upgrade == 0 ? State::more : State::broken;
}

Http1Reply::State Http1Reply::take(std::span<const std::uint8_t> bytes, std::string& scratch) {
    untouched_ = untouched_ && bytes.empty();
    body_ = {};
    scratch.clear();
    scratch_ = &scratch;
    const std::size_t used = http_parser_execute(
        &parser_, &settings, reinterpret_cast<const char*>(bytes.data()), bytes.size());
    if (complete_ && used < bytes.size()) keeps_alive_ = false;  // it said more than its reply
    return state();
}

Http1Reply::State Http1Reply::take_end() {
    body_ = {};
    if (untouched_) return State::cut;
    http_parser_execute(&parser_, &settings, nullptr, 0);
    return complete_ ? State::complete : State::cut;
}

bool Http1Reply::begins_well() const {
    switch (HTTP_PARSER_ERRNO(&parser_)) {
        case HPE_INVALID_CONSTANT:
        case HPE_INVALID_VERSION:
        case HPE_INVALID_STATUS:
        case HPE_STRICT:
            return has_head_;
        default:
            return true;
    }
}

const char* Http1Reply::fault() const {
    const auto error = HTTP_PARSER_ERRNO(&parser_);
    switch (error) {
        case HPE_CB_headers_complete:
            return "its status is below 100";
        case HPE_INVALID_CONTENT_LENGTH:  // the parser's word for both
            return has_head_ ? "the size of a chunk is no number that can be"
                             : "its Content-Length is no number that can be";
        case HPE_UNEXPECTED_CONTENT_LENGTH:
            return "it has more than one Content-Length";
        default:
            return parser_.upgrade != 0 ? "it changes the protocol" : http_errno_description(error);
    }
}

}  // namespace hexameter::detail
