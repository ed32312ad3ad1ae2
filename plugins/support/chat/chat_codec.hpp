// The exchange of a chat codec, but for the shape of its JSON.
//
//   unknown --first byte of a stream--> events --whole, failed or refused by the sink--> over
//      \---any other first byte, an error, or a list of models--> text --end--> over
//
// 1. A reply of HTTP 400 and above is never read as an answer.
// 2. The form of an answer is told from its first byte and not from what was asked for: servers
//    that cannot stream answer whole, and proxies answer in HTML.
// 3. Whatever ends a reply is said once: after it the exchange is over, and end says nothing more.
#pragma once

#include <string>
#include <string_view>

#include "hexameter/sdk/codec.hpp"
#include "support/chat/request.hpp"
#include "support/chat/server.hpp"

namespace hexameter::plugin_chat {

enum class Form { unknown, events, text };

// Reply, default-constructed, has
//     static bool streams(char first);     may a stream of events begin so?
//     Status feed(bytes, sink);            complete: the reply is whole
//     void finish(sink);                   the stream's end; throws Error when it came too early
//     void cut(sink);                      the connection broke: what is left
//     void whole(json, sink);              a reply in one piece
template <class Reply>
struct Exchange {
    sdk::Kind kind = sdk::Kind::generate;
    std::string model;
    std::string path;
    std::string retry_after;
    std::string text;  // of a reply that is no stream
    Reply reply;
    std::uint32_t http_status = 0;
    Form form = Form::unknown;
    bool begun = false;  // the body's first byte that is no white space came
    bool over = false;
};

template <class Reply>
class ChatCodec : public sdk::CodecProvider<Exchange<Reply>> {
  public:
    using State = Exchange<Reply>;

    ChatCodec(const sdk::Setup& setup, const plugin_json::Value& config,
              std::string_view default_url)
        : sdk::CodecProvider<State>(setup), server_(setup.id, config, default_url) {}

  protected:
    // The answer to anything but generate: RECORD chunks.
    virtual void records(const State& state, std::string_view json, sdk::Sink& out) = 0;

    [[nodiscard]] const Server& server() const { return server_; }

    // Begins encode.
    static void begin(State& state, const sdk::Request& request, std::string_view path) {
        state.kind = request.kind();
        state.model = request.model();
        state.path = path;
    }

    sdk::Status head(State& state, const sdk::HttpHead& head, sdk::Sink& /*out*/) override {
        state.http_status = head.status();
        state.retry_after = head.header("retry-after");
        if (const auto error = server_.compressed(state.http_status, state.path,
                                                  head.header("content-encoding"))) {
            state.over = true;
            throw *error;
        }
        if (!head.ok() || state.kind != sdk::Kind::generate) {
            state.form = Form::text;
        }
        return sdk::Status::ok;
    }

    sdk::Status body(State& state, std::string_view wire, sdk::Sink& out) override {
        if (state.over) {
            return sdk::Status::complete;
        }
        if (!state.begun) {
            // White space and the bytes of a byte order mark say nothing of the form.
            const std::size_t first = wire.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
            if (first == std::string_view::npos) {
                return sdk::Status::ok;
            }
            wire.remove_prefix(first);
            state.begun = true;
            if (state.form == Form::unknown) {
                state.form = Reply::streams(wire.front()) ? Form::events : Form::text;
            }
        }
        if (state.form == Form::text) {
            keep(state, wire);
            return sdk::Status::ok;
        }
        state.over = true;  // by an error, unless what follows says otherwise
        const sdk::Status status = state.reply.feed(wire, out);
        state.over = status != sdk::Status::ok;
        return status;
    }

    sdk::Status end(State& state, sdk::End how, sdk::Sink& out) override {
        // Nothing came: why, the host knows.
        if (state.over || state.http_status == 0) {
            return sdk::Status::ok;
        }
        state.over = true;
        if (state.http_status < 200 || state.http_status >= 300) {
            throw server_.refusal(state.http_status, state.path, state.text, state.retry_after);
        }
        if (how == sdk::End::cut) {
            if (state.form == Form::events) {
                state.reply.cut(out);
            }
            throw sdk::Error(sdk::Status::transport,
                             "the connection broke before the reply was whole");
        }
        if (state.form == Form::events) {
            state.reply.finish(out);
        } else {
            whole(state, out);
        }
        return sdk::Status::ok;
    }

  private:
    void whole(State& state, sdk::Sink& out) {
        if (state.text.empty() || (state.text.front() != '{' && state.text.front() != '[')) {
            throw server_.no_json(state.text);
        }
        if (state.kind == sdk::Kind::generate) {
            state.reply.whole(state.text, out);
        } else {
            records(state, state.text, out);
        }
    }

    static void keep(State& state, std::string_view wire) {
        constexpr std::size_t limit_bytes = sdk::LineSplitter::default_limit_bytes;
        if (state.text.size() + wire.size() > limit_bytes) {
            state.over = true;
            throw sdk::Error(sdk::Status::limit,
                             "the reply is longer than " + std::to_string(limit_bytes) + " bytes");
        }
        state.text.append(wire);
    }

    Server server_;
};

}  // namespace hexameter::plugin_chat
