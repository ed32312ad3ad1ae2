#include "plugin/host_services.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/splitmix64.hpp"
#include "plugin/status.hpp"

namespace hexameter::detail {
namespace {

// How many bytes at the text's beginning are the byte c: itself, percent-encoded, or escaped by a
// backslash as in JSON; 0 when they are another one.
std::size_t bytes_of(char c, std::string_view text) {
    constexpr std::size_t encoded = 3;
    if (text.size() >= encoded && text.front() == '%') {
        unsigned value = 0;
        const auto [end, fault] =
            std::from_chars(text.data() + 1, text.data() + encoded, value, 16);
        if (end == text.data() + encoded && value == static_cast<unsigned char>(c)) return encoded;
    }
    if (text.size() > 1 && text.front() == '\\' && text[1] == c) return 2;
    return !text.empty() && text.front() == c ? 1 : 0;
}

// How many bytes at the text's beginning are the key, or so much of its beginning that it tells of
// the key; 0 when none are.
std::size_t bytes_of_key(std::string_view key, std::string_view text) {
    constexpr std::size_t telling = 12;
    constexpr std::size_t telling_where_cut = 4;
    std::size_t at = 0;
    std::size_t same = 0;
    for (; same < key.size(); ++same) {
        const auto bytes = bytes_of(key[same], text.substr(at));
        if (bytes == 0) break;
        at += bytes;
    }
    const bool cut = same >= telling_where_cut && text.substr(at).starts_with("...");
    return same == key.size() || same >= telling || cut ? at : 0;
}

std::string without(std::string_view text, std::string_view key, std::string_view instead) {
    constexpr std::size_t shortest = 4;  // less is no key, and would hit words
    if (key.size() < shortest) return std::string(text);
    std::string told;
    while (!text.empty()) {
        const auto bytes = bytes_of_key(key, text);
        told += bytes > 0 ? instead : text.substr(0, 1);
        text.remove_prefix(std::max<std::size_t>(bytes, 1));
    }
    return told;
}

}  // namespace

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

std::string HostServices::without_secrets(std::string_view text) const {
    std::string told(text);
    for (const auto& [name, value] : secrets_)
        told = without(told, value, fmt::format("[{}]", name));
    return told;
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
        self.log_(std::clamp(level - trace_and_debug, 0, 3),
                  fmt::format("{}: {}", self.plugin_, self.without_secrets(view(message))));
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
