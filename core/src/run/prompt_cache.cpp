// Invariants:
// 1. What is copied is the list of messages and the parts of the first one; all else is still the
//    modality's, which keeps it until release.
// 2. The copy lives in the job, and so longer than any operation that reads it.
#include "run/prompt_cache.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <string_view>

#include "base/fnv1a.hpp"
#include "plugin/status.hpp"
#include "run/modality_gate.hpp"

namespace hexameter::detail {
namespace {

constexpr std::string_view text_plain = "text/plain";

// A bijection (the finalizer of MurmurHash3): different numbers give different prefixes.
std::uint32_t scatter(std::uint32_t x) {
    x ^= x >> 16U;
    x *= 0x85EBCA6Bu;
    x ^= x >> 13U;
    x *= 0xC2B2AE35u;
    return x ^ (x >> 16U);
}

template <class T>
T copied(const T* from, std::uint32_t stride) {
    T to{};
    std::memcpy(&to, from, std::min<std::size_t>(stride, sizeof(T)));
    return to;
}

void put_before(OwnPrompt& own, const std::string& prefix) {
    own.text = prefix;
    if (!own.parts.empty() && view(own.parts.front().mime).starts_with("text/") &&
        own.parts.front().source == nullptr) {
        const auto& data = own.parts.front().data;
        own.text.append(reinterpret_cast<const char*>(data.p), data.n);
    } else {
        hxm_part part{};
        part.mime = {text_plain.data(), text_plain.size()};
        own.parts.insert(own.parts.begin(), part);
    }
    own.parts.front().data = {reinterpret_cast<const std::uint8_t*>(own.text.data()),
                              own.text.size()};
}

}  // namespace

std::uint32_t prompt_key(const std::string& run_id, const std::string& label) {
    const std::uint64_t state = fnv1a(fmt::format("{}\n{}", run_id, label));
    return static_cast<std::uint32_t>(state ^ (state >> 32U));
}

std::string unique_prefix(std::uint32_t key, std::uint32_t number) {
    return fmt::format("[hexameter {:08x}] ", scatter(key ^ number));
}

void make_prompt_unique(Job& job, const std::string& prefix) {
    auto own = std::make_unique<OwnPrompt>();
    HXM_COPY(&own->request, job.prepared, hxm_request);
    auto& request = own->request;
    if (request.message_count == 0) return;
    for (std::uint32_t m = 0; m < request.message_count; ++m)
        own->messages.push_back(
            copied(HXM_AT(hxm_message, request.messages, request.message_stride, m),
                   request.message_stride));
    auto& first = own->messages.front();
    for (std::uint32_t p = 0; p < first.part_count; ++p)
        own->parts.push_back(
            copied(HXM_AT(hxm_part, first.parts, first.part_stride, p), first.part_stride));
    put_before(*own, prefix);
    first.parts = own->parts.data();
    first.part_count = static_cast<std::uint32_t>(own->parts.size());
    first.part_stride = sizeof(hxm_part);
    request.messages = own->messages.data();
    request.message_stride = sizeof(hxm_message);
    job.own_prompt = std::move(own);
    job.prepared = &job.own_prompt->request;
    job.prompt = prompt_of(*job.prepared);
}

}  // namespace hexameter::detail
