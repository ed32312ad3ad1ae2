// The engine: loads plugins, runs a spec, reports as it goes. No global state: several may live in
// one process.
//
// Threads: any. Of one engine one call at a time, which waits until it is done: those that find a
// plugin may load it, and plugins are called on the thread of the call. plugins(), refusals(),
// find() and check_config() may come beside any other.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hexameter/observer.hpp"
#include "hexameter/plan.hpp"
#include "hexameter/plugins.hpp"
#include "hexameter/record.hpp"
#include "hexameter/rescoring.hpp"
#include "hexameter/run_spec.hpp"
#include "hexameter/scoring.hpp"

namespace hexameter {

struct EngineOptions {
    std::vector<std::filesystem::path> plugin_dirs;  // before the standard search path
    std::filesystem::path home;                      // where runs are kept; empty: nothing is kept
    // What engine and plugins have to tell; level 0 debug, 1 info, 2 warning, 3 error. Any thread.
    std::function<void(int level, std::string_view message)> log;
};

// Cancels a run from any thread, one that watches for signals too; not from a signal handler: it
// takes a lock. Outlives the run, and is for one.
// drain(): no new request is sent, those in flight finish, all is saved.
// abort(): those in flight are cut as well; what they measured is kept.
class RunControl {
  public:
    RunControl();
    ~RunControl();
    RunControl(const RunControl&) = delete;
    RunControl& operator=(const RunControl&) = delete;

    void drain();
    void abort();

    struct State;

    [[nodiscard]] const std::shared_ptr<State>& state() const { return state_; }

  private:
    std::shared_ptr<State> state_;
};

// What a server says of one of its models.
struct ListedModel {
    std::string id;
    std::string details_json = "{}";
};

namespace detail {
struct ResolvedRun;
struct Resumption;
}  // namespace detail

// A spec with all that it names found, checked and created. Nothing has started. Owns the plugins'
// instances; must not outlive its engine. One thread at a time.
class PreparedRun {
  public:
    explicit PreparedRun(std::unique_ptr<detail::ResolvedRun> run,
                         std::unique_ptr<const detail::Resumption> before = nullptr);
    ~PreparedRun();
    PreparedRun(PreparedRun&& other) noexcept;
    PreparedRun& operator=(PreparedRun&& other) noexcept;

  private:
    friend class Engine;
    std::unique_ptr<detail::ResolvedRun> run_;
    std::unique_ptr<const detail::Resumption> before_;  // null: it begins
};

class Engine {
  public:
    // Reads the manifests of every plugin on the search path; runs no code of theirs yet.
    explicit Engine(EngineOptions options);
    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    // They live as long as the engine.
    [[nodiscard]] const std::vector<PluginInfo>& plugins() const;
    [[nodiscard]] const std::vector<PluginRefusal>& refusals() const;

    // The plugin of that kind with this id or alias. The error says what there is, and why a file
    // that might have held it was refused.
    [[nodiscard]] Result<PluginInfo> find(PluginKind kind, const std::string& id) const;

    // What is wrong with a configuration, as far as the plugin's manifest and the environment tell.
    // An Error: there is no such plugin.
    [[nodiscard]] Result<std::vector<SpecFault>> check_config(PluginKind kind,
                                                              const std::string& id,
                                                              const std::string& config_json) const;

    // Checks the spec against everything that can be known without asking a server: plugins, their
    // configuration, the data set, whether modality and codecs take samples and parameters. Plugins
    // are created and asked for it, no request is sent. The error names all that is wrong, a line
    // each.
    [[nodiscard]] Result<PreparedRun> prepare(const RunSpec& spec) const;

    // The same of a run that is kept in the engine's home and did not come to its end: what is
    // there stays, the rest is measured into the same run. Refused (ErrorCode::config) when it is
    // going on, has nothing left to do, has cost more than it may, or its data set or plugins have
    // changed. `max_cost` is what all of it may cost from now on; absent: as before.
    [[nodiscard]] Result<PreparedRun> prepare_to_resume(
        const RunRecord& kept, std::optional<double> max_cost = std::nullopt) const;

    // What it would do. Nothing is sent. Takes a second at most for the prompts.
    [[nodiscard]] RunPlan plan(PreparedRun& prepared) const;

    // Runs it and returns when it is over. Observers hear of it on a thread of their own. A run
    // that was started always gives a record; an Error means that nothing was started.
    [[nodiscard]] Result<RunRecord> run(PreparedRun prepared,
                                        const std::vector<Observer*>& observers,
                                        RunControl& control);

    // Both in one.
    [[nodiscard]] Result<RunRecord> run(const RunSpec& spec,
                                        const std::vector<Observer*>& observers,
                                        RunControl& control);

    // Where runs are kept from now on; empty: nowhere. Not while a run is going on.
    void keep_in(std::filesystem::path home);

    // The metric, created with its configuration. The error says what there is, or what is wrong
    // with the configuration.
    [[nodiscard]] Result<MetricScorer> metric(const MetricSpec& spec);

    // Plays the raw events of a run in the engine's home to its modality again and asks metrics
    // about the answers of the iterations that succeeded: their values, and the modality's, take
    // the place of those that were there, and RunHeader::rescored tells of it. All else stays to
    // the bit, the whole run where it fails or no answer could be scored. No provider is created.
    // Refused (ErrorCode::config) while the run goes on, or where its data set is not there as it
    // was.
    [[nodiscard]] Result<Rescored> rescore(const RunRecord& kept, const RescoreSpec& what);

    // Asks a provider which models it has. ErrorCode::timeout after 15 s.
    [[nodiscard]] Result<std::vector<ListedModel>> models(const ModelSpec& provider);

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

// The version of this build: "0.1.0".
[[nodiscard]] std::string_view engine_version();

}  // namespace hexameter
