#include "support/fake_host.hpp"

#include "hexameter/sdk/views.hpp"

namespace hexameter::test {

using sdk::view;

FakeHost::FakeHost()
    : raw_{sizeof(hxm_host), HXM_ABI_MAJOR, HXM_ABI_MINOR, 0,           this,
           take_log,         take_error,    give_secret,   give_random, tell_cancelled,
           give_extension} {}

void FakeHost::cancel(hxm_op op) {
    const std::lock_guard lock(mutex_);
    cancelled_.insert(op);
}

std::vector<RecordedError> FakeHost::errors() const {
    const std::lock_guard lock(mutex_);
    return errors_;
}

std::size_t FakeHost::error_count() const {
    const std::lock_guard lock(mutex_);
    return errors_.size();
}

std::vector<std::string> FakeHost::log() const {
    const std::lock_guard lock(mutex_);
    return log_;
}

std::string FakeHost::last_error() const {
    const std::lock_guard lock(mutex_);
    return errors_.empty() ? std::string() : errors_.back().text;
}

void FakeHost::take_log(void* ctx, std::int32_t /*level*/, hxm_str text) {
    FakeHost& host = from(ctx);
    const std::lock_guard lock(host.mutex_);
    host.log_.emplace_back(view(text));
}

void FakeHost::take_error(void* ctx, hxm_op op, hxm_status code, hxm_str text, hxm_str detail) {
    FakeHost& host = from(ctx);
    const std::lock_guard lock(host.mutex_);
    host.errors_.push_back({op, code, std::string(view(text)), std::string(view(detail))});
}

hxm_status FakeHost::give_secret(void* ctx, hxm_str name, void* to, hxm_put put) {
    FakeHost& host = from(ctx);
    const auto found = host.secrets_.find(std::string(view(name)));
    return found == host.secrets_.end() ? static_cast<hxm_status>(HXM_E_ARG)
                                        : put(to, sdk::buf(found->second));
}

// splitmix64 (Steele, Lea, Flood 2014), one stream per operation.
std::uint64_t FakeHost::give_random(void* ctx, hxm_op op) {
    FakeHost& host = from(ctx);
    const std::lock_guard lock(host.mutex_);
    std::uint64_t& state = host.random_state_.try_emplace(op, op).first->second;
    state += 0x9E3779B97F4A7C15U;
    std::uint64_t mixed = state;
    mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9U;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBU;
    return mixed ^ (mixed >> 31U);
}

std::int32_t FakeHost::tell_cancelled(void* ctx, hxm_op op) {
    FakeHost& host = from(ctx);
    const std::lock_guard lock(host.mutex_);
    return host.cancelled_.count(op) != 0 ? 1 : 0;
}

const void* FakeHost::give_extension(void* /*ctx*/, const char* /*id*/) {
    return nullptr;
}

}  // namespace hexameter::test
