// Base of a provider that owns its transport, or runs a model in the process.
#pragma once

#include <hexameter/sdk/instance.hpp>
#include <hexameter/sdk/request.hpp>
#include <hexameter/sdk/sink.hpp>
#include <string_view>

namespace hexameter::sdk {
inline namespace v1 {

// A sink that the provider itself ends. Calls of one operation are serial, on any thread:
// sent? chunk* done, exactly one done, nothing after it.
class AsyncSink : public Sink {
  public:
    AsyncSink(const hxm_sink* raw, hxm_op op) : Sink(raw, op) {
        if (!HXM_CALLABLE(raw, hxm_sink, done)) {
            throw Error(Status::bad_argument, "the host's sink has no done");
        }
    }

    // The request left.
    void sent() const noexcept {
        if (raw().sent != nullptr) {
            raw().sent(raw().ctx, op());
        }
    }

    // After it the request and this sink are gone.
    void done(Status status, std::string_view detail_json = {}) const noexcept {
        raw().done(raw().ctx, op(), sdk::raw(status), str(detail_json));
    }
};

class AsyncProvider : public Instance {
  public:
    using Instance::Instance;

  protected:
    // Returns within 1 ms; may call the sink before it does. A failure, thrown or returned, means
    // refused: the sink was not and will not be called. Else exactly one done follows. Request and
    // sink live until done returns. The operation is out.op(). Thread: any.
    virtual Status submit(const Request& request, const AsyncSink& out) = 0;

    // Returns at once; done(cancelled) is due within 2 s. May come again, or for an operation that
    // is over: then nothing happens. Thread: any.
    virtual void cancel(hxm_op op) = 0;

    [[nodiscard]] const void* interface(std::string_view id) const noexcept override {
        static constexpr hxm_provider_async table{sizeof(hxm_provider_async), 0, submit_thunk,
                                                  cancel_thunk};
        return id == HXM_IF_ASYNC ? &table : nullptr;
    }

  private:
    static hxm_status submit_thunk(void* self, hxm_op op, const hxm_request* rq,
                                   const hxm_sink* out) noexcept {
        auto& provider = from<AsyncProvider>(self);
        return guard(provider.host(), op,
                     [&] { return provider.submit(Request(rq), AsyncSink(out, op)); });
    }

    static void cancel_thunk(void* self, hxm_op op) noexcept {
        auto& provider = from<AsyncProvider>(self);
        static_cast<void>(guard(provider.host(), op, [&] {
            provider.cancel(op);
            return Status::ok;
        }));
    }
};

}  // namespace v1
}  // namespace hexameter::sdk
