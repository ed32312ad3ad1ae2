// What the host gives to one instance of a plugin: log, errors, secrets, randomness, cancellation.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "hexameter/abi/hxm_plugin.h"
#include "hexameter/error.hpp"

namespace hexameter::detail {

// level: 0 debug, 1 info, 2 warning, 3 error. Thread: any.
using LogSink = std::function<void(int level, std::string_view message)>;

class HostServices {
  public:
    // `secrets`: names that the plugin may ask for, with their values.
    HostServices(std::string plugin, std::map<std::string, std::string> secrets, LogSink log);
    HostServices(const HostServices&) = delete;
    HostServices& operator=(const HostServices&) = delete;

    // Lives as long as this object.
    [[nodiscard]] const hxm_host* table() const { return &table_; }

    // An operation begins and ends: its random numbers, its error, its cancelled mark. Thread: any.
    void begin(hxm_op op, std::uint64_t seed);
    void end(hxm_op op);
    void mark_cancelled(hxm_op op);

    // What the plugin last said with set_error for this operation (0: outside any), once; else an
    // error made of the status. `where` is the plugin.
    [[nodiscard]] Error take_error(hxm_op op, hxm_status status);

    // The text with the names of the secrets in place of their values: plain or escaped, and cut
    // short too, for a server may quote the key that it refuses. Thread: any.
    [[nodiscard]] std::string without_secrets(std::string_view text) const;

    [[nodiscard]] std::optional<std::string> secret(std::string_view name) const;

  private:
    struct Operation {
        std::uint64_t random_state = 0;
        bool cancelled = false;
        std::optional<Error> error;
    };

    static void log(void* ctx, std::int32_t level, hxm_str message) noexcept;
    static void set_error(void* ctx, hxm_op op, hxm_status code, hxm_str message,
                          hxm_str detail_json) noexcept;
    static hxm_status get_secret(void* ctx, hxm_str name, void* to, hxm_put put) noexcept;
    static std::uint64_t random_u64(void* ctx, hxm_op op) noexcept;
    static std::int32_t is_cancelled(void* ctx, hxm_op op) noexcept;
    static const void* get_extension(void* ctx, const char* id) noexcept;

    std::string plugin_;
    std::map<std::string, std::string> secrets_;
    LogSink log_;
    hxm_host table_{};
    std::mutex mutex_;  // guards operations_
    std::unordered_map<hxm_op, Operation> operations_;
};

}  // namespace hexameter::detail
