#include "support/plugin_harness.hpp"

#include <dlfcn.h>

#include <chrono>
#include <filesystem>
#include <stdexcept>

namespace hexameter::test {
namespace {

constexpr auto patience = std::chrono::seconds(30);

hxm_str str(const std::string& text) {
    return {text.data(), text.size()};
}

std::string copy(hxm_str text) {
    return text.p == nullptr ? "" : std::string(text.p, text.n);
}

std::uint64_t monotonic_ns() {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return static_cast<std::uint64_t>(std::chrono::nanoseconds(now).count());
}

std::uint64_t splitmix64(std::uint64_t& state) {
    state += 0x9e3779b97f4a7c15ULL;
    std::uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

}  // namespace

struct ProviderHarness::Kept {
    Ask ask;
    hxm_part part{};
    hxm_message message{};
    hxm_request request{};
};

std::string RecordedOp::text(std::uint32_t kind) const {
    std::string all;
    for (const RecordedChunk& chunk : chunks) {
        all += chunk.kind == kind ? chunk.bytes : "";
    }
    return all;
}

ProviderHarness::ProviderHarness(const std::string& file, const std::string& id,
                                 const std::string& config_json, std::uint64_t seed)
    : seed_(seed), library_(::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL)) {
    if (library_ == nullptr) {
        throw std::runtime_error(::dlerror());
    }
    host_.struct_size = sizeof host_;
    host_.abi_major = HXM_ABI_MAJOR;
    host_.ctx = this;
    host_.set_error = [](void* ctx, hxm_op op, hxm_status, hxm_str text, hxm_str) {
        ProviderHarness& me = of(ctx);
        const std::lock_guard lock(me.mutex_);
        me.ops_[op].error = copy(text);
    };
    host_.random_u64 = [](void* ctx, hxm_op op) {
        ProviderHarness& me = of(ctx);
        const std::lock_guard lock(me.mutex_);
        std::uint64_t& state = me.random_.try_emplace(op, me.seed_ * 1'000'003 + op).first->second;
        return splitmix64(state);
    };
    host_.is_cancelled = [](void* ctx, hxm_op op) -> std::int32_t {
        ProviderHarness& me = of(ctx);
        const std::lock_guard lock(me.mutex_);
        return me.cancelled_.contains(op) ? 1 : 0;
    };
    sink_.struct_size = sizeof sink_;
    sink_.ctx = this;
    sink_.sent = [](void* ctx, hxm_op op) {
        ProviderHarness& me = of(ctx);
        const std::lock_guard lock(me.mutex_);
        ++me.ops_[op].sent;
    };
    sink_.chunk = [](void* ctx, hxm_op op, const hxm_chunk* chunk) -> hxm_status {
        const std::uint64_t now_ns = monotonic_ns();
        ProviderHarness& me = of(ctx);
        const std::lock_guard lock(me.mutex_);
        RecordedOp& record = me.ops_[op];
        record.after_done = record.after_done || record.done > 0;
        record.chunks.push_back(
            {chunk->kind, chunk->units, chunk->claimed_ns, now_ns,
             std::string(reinterpret_cast<const char*>(chunk->bytes.p), chunk->bytes.n)});
        me.changed_.notify_all();
        const auto limit = me.stop_after_.find(op);
        const bool enough = limit != me.stop_after_.end() && record.chunks.size() > limit->second;
        return enough ? HXM_STOP : HXM_OK;
    };
    sink_.done = [](void* ctx, hxm_op op, hxm_status status, hxm_str) {
        ProviderHarness& me = of(ctx);
        const std::lock_guard lock(me.mutex_);
        ++me.ops_[op].done;
        me.ops_[op].status = status;
        me.changed_.notify_all();
    };
    const auto* entry = static_cast<const hxm_entry*>(::dlsym(library_, "hexameter_plugin_v1"));
    if (entry == nullptr) {
        throw std::runtime_error(file + " has no hexameter_plugin_v1");
    }
    if (entry->create(&host_, id.c_str(), str(config_json), &instance_) != HXM_OK) {
        throw std::runtime_error(ops_[0].error);
    }
    provider_ = static_cast<const hxm_provider_async*>(
        instance_->get_interface(instance_->self, HXM_IF_ASYNC));
    if (provider_ == nullptr || instance_->start(instance_->self) != HXM_OK) {
        throw std::runtime_error(id + " did not start: " + ops_[0].error);
    }
}

ProviderHarness::~ProviderHarness() {
    stop();
}

void ProviderHarness::stop() {
    if (instance_ != nullptr) {
        instance_->stop(instance_->self);
        instance_->destroy(instance_->self);
        instance_ = nullptr;
    }
}

hxm_status ProviderHarness::submit(hxm_op op, const Ask& ask) {
    Kept* kept = nullptr;
    {
        const std::lock_guard lock(mutex_);
        kept = &kept_[op];
    }
    kept->ask = ask;
    kept->part.mime = {"text/plain", 10};
    kept->part.data = {reinterpret_cast<const std::uint8_t*>(kept->ask.prompt.data()),
                       kept->ask.prompt.size()};
    kept->message = {HXM_ROLE_USER, 1, sizeof(hxm_part), 0, &kept->part};
    kept->request.struct_size = sizeof(hxm_request);
    kept->request.kind = ask.kind;
    kept->request.task = HXM_TASK_CHAT;
    kept->request.choices = 1;
    kept->request.message_count = 1;
    kept->request.message_stride = sizeof(hxm_message);
    kept->request.messages = &kept->message;
    kept->request.model = str(kept->ask.model);
    kept->request.params_json = str(kept->ask.params_json);
    kept->request.flags = ask.stream ? HXM_RQ_STREAM : 0;
    return provider_->submit(instance_->self, op, &kept->request, &sink_);
}

void ProviderHarness::cancel(hxm_op op) {
    {
        const std::lock_guard lock(mutex_);
        cancelled_.insert(op);
    }
    provider_->cancel(instance_->self, op);
}

void ProviderHarness::stop_after(hxm_op op, std::size_t chunks) {
    const std::lock_guard lock(mutex_);
    stop_after_[op] = chunks;
}

RecordedOp ProviderHarness::wait_done(hxm_op op) {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, patience, [&] { return ops_[op].done > 0; })) {
        throw std::runtime_error("operation " + std::to_string(op) + " is not done");
    }
    return ops_[op];
}

void ProviderHarness::wait_chunks(hxm_op op, std::size_t count) {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, patience, [&] { return ops_[op].chunks.size() >= count; })) {
        throw std::runtime_error("operation " + std::to_string(op) + " has too few chunks");
    }
}

RecordedOp ProviderHarness::recorded(hxm_op op) {
    const std::lock_guard lock(mutex_);
    return ops_[op];
}

std::size_t thread_count() {
    std::size_t count = 0;
    for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
        count += task.is_directory() ? 1 : 0;
    }
    return count;
}

}  // namespace hexameter::test
