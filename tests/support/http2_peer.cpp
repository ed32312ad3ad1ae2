#include "support/http2_peer.hpp"

#include <nghttp2/nghttp2.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <vector>

namespace hexameter::testing {
namespace {

void demand(int result) {
    if (result != 0) throw std::runtime_error(nghttp2_strerror(result));
}

std::uint8_t* bytes_of(const std::string& text) {
    return reinterpret_cast<std::uint8_t*>(const_cast<char*>(text.data()));
}

nghttp2_nv field(const std::string& name, const std::string& value) {
    return {bytes_of(name), bytes_of(value), name.size(), value.size(), NGHTTP2_NV_FLAG_NONE};
}

// Hands out one piece of a body.
ssize_t read_piece(nghttp2_session* /*session*/, std::int32_t /*stream*/, std::uint8_t* into,
                   std::size_t most_bytes, std::uint32_t* flags, nghttp2_data_source* source,
                   void* /*self*/) {
    auto& left = *static_cast<std::string_view*>(source->ptr);
    const std::size_t size = left.copy(reinterpret_cast<char*>(into), most_bytes);
    left.remove_prefix(size);
    if (left.empty()) *flags |= NGHTTP2_DATA_FLAG_EOF;
    return static_cast<ssize_t>(size);
}

}  // namespace

struct Http2Peer::Calls {
    static int on_header(nghttp2_session* /*session*/, const nghttp2_frame* frame,
                         const std::uint8_t* name, std::size_t name_size, const std::uint8_t* value,
                         std::size_t value_size, std::uint8_t /*flags*/, void* self) {
        auto& request = static_cast<Http2Peer*>(self)->open_[frame->hd.stream_id];
        request.stream = frame->hd.stream_id;
        request.headers[{name, name + name_size}] = std::string(value, value + value_size);
        return 0;
    }

    static int on_data(nghttp2_session* /*session*/, std::uint8_t /*flags*/, std::int32_t stream,
                       const std::uint8_t* bytes, std::size_t size, void* self) {
        static_cast<Http2Peer*>(self)->open_[stream].body.append(bytes, bytes + size);
        return 0;
    }

    static int on_frame(nghttp2_session* /*session*/, const nghttp2_frame* frame, void* self) {
        auto& peer = *static_cast<Http2Peer*>(self);
        const auto stream = frame->hd.stream_id;
        if (frame->hd.type == NGHTTP2_RST_STREAM)
            peer.resets_[stream] = frame->rst_stream.error_code;
        const bool carries = frame->hd.type == NGHTTP2_HEADERS || frame->hd.type == NGHTTP2_DATA;
        if (!carries || (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) == 0) return 0;
        peer.whole_.push_back(std::move(peer.open_[stream]));
        peer.open_.erase(stream);
        return 0;
    }
};

Http2Peer::Http2Peer(FaultConnection& connection) : connection_(connection) {
    nghttp2_session_callbacks* made = nullptr;
    demand(nghttp2_session_callbacks_new(&made));
    const std::unique_ptr<nghttp2_session_callbacks, decltype(&nghttp2_session_callbacks_del)>
        callbacks(made, &nghttp2_session_callbacks_del);
    nghttp2_session_callbacks_set_on_header_callback(made, &Calls::on_header);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(made, &Calls::on_data);
    nghttp2_session_callbacks_set_on_frame_recv_callback(made, &Calls::on_frame);
    nghttp2_session* session = nullptr;
    nghttp2_option* option = nullptr;
    demand(nghttp2_option_new(&option));
    nghttp2_option_set_max_send_header_block_length(option, 1U << 20U);
    const int opened = nghttp2_session_server_new2(&session, made, this, option);
    nghttp2_option_del(option);
    demand(opened);
    session_.reset(session, &nghttp2_session_del);
    demand(nghttp2_submit_settings(session, NGHTTP2_FLAG_NONE, nullptr, 0));
    flush();
}

bool Http2Peer::receive() {
    std::array<char, 16384> buffer{};
    const ssize_t got = connection_.receive(buffer.data(), buffer.size());
    if (got <= 0) return false;
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(buffer.data());
    if (nghttp2_session_mem_recv(session_.get(), bytes, static_cast<std::size_t>(got)) < 0)
        return false;
    flush();
    return true;
}

void Http2Peer::flush() {
    std::string out;
    const std::uint8_t* bytes = nullptr;
    ssize_t size = 0;
    while ((size = nghttp2_session_mem_send(session_.get(), &bytes)) > 0)
        out.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
    if (!out.empty()) connection_.send(out);
}

std::optional<Http2Request> Http2Peer::read_request() {
    while (whole_.empty())
        if (!receive()) return std::nullopt;
    auto request = std::move(whole_.front());
    whole_.pop_front();
    return request;
}

bool Http2Peer::wait_reset(std::int32_t stream) {
    while (!resets_.contains(stream))
        if (!receive()) return false;
    return true;
}

void Http2Peer::head(std::int32_t stream, int status,
                     const std::map<std::string, std::string>& headers) {
    const std::string status_name = ":status";
    const std::string status_text = std::to_string(status);
    std::vector<nghttp2_nv> fields{field(status_name, status_text)};
    for (const auto& [name, value] : headers) fields.push_back(field(name, value));
    demand(nghttp2_submit_headers(session_.get(), NGHTTP2_FLAG_NONE, stream, nullptr, fields.data(),
                                  fields.size(), nullptr));
    flush();
}

void Http2Peer::data(std::int32_t stream, std::string_view bytes, bool last) {
    nghttp2_data_provider provider{};
    provider.source.ptr = &bytes;
    provider.read_callback = &read_piece;
    const auto flags = last ? NGHTTP2_FLAG_END_STREAM : NGHTTP2_FLAG_NONE;
    if (nghttp2_submit_data(session_.get(), static_cast<std::uint8_t>(flags), stream, &provider) ==
        0)
        flush();
    // The window may be full: the client opens it.
    while (!bytes.empty() && receive()) continue;
}

void Http2Peer::reset(std::int32_t stream, std::uint32_t error_code) {
    demand(nghttp2_submit_rst_stream(session_.get(), NGHTTP2_FLAG_NONE, stream, error_code));
    flush();
}

void Http2Peer::go_away(std::int32_t last_stream, std::uint32_t error_code) {
    demand(nghttp2_submit_goaway(session_.get(), NGHTTP2_FLAG_NONE, last_stream, error_code,
                                 nullptr, 0));
    flush();
}

FaultServer::Script serve_http2(std::string body) {
    return [body = std::move(body)](FaultConnection& connection) {
        Http2Peer peer(connection);
        while (const auto request = peer.read_request()) {
            peer.head(request->stream, 200);
            peer.data(request->stream, body, true);
        }
    };
}

}  // namespace hexameter::testing
