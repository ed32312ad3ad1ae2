#include "plugin/host_services.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "base/splitmix64.hpp"
#include "plugin/status.hpp"

namespace hexameter::detail {

HostServices::HostServices(std::string plugin, std::map<std::string, std::string> secrets,
                           LogSink log)
    : plugin_(std::move(plugin)), secrets_(std::move(secrets)), log_(std::move(log)) {
    table_.struct_size = sizeof(table_);
    table_.abi_major = HXM_ABI_MAJOR;
    table_.abi_minor = HXM_ABI_MINOR;
    table_.ctx = this;
    table_.log = &HostServices::log;
    table_.set_error = &HostServices::set_error;
    table_.get_secret = &HostServices::get_secret;
    table_.random_u64 = &HostServices::random_u64;
    table_.is_cancelled = &HostServices::is_cancelled;
    table_.get_extension = &HostServices::get_extension;
}

void HostServices::begin(hxm_op op, std::uint64_t seed) {
    const std::lock_guard lock(mutex_);
    operations_[op].random_state = seed;
}

void HostServices::end(hxm_op op) {
    const std::lock_guard lock(mutex_);
    operations_.erase(op);
}

void HostServices::mark_cancelled(hxm_op op) {
    const std::lock_guard lock(mutex_);
    operations_[op].cancelled = true;
}

Error HostServices::take_error(hxm_op op, hxm_status status) {
    const auto where = "plugin " + plugin_;
    const std::lock_guard lock(mutex_);
    const auto found = operations_.find(op);
    if (found != operations_.end() && found->second.error) {
        const Error said = *std::exchange(found->second.error, std::nullopt);
        return {said.code(), without_secrets(said.message()), where};
    }
    return {error_code_of(status),
            fmt::format("it answered {} and said no more", status_name(status)), where};
}

// A server may quote the key that it refuses.
std::string HostServices::without_secrets(std::string text) const {
    constexpr std::size_t shortest = 4;  // less is no key, and would hit words
    for (const auto& [name, value] : secrets_) {
        if (value.size() < shortest) continue;
        const auto instead = "[" + name + "]";
        for (auto at = text.find(value); at != std::string::npos;
             at = text.find(value, at + instead.size()))
            text.replace(at, value.size(), instead);
    }
    return text;
}

std::optional<std::string> HostServices::secret(std::string_view name) const {
    const auto found = secrets_.find(std::string(name));
    if (found == secrets_.end()) return std::nullopt;
    return found->second;
}

void HostServices::log(void* ctx, std::int32_t level, hxm_str message) noexcept {
    const auto& self = *static_cast<HostServices*>(ctx);
    constexpr std::int32_t trace_and_debug = 1;  // the boundary's levels begin with trace
    if (self.log_)
        self.log_(
            std::clamp(level - trace_and_debug, 0, 3),
            fmt::format("{}: {}", self.plugin_, self.without_secrets(std::string(view(message)))));
}

void HostServices::set_error(void* ctx, hxm_op op, hxm_status code, hxm_str message,
                             hxm_str /*detail_json*/) noexcept {
    auto& self = *static_cast<HostServices*>(ctx);
    const std::lock_guard lock(self.mutex_);
    self.operations_[op].error = Error(error_code_of(code), std::string(view(message)));
}

hxm_status HostServices::get_secret(void* ctx, hxm_str name, void* to, hxm_put put) noexcept {
    const auto value = static_cast<HostServices*>(ctx)->secret(view(name));
    if (!value) return HXM_E_ARG;
    return put(to, {reinterpret_cast<const std::uint8_t*>(value->data()), value->size()});
}

std::uint64_t HostServices::random_u64(void* ctx, hxm_op op) noexcept {
    auto& self = *static_cast<HostServices*>(ctx);
    const std::lock_guard lock(self.mutex_);
    return splitmix64(self.operations_[op].random_state);
}

std::int32_t HostServices::is_cancelled(void* ctx, hxm_op op) noexcept {
    auto& self = *static_cast<HostServices*>(ctx);
    const std::lock_guard lock(self.mutex_);
    const auto found = self.operations_.find(op);
    return found != self.operations_.end() && found->second.cancelled ? 1 : 0;
}

const void* HostServices::get_extension(void* /*ctx*/, const char* /*id*/) noexcept {
    return nullptr;
}

}  // namespace hexameter::detail
