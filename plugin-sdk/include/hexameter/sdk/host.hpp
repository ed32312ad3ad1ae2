// The services of the host, each safe to call whatever the host lacks.
#pragma once

#include <hexameter/sdk/error.hpp>
#include <hexameter/sdk/views.hpp>
#include <string>
#include <string_view>

namespace hexameter::sdk {
inline namespace v1 {

enum class LogLevel : std::int32_t { trace, debug, info, warning, error };

// A handle: copy it freely, it lives as long as the instance. Threads: any.
class Host {
  public:
    explicit Host(const hxm_host* raw) noexcept : raw_(raw) {}

    void log(LogLevel level, std::string_view text) const noexcept {
        if (HXM_CALLABLE(raw_, hxm_host, log)) {
            raw_->log(raw_->ctx, static_cast<std::int32_t>(level), str(text));
        }
    }

    // op 0: of the instance (create, start, probe). Thrown Errors come here by themselves.
    void set_error(hxm_op op, Status status, std::string_view text,
                   std::string_view detail_json = {}) const noexcept {
        if (HXM_CALLABLE(raw_, hxm_host, set_error)) {
            raw_->set_error(raw_->ctx, op, sdk::raw(status), str(text), str(detail_json));
        }
    }

    // The value of a secret whose name the configuration holds. Throws Error when the host has it
    // not. A codec needs none: HttpOut::secret_header never shows the value.
    [[nodiscard]] std::string secret(std::string_view name) const {
        std::string value;
        const auto append = [](void* to, hxm_buf piece) noexcept -> hxm_status {
            try {
                static_cast<std::string*>(to)->append(view(piece));
                return HXM_OK;
            } catch (...) {
                return HXM_E_NOMEM;
            }
        };
        const hxm_status status = HXM_CALLABLE(raw_, hxm_host, get_secret)
                                      ? raw_->get_secret(raw_->ctx, str(name), &value, append)
                                      : static_cast<hxm_status>(HXM_E_UNSUPPORTED);
        if (status < 0) {
            throw Error(static_cast<Status>(status),
                        "the host has no secret named \"" + std::string(name) + "\"");
        }
        return value;
    }

    // The only source of randomness: the same run draws the same numbers again. One thread per
    // operation at a time.
    [[nodiscard]] std::uint64_t random_u64(hxm_op op) const {
        if (!HXM_CALLABLE(raw_, hxm_host, random_u64)) {
            throw Error(Status::unsupported, "the host gives no random numbers");
        }
        return raw_->random_u64(raw_->ctx, op);
    }

    [[nodiscard]] bool is_cancelled(hxm_op op) const noexcept {
        return HXM_CALLABLE(raw_, hxm_host, is_cancelled) && raw_->is_cancelled(raw_->ctx, op) != 0;
    }

    // The table of an optional service, such as hxm_host_media under HXM_HOST_MEDIA; null when the
    // host has it not: cope, or say so in an Error.
    template <class Table>
    [[nodiscard]] const Table* extension(const char* id) const noexcept {
        return HXM_CALLABLE(raw_, hxm_host, get_extension)
                   ? static_cast<const Table*>(raw_->get_extension(raw_->ctx, id))
                   : nullptr;
    }

  private:
    const hxm_host* raw_;
};

}  // namespace v1
}  // namespace hexameter::sdk
