#include "rig.hpp"

#include <fmt/core.h>

#include <stdexcept>

#include "unit/plugin/plugin_fixtures.hpp"

namespace hexameter::testing {

std::vector<std::filesystem::path> fixture_folders(const std::vector<std::string>& names) {
    std::vector<std::filesystem::path> folders;
    for (const auto& name : names)
        if (std::filesystem::exists(fixture_folder(name))) folders.push_back(fixture_folder(name));
    return folders;
}

RunSpec spec_of(const std::vector<std::string>& providers, std::size_t samples) {
    RunSpec spec;
    spec.modality = "text";
    for (std::size_t i = 1; i <= samples; ++i)
        spec.dataset.inline_samples.push_back(
            fmt::format(R"({{"id": "s{0}", "prompt": "prompt {0}"}})", i));
    for (const auto& provider : providers) {
        ModelSpec model;
        model.provider = provider;
        model.model = "m";
        model.label = provider;
        spec.models.push_back(std::move(model));
    }
    return spec;
}

namespace {

std::vector<std::string> providers_of(const RunSpec& spec) {
    std::vector<std::string> names;
    for (const auto& model : spec.models) names.push_back(model.provider);
    return names;
}

}  // namespace

std::unique_ptr<detail::Registry> registry_for(const RunSpec& spec) {
    return std::make_unique<detail::Registry>(
        plugin_search_path(fixture_folders(providers_of(spec))), nullptr);
}

std::unique_ptr<detail::ResolvedRun> resolved(detail::Registry& registry, const RunSpec& spec) {
    auto run = detail::resolve_run(registry, spec);
    if (!run) throw std::runtime_error(run.error().text());
    return std::move(run.value());
}

void EventLog::on_event(const RunEvent& event) {
    {
        const std::lock_guard lock(mutex_);
        events_.push_back(event);
    }
    if (then_) then_(event);
}

std::vector<RunEvent> EventLog::events() const {
    const std::lock_guard lock(mutex_);
    return events_;
}

std::vector<RunEvent> EventLog::of(RunEventType type) const {
    std::vector<RunEvent> found;
    for (const auto& event : events())
        if (event.type == type) found.push_back(event);
    return found;
}

std::vector<std::string> EventLog::words(const std::string& model) const {
    std::vector<std::string> words;
    for (const auto& event : events()) {
        if (event.model != model || event.type == RunEventType::token) continue;
        auto word = std::string(to_string(event.type));
        if (event.total > 0) word += fmt::format(" {}/{}", event.current, event.total);
        if (event.warmup && event.type != RunEventType::warmup) word += " w";
        words.push_back(std::move(word));
    }
    return words;
}

RunRecord run_spec(const RunSpec& spec, Observer* observer, RunControl* control,
                   const std::filesystem::path& home) {
    EngineOptions options;
    options.plugin_dirs = fixture_folders(providers_of(spec));
    options.home = home;
    Engine engine(options);
    RunControl own;
    std::vector<Observer*> observers;
    if (observer != nullptr) observers.push_back(observer);
    auto run = engine.run(spec, observers, control != nullptr ? *control : own);
    if (!run) throw std::runtime_error(run.error().text());
    return std::move(run.value());
}

}  // namespace hexameter::testing
