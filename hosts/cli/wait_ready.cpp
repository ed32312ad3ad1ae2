#include "wait_ready.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace hexameter::cli {
namespace {

// One server with the models that the run wants of it.
struct Wanted {
    ModelSpec provider;
    std::vector<std::string> models;
};

std::vector<Wanted> servers_of(const std::vector<ModelSpec>& models) {
    std::vector<Wanted> servers;
    for (const auto& model : models) {
        const auto same = std::find_if(servers.begin(), servers.end(), [&](const Wanted& other) {
            return same_server(other.provider, model);
        });
        if (same == servers.end())
            servers.push_back({model, {model.model}});
        else
            same->models.push_back(model.model);
    }
    return servers;
}

// Servers may add a tag to the name that people use: llama3.2:latest.
bool has(const std::vector<ListedModel>& listed, const std::string& model) {
    return std::any_of(listed.begin(), listed.end(), [&](const ListedModel& one) {
        return one.id == model || one.id.starts_with(model + ':');
    });
}

bool may_pass(ErrorCode code) {
    return code == ErrorCode::transport || code == ErrorCode::timeout || code == ErrorCode::remote;
}

// Ready, or why not yet.
Status ask_once(const Wanted& server, const Waiting& world) {
    const auto listed = world.ask(server.provider);
    if (!listed && listed.error().code() == ErrorCode::unsupported) return {};
    if (!listed) return listed.error();
    for (const auto& model : server.models)
        if (!listed->empty() && !has(listed.value(), model))
            return Error(ErrorCode::remote,
                         fmt::format("it answers, and does not list {} yet", model),
                         "provider " + server.provider.provider);
    return {};
}

Status wait_for(const Wanted& server, Instant begin, Nanos within, const Waiting& world) {
    constexpr Nanos first = std::chrono::milliseconds(250);
    constexpr Nanos longest = std::chrono::seconds(2);
    const auto& name = server.provider.provider;
    std::string told;
    for (Nanos pause = first;; pause = std::min(pause * 2, longest)) {
        auto ready = ask_once(server, world);
        if (ready) {
            if (!told.empty()) world.tell(fmt::format("provider {} is ready", name));
            return {};
        }
        if (!may_pass(ready.error().code())) return ready;
        const Nanos left = begin + within - world.now();
        if (left <= Nanos{0})
            return Error(
                ErrorCode::timeout,
                fmt::format("not ready after {:g} s: {}",
                            std::chrono::duration<double>(within).count(), ready.error().text()),
                "--wait-ready");
        if (auto reason = ready.error().text(); reason != told) {
            world.tell("waiting: " + reason);
            told = std::move(reason);
        }
        world.sleep(std::min(pause, left));
    }
}

}  // namespace

Status wait_ready(const std::vector<ModelSpec>& models, Nanos within, const Waiting& world) {
    const Instant begin = world.now();
    for (const auto& server : servers_of(models))
        if (auto ok = wait_for(server, begin, within, world); !ok) return ok;
    return {};
}

Result<Nanos> seconds_to_wait(const std::string& typed) {
    constexpr double most_s = 86'400;
    double seconds = 0;
    const auto* const end = typed.data() + typed.size();
    const auto read = std::from_chars(typed.data(), end, seconds);
    if (read.ec != std::errc() || read.ptr != end || !(seconds >= 0 && seconds <= most_s))
        return Error(ErrorCode::config,
                     fmt::format("must be a number of seconds from 0 to {}, not {}", most_s, typed),
                     "--wait-ready");
    return Nanos(std::llround(seconds * 1e9));
}

}  // namespace hexameter::cli
