// What every plugin class stands on, and the guard that keeps exceptions inside.
#pragma once

#include <hexameter/sdk/error.hpp>
#include <hexameter/sdk/host.hpp>
#include <hexameter/sdk/views.hpp>
#include <new>
#include <string_view>
#include <utility>

namespace hexameter::sdk {
inline namespace v1 {

// What a plugin's constructor is given. config_json was checked against the schema and has its
// defaults; the view is borrowed for the constructor.
struct Setup {
    Host host;
    std::string_view id;
    std::string_view config_json;
};

// Runs a call of the plugin's. What it throws becomes a status here and a text at the host.
// op 0: the call belongs to the instance.
template <class Call>
[[nodiscard]] hxm_status guard(const Host& host, hxm_op op, Call&& call) noexcept {
    const auto fail = [&](Status status, std::string_view text, std::string_view detail = {}) {
        const Status code = failed(status) ? status : Status::internal;
        host.set_error(op, code, text, detail);
        return raw(code);
    };
    try {
        return raw(std::forward<Call>(call)());
    } catch (const Error& e) {
        return fail(e.status(), e.text(), e.detail_json());
    } catch (const std::bad_alloc&) {
        return fail(Status::no_memory, "out of memory");
    } catch (const std::exception& e) {
        return fail(Status::internal, e.what());
    } catch (...) {
        return fail(Status::internal, "the plugin threw what is no std::exception");
    }
}

// The base of the bases. Constructed, started, stopped and destroyed on one control thread. A
// constructor refuses its configuration by throwing Error(Status::config, ...).
class Instance {
  public:
    explicit Instance(const Setup& setup) noexcept : host_(setup.host) {}

    virtual ~Instance() = default;
    Instance(const Instance&) = delete;
    Instance& operator=(const Instance&) = delete;

    [[nodiscard]] const hxm_instance* raw() noexcept { return &raw_; }

  protected:
    [[nodiscard]] const Host& host() const noexcept { return host_; }

    virtual Status start() { return Status::ok; }

    // No operation is under way. No thread of the plugin may outlive it.
    virtual void stop() {}

    // The table of an interface id, or null. Called on the control thread.
    [[nodiscard]] virtual const void* interface(std::string_view id) const noexcept = 0;

    template <class Derived>
    static Derived& from(void* self) noexcept {
        return *static_cast<Derived*>(static_cast<Instance*>(self));
    }

  private:
    static hxm_status start_thunk(void* self) noexcept {
        auto& plugin = from<Instance>(self);
        return guard(plugin.host_, 0, [&] { return plugin.start(); });
    }

    static void stop_thunk(void* self) noexcept {
        auto& plugin = from<Instance>(self);
        static_cast<void>(guard(plugin.host_, 0, [&] {
            plugin.stop();
            return Status::ok;
        }));
    }

    static void destroy_thunk(void* self) noexcept { delete static_cast<Instance*>(self); }

    static const void* interface_thunk(void* self, const char* id) noexcept {
        return id == nullptr ? nullptr : from<Instance>(self).interface(id);
    }

    Host host_;
    hxm_instance raw_{sizeof(hxm_instance), 0, this, start_thunk, stop_thunk, destroy_thunk,
                      interface_thunk};
};

}  // namespace v1
}  // namespace hexameter::sdk
