// Base of a modality: makes a request of a sample, and sense of the answer.
#pragma once

#include <hexameter/sdk/instance.hpp>
#include <hexameter/sdk/op_map.hpp>
#include <hexameter/sdk/request_builder.hpp>
#include <hexameter/sdk/sink.hpp>
#include <hexameter/sdk/writer.hpp>
#include <string_view>

namespace hexameter::sdk {
inline namespace v1 {

// State: what one operation remembers, over all its turns. The calls of one operation are serial
// but may change thread; with the flag "concurrent" in the manifest several operations come at
// once. What is thrown becomes the operation's error.
template <class State>
class Modality : public Instance {
  public:
    using Instance::Instance;

  protected:
    // Builds the request (empty when called). Comes again for the next turn when finish said
    // pending.
    virtual Status prepare(State& state, std::string_view sample_json, RequestBuilder& request) = 0;

    // Every chunk, replayed after the end, with the host's stamp (monotonic).
    virtual Status observe(State& /*state*/, const Chunk& /*chunk*/, std::uint64_t /*t_ns*/) {
        return Status::ok;
    }

    // outcome: how the operation ended; what came before a failure was observed.
    virtual Status finish(State& state, Status outcome, const hxm_timeline& times, Writer& out) = 0;

    [[nodiscard]] const void* interface(std::string_view id) const noexcept override {
        static constexpr hxm_modality table{
            sizeof(hxm_modality), 0, prepare_thunk, observe_thunk, finish_thunk, release_thunk};
        return id == HXM_IF_MODALITY ? &table : nullptr;
    }

  private:
    struct Slot {
        State state;
        RequestBuilder request;
    };

    static hxm_status prepare_thunk(void* self, hxm_op op, hxm_str sample_json,
                                    const hxm_request** out) noexcept {
        auto& modality = from<Modality>(self);
        return guard(modality.host(), op, [&] {
            if (out == nullptr) {
                throw Error(Status::bad_argument, "prepare was given no place for its request");
            }
            *out = nullptr;
            Slot& slot = modality.slots_.obtain(op);
            slot.request.clear();
            const Status status = modality.prepare(slot.state, view(sample_json), slot.request);
            if (!failed(status)) {
                *out = slot.request.view();
            }
            return status;
        });
    }

    static hxm_status observe_thunk(void* self, hxm_op op, const hxm_chunk* chunk,
                                    std::uint64_t t_ns) noexcept {
        auto& modality = from<Modality>(self);
        return guard(modality.host(), op, [&] {
            return modality.observe(modality.slots_.get(op).state, Chunk(chunk), t_ns);
        });
    }

    static hxm_status finish_thunk(void* self, hxm_op op, hxm_status st, const hxm_timeline* times,
                                   const hxm_writer* out) noexcept {
        auto& modality = from<Modality>(self);
        return guard(modality.host(), op, [&] {
            if (times == nullptr) {
                throw Error(Status::bad_argument, "finish was given no timeline");
            }
            hxm_timeline copy;
            HXM_COPY(&copy, times, hxm_timeline);
            Writer writer(out);
            return modality.finish(modality.slots_.get(op).state, static_cast<Status>(st), copy,
                                   writer);
        });
    }

    static void release_thunk(void* self, hxm_op op) noexcept {
        auto& modality = from<Modality>(self);
        static_cast<void>(guard(modality.host(), op, [&] {
            modality.slots_.drop(op);
            return Status::ok;
        }));
    }

    OpMap<Slot> slots_;
};

}  // namespace v1
}  // namespace hexameter::sdk
