// A host for tests of plugins: gives the services of the ABI and records what was asked of it.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "hexameter/abi/hxm_plugin.h"

namespace hexameter::test {

struct RecordedError {
    hxm_op op;
    hxm_status status;
    std::string text;
    std::string detail_json;
};

// Threads: any. Must outlive the instances made with it.
class FakeHost {
  public:
    FakeHost();
    FakeHost(const FakeHost&) = delete;
    FakeHost& operator=(const FakeHost&) = delete;

    [[nodiscard]] const hxm_host* raw() const { return &raw_; }

    [[nodiscard]] hxm_host& services() { return raw_; }  // to take some away

    void add_secret(const std::string& name, const std::string& value) { secrets_[name] = value; }

    void cancel(hxm_op op);

    [[nodiscard]] std::vector<RecordedError> errors() const;
    [[nodiscard]] std::vector<std::string> log() const;

    [[nodiscard]] std::size_t error_count() const;

    // The last error's text, "" when there is none.
    [[nodiscard]] std::string last_error() const;

  private:
    static FakeHost& from(void* ctx) { return *static_cast<FakeHost*>(ctx); }

    static void take_log(void* ctx, std::int32_t level, hxm_str text);
    static void take_error(void* ctx, hxm_op op, hxm_status code, hxm_str text, hxm_str detail);
    static hxm_status give_secret(void* ctx, hxm_str name, void* to, hxm_put put);
    static std::uint64_t give_random(void* ctx, hxm_op op);
    static std::int32_t tell_cancelled(void* ctx, hxm_op op);
    static const void* give_extension(void* ctx, const char* id);

    hxm_host raw_;
    mutable std::mutex mutex_;
    std::vector<RecordedError> errors_;
    std::vector<std::string> log_;
    std::map<std::string, std::string> secrets_;
    std::map<hxm_op, std::uint64_t> random_state_;
    std::set<hxm_op> cancelled_;
};

}  // namespace hexameter::test
