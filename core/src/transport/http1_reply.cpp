// 1. `body_` points into the bytes given to take() while the body came in one piece, and into the
//    scratch as soon as there are two: a block of many small chunks leaves as one.
// 2. `rest_` holds what the parser wants to see again together with what comes next: at most one
//    head, chunk line or trailer. After the end it holds what came behind the reply.
#include "transport/http1_reply.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include "transport/header_text.hpp"

namespace hexameter::detail {
namespace http = boost::beast::http;

namespace {

constexpr std::string_view greeting = "HTTP/1.";

std::span<const std::uint8_t> bytes_of(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace

class Http1Reply::Parser final : public http::basic_parser<false> {
  public:
    Parser(Http1Reply& reply, bool bodyless) : reply_(reply) {
        eager(true);
        header_limit(max_head_bytes);
        body_limit(boost::none);
        skip(bodyless);
    }

    // Where body pieces go; `may_point`: the bytes stay where they are until body() was read.
    void lend(bool may_point, std::string& scratch) {
        may_point_ = may_point;
        scratch_ = &scratch;
        scratch_->clear();
    }

    [[nodiscard]] int status() const { return status_; }

  private:
    using Text = boost::beast::string_view;
    using Code = boost::beast::error_code;

    void on_request_impl(http::verb /*verb*/, Text /*method*/, Text /*target*/, int /*version*/,
                         Code& /*error*/) override {}

    void on_response_impl(int code, Text /*reason*/, int /*version*/, Code& /*error*/) override {
        status_ = code;
        reply_.head_.status = code;
        reply_.head_.headers.clear();
    }

    void on_field_impl(http::field /*field*/, Text name, Text value, Code& /*error*/) override {
        if (!reply_.has_head_) append_header(reply_.head_.headers, name, value);
    }

    void on_header_impl(Code& /*error*/) override {
        constexpr int first_final_status = 200;
        reply_.has_head_ = status_ >= first_final_status;
    }

    void on_body_init_impl(const boost::optional<std::uint64_t>& /*length*/,
                           Code& /*error*/) override {}

    std::size_t on_body_impl(Text piece, Code& /*error*/) override {
        add(piece);
        return piece.size();
    }

    void on_chunk_header_impl(std::uint64_t /*size*/, Text /*extensions*/,
                              Code& /*error*/) override {}

    std::size_t on_chunk_body_impl(std::uint64_t /*left*/, Text piece, Code& /*error*/) override {
        add(piece);
        return piece.size();
    }

    void on_finish_impl(Code& /*error*/) override {}

    void add(Text piece) {
        if (may_point_ && reply_.body_.empty()) {
            reply_.body_ = bytes_of({piece.data(), piece.size()});
            return;
        }
        if (scratch_->empty())
            scratch_->append(reinterpret_cast<const char*>(reply_.body_.data()),
                             reply_.body_.size());
        scratch_->append(piece.data(), piece.size());
        reply_.body_ = bytes_of(*scratch_);
    }

    Http1Reply& reply_;
    bool may_point_ = false;
    std::string* scratch_ = nullptr;
    int status_ = 0;
};

Http1Reply::Http1Reply() = default;
Http1Reply::~Http1Reply() = default;

void Http1Reply::begin(bool bodyless) {
    parser_ = std::make_unique<Parser>(*this, bodyless);
    rest_.clear();
    head_.status = 0;
    head_.headers.clear();
    body_ = {};
    bodyless_ = bodyless;
    untouched_ = true;
    has_head_ = false;
}

Http1Reply::State Http1Reply::parse(std::span<const std::uint8_t> bytes, bool may_point,
                                    std::string& scratch, std::size_t& used) {
    used = 0;
    body_ = {};
    parser_->lend(may_point, scratch);
    while (used < bytes.size()) {
        boost::beast::error_code error;
        const auto left = bytes.subspan(used);
        used += parser_->put(boost::asio::buffer(left.data(), left.size()), error);
        if (error == http::error::need_more) return State::more;
        if (error == http::error::header_limit) return State::head_too_long;
        if (error) return State::broken;
        if (!parser_->is_done()) continue;
        if (has_head_) return State::complete;
        // An interim reply: the final one follows.
        parser_ = std::make_unique<Parser>(*this, bodyless_);
        parser_->lend(may_point, scratch);
    }
    return State::more;
}

Http1Reply::State Http1Reply::take(std::span<const std::uint8_t> bytes, std::string& scratch) {
    untouched_ = untouched_ && bytes.empty();
    std::size_t used = 0;
    State state = State::more;
    if (rest_.empty()) {
        state = parse(bytes, true, scratch, used);
        const auto left = bytes.subspan(used);
        rest_.assign(left.begin(), left.end());
    } else {
        rest_.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
        state = parse(bytes_of(rest_), false, scratch, used);
        rest_.erase(0, used);
    }
    // The parser would wait for the head's end.
    const bool other =
        head_.status == 0 && rest_.substr(0, greeting.size()) != greeting.substr(0, rest_.size());
    return state == State::more && other ? State::broken : state;
}

Http1Reply::State Http1Reply::take_end() {
    body_ = {};
    if (untouched_ || !has_head_ || !rest_.empty()) return State::cut;
    boost::beast::error_code error;
    parser_->put_eof(error);
    return error ? State::cut : State::complete;
}

bool Http1Reply::keeps_alive() const {
    return rest_.empty() && parser_->keep_alive();
}

}  // namespace hexameter::detail
