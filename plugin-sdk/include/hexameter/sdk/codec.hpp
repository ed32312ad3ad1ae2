// Base of a provider that encodes requests and parses replies, and leaves the wire to the host.
#pragma once

#include <hexameter/sdk/http.hpp>
#include <hexameter/sdk/instance.hpp>
#include <hexameter/sdk/op_map.hpp>
#include <hexameter/sdk/request.hpp>
#include <hexameter/sdk/sink.hpp>
#include <string_view>

namespace hexameter::sdk {
inline namespace v1 {

// State: what one operation remembers; default-constructed anew for each attempt, gone after the
// last call. Calls of one operation are serial but may change thread; with the flag "concurrent" in
// plugin.json those of several come at once.
template <class State>
class CodecProvider : public Instance {
  public:
    using Instance::Instance;

  protected:
    // Begins an attempt. The request lives until the operation is forgotten.
    virtual Status encode(State& state, const Request& request, HttpOut& out) = 0;

    // The next exchange, after end() said pending. The host may repeat it: change nothing here.
    virtual Status encode_next(State& /*state*/, HttpOut& /*out*/) {
        throw Error(Status::unsupported, "this provider has one exchange per request");
    }

    virtual Status head(State& /*state*/, const HttpHead& /*head*/, Sink& /*out*/) {
        return Status::ok;
    }

    // Bytes as they came, split anywhere. complete: the reply is whole, wait for no close.
    virtual Status body(State& state, std::string_view wire, Sink& out) = 0;

    // Once per exchange, always, also after an error or a cut. pending: one more exchange.
    virtual Status end(State& /*state*/, End /*how*/, Sink& /*out*/) { return Status::ok; }

    [[nodiscard]] const void* interface(std::string_view id) const noexcept override {
        static constexpr hxm_provider_codec table{sizeof(hxm_provider_codec),
                                                  0,
                                                  encode_thunk,
                                                  head_thunk,
                                                  body_thunk,
                                                  end_thunk,
                                                  forget_thunk};
        return id == HXM_IF_CODEC ? &table : nullptr;
    }

  private:
    // What the sink refused wins over what the plugin thought went well.
    template <class Call>
    static hxm_status with_sink(void* self, hxm_op op, const hxm_sink* raw_sink,
                                Call&& call) noexcept {
        auto& codec = from<CodecProvider>(self);
        return guard(codec.host(), op, [&] {
            Sink sink(raw_sink, op);
            const Status status = call(codec, codec.states_.get(op), sink);
            return failed(status) || sink.verdict() == Status::ok ? status : sink.verdict();
        });
    }

    static hxm_status encode_thunk(void* self, hxm_op op, const hxm_request* rq,
                                   const hxm_http* raw_out) noexcept {
        auto& codec = from<CodecProvider>(self);
        return guard(codec.host(), op, [&] {
            HttpOut out(raw_out);
            return rq == nullptr ? codec.encode_next(codec.states_.get(op), out)
                                 : codec.encode(codec.states_.renew(op), Request(rq), out);
        });
    }

    static hxm_status head_thunk(void* self, hxm_op op, const hxm_http_head* raw_head,
                                 const hxm_sink* out) noexcept {
        return with_sink(self, op, out, [&](CodecProvider& codec, State& state, Sink& sink) {
            return codec.head(state, HttpHead(raw_head), sink);
        });
    }

    static hxm_status body_thunk(void* self, hxm_op op, hxm_buf wire,
                                 const hxm_sink* out) noexcept {
        return with_sink(self, op, out, [&](CodecProvider& codec, State& state, Sink& sink) {
            return codec.body(state, view(wire), sink);
        });
    }

    static hxm_status end_thunk(void* self, hxm_op op, std::uint32_t how,
                                const hxm_sink* out) noexcept {
        return with_sink(self, op, out, [&](CodecProvider& codec, State& state, Sink& sink) {
            return codec.end(state, static_cast<End>(how), sink);
        });
    }

    static void forget_thunk(void* self, hxm_op op) noexcept {
        auto& codec = from<CodecProvider>(self);
        static_cast<void>(guard(codec.host(), op, [&] {
            codec.states_.drop(op);
            return Status::ok;
        }));
    }

    OpMap<State> states_;
};

}  // namespace v1
}  // namespace hexameter::sdk
