// The one symbol of a plugin file, from the manifest and the classes that stand behind its ids:
//
//     HEXAMETER_PLUGIN(hexameter::sdk::provider<Codec>("org.example.echo"))
//
// once per file, at namespace scope, several plugins apart by commas. The class is constructed with
// a Setup.
//
// Threads: the host calls the factories on its control thread; the constructor runs there.
#pragma once

#include <hexameter/abi/hxm_manifest.h>

#include <hexameter/sdk/instance.hpp>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

namespace hexameter::sdk {
inline namespace v1 {

struct Factory {
    const char* id;
    std::unique_ptr<Instance> (*make)(const Setup& setup);
};

// A class of this layer behind an id of the manifest.
template <class Plugin>
[[nodiscard]] constexpr Factory plugin(const char* id) noexcept {
    return {id, [](const Setup& setup) -> std::unique_ptr<Instance> {
                return std::make_unique<Plugin>(setup);
            }};
}

template <class Plugin>
[[nodiscard]] constexpr Factory provider(const char* id) noexcept {
    return plugin<Plugin>(id);
}

template <class Plugin>
[[nodiscard]] constexpr Factory modality(const char* id) noexcept {
    return plugin<Plugin>(id);
}

template <class Plugin>
[[nodiscard]] constexpr Factory metric(const char* id) noexcept {
    return plugin<Plugin>(id);
}

// hxm_entry.create over the factories. Never throws.
[[nodiscard]] inline hxm_status create_plugin(std::initializer_list<Factory> factories,
                                              const hxm_host* raw_host, const char* id,
                                              hxm_str config_json,
                                              const hxm_instance** out) noexcept {
    if (raw_host == nullptr || id == nullptr || out == nullptr) {
        return HXM_E_ARG;
    }
    *out = nullptr;
    const Host host(raw_host);
    return guard(host, 0, [&] {
        std::string known;
        for (const Factory& factory : factories) {
            if (std::string_view(factory.id) == id) {
                *out = factory.make(Setup{host, id, view(config_json)}).release()->raw();
                return Status::ok;
            }
            known.append(known.empty() ? "" : ", ").append(factory.id);
        }
        throw Error(Status::bad_argument,
                    "this file has no plugin \"" + std::string(id) + "\"; it has " + known);
    });
}

}  // namespace v1
}  // namespace hexameter::sdk

#define HEXAMETER_PLUGIN(...)                                                                     \
    static hxm_status hexameter_create(const hxm_host* host, const char* id, hxm_str config_json, \
                                       const hxm_instance** out) {                                \
        return ::hexameter::sdk::create_plugin({__VA_ARGS__}, host, id, config_json, out);        \
    }                                                                                             \
    HXM_ENTRY(hexameter_create)
