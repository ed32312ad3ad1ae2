// Runs over the fixture plugins (tests/support/plugins) and the text modality.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "hexameter/engine.hpp"
#include "plugin/registry.hpp"
#include "run/resolved_run.hpp"

namespace hexameter::testing {

// The folders of these fixtures; that of the shipped plugins is on the search path by itself.
[[nodiscard]] std::vector<std::filesystem::path> fixture_folders(
    const std::vector<std::string>& names);

// One model per provider, labelled as the provider; `samples` inline samples "s1", "s2", ...
[[nodiscard]] RunSpec spec_of(const std::vector<std::string>& providers, std::size_t samples = 1);

// A registry over the providers of the spec and the shipped plugins.
[[nodiscard]] std::unique_ptr<detail::Registry> registry_for(const RunSpec& spec);

// Throws what is wrong with the spec.
[[nodiscard]] std::unique_ptr<detail::ResolvedRun> resolved(detail::Registry& registry,
                                                            const RunSpec& spec);

// Keeps every event.
class EventLog : public Observer {
  public:
    explicit EventLog(bool tokens = true) : tokens_(tokens) {}

    void on_event(const RunEvent& event) override;

    [[nodiscard]] bool wants_tokens() const override { return tokens_; }

    // Called with each event after it was kept, on the observers' thread.
    void then(std::function<void(const RunEvent&)> what) { then_ = std::move(what); }

    [[nodiscard]] std::vector<RunEvent> events() const;
    [[nodiscard]] std::vector<RunEvent> of(RunEventType type) const;

    // "warmup 1/2", "iteration_start 1/3 w" (w: of a warm-up), ... without tokens.
    [[nodiscard]] std::vector<std::string> words(const std::string& model) const;

  private:
    bool tokens_;
    std::function<void(const RunEvent&)> then_;
    mutable std::mutex mutex_;
    std::vector<RunEvent> events_;
};

// Runs the spec with the fixtures that it names. `home` empty: nothing is kept. Throws when the
// engine refuses it.
[[nodiscard]] RunRecord run_spec(const RunSpec& spec, Observer* observer = nullptr,
                                 RunControl* control = nullptr,
                                 const std::filesystem::path& home = {});

}  // namespace hexameter::testing
