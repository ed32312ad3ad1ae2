#include "hexameter/engine.hpp"

#include <algorithm>
#include <utility>

#include "base/host_info.hpp"
#include "hexameter/history.hpp"
#include "plugin/registry.hpp"
#include "run/file_room.hpp"
#include "run/for_good.hpp"
#include "run/model_listing.hpp"
#include "run/rehearsal.hpp"
#include "run/rescore_run.hpp"
#include "run/resolved_run.hpp"
#include "run/resumption.hpp"
#include "run/run_plan.hpp"
#include "run/runner.hpp"
#include "run/samples_hash.hpp"
#include "scoring/open_metric.hpp"
#include "store/run_id.hpp"
#include "store/run_writer.hpp"

namespace hexameter {
namespace {

using namespace detail;  // NOLINT: this file is where the outside meets the inside

RunHeader header_of(const ResolvedRun& run, const std::filesystem::path& home) {
    RunHeader header;
    header.id = make_run_id(home);
    header.started_at = utc_now_rfc3339();
    header.engine_version = engine_version();
    header.spec = run.spec;
    header.host_json = host_info_json();
    header.plugins = run.plugins;
    header.metrics = run.definitions;
    header.samples = run.samples.size();
    header.dataset_sha256 = samples_sha256(run.samples);
    header.dataset_file_sha256 = run.dataset_file_sha256;
    return header;
}

bool any_quarantined(const ResolvedRun& run) {
    return std::any_of(run.models.begin(), run.models.end(),
                       [](const auto& model) { return model.provider->quarantined(); });
}

// In flight at once.
std::size_t connections_of(const ResolvedRun& run) {
    const auto codecs = static_cast<std::size_t>(
        std::count_if(run.models.begin(), run.models.end(),
                      [](const auto& model) { return model.interface.codec != nullptr; }));
    const bool parallel = run.spec.order == ModelOrder::parallel;
    return run.spec.concurrency * (parallel ? codecs : std::min<std::size_t>(codecs, 1));
}

std::vector<std::string> labels_of(const ResolvedRun& run) {
    std::vector<std::string> labels;
    for (const auto& model : run.models) labels.push_back(model.spec.label);
    return labels;
}

}  // namespace

struct Engine::Impl {
    EngineOptions options;
    Registry registry;

    explicit Impl(EngineOptions given)
        : options(std::move(given)),
          registry(plugin_search_path(options.plugin_dirs), options.log,
                   named_plugin_folders(options.plugin_dirs).size()) {}
};

Engine::Engine(EngineOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}

Engine::~Engine() = default;

const std::vector<PluginInfo>& Engine::plugins() const {
    return impl_->registry.plugins();
}

const std::vector<PluginRefusal>& Engine::refusals() const {
    return impl_->registry.refusals();
}

Result<PluginInfo> Engine::find(PluginKind kind, const std::string& id) const {
    return impl_->registry.find(kind, id);
}

Result<std::vector<SpecFault>> Engine::check_config(PluginKind kind, const std::string& id,
                                                    const std::string& config_json) const {
    const auto info = impl_->registry.find(kind, id);
    if (!info) return info.error();
    auto faults = impl_->registry.config_faults(info.value(), config_json);
    if (!faults) return std::vector<SpecFault>{{"", faults.error().text()}};
    return faults;
}

PreparedRun::PreparedRun(std::unique_ptr<ResolvedRun> run, std::unique_ptr<const Resumption> before)
    : run_(std::move(run)), before_(std::move(before)) {}

PreparedRun::~PreparedRun() = default;
PreparedRun::PreparedRun(PreparedRun&& other) noexcept = default;
PreparedRun& PreparedRun::operator=(PreparedRun&& other) noexcept = default;

Result<PreparedRun> Engine::prepare(const RunSpec& spec) const {
    if (const auto room = check_file_room(0); !room) return room.error();
    auto run = resolve_run(impl_->registry, spec);
    if (!run) return run.error();
    if (const auto room = check_file_room(connections_of(*run.value())); !room) return room.error();
    std::string faults;
    for (const auto& fault : rehearse(*run.value()))
        faults += (faults.empty() ? "" : "\n") + fault.text();
    if (!faults.empty()) return Error(ErrorCode::config, std::move(faults));
    if (spec.max_cost)
        if (auto ok = check_cost(plan_of(*run.value(), nullptr)); !ok) return ok.error();
    return PreparedRun(std::move(run.value()));
}

RunPlan Engine::plan(PreparedRun& prepared) const {
    return plan_of(*prepared.run_, prepared.before_.get());
}

Result<PreparedRun> Engine::prepare_to_resume(const RunRecord& kept,
                                              std::optional<double> max_cost) const {
    if (kept.summary.status == RunStatus::running)
        return Error(ErrorCode::config, "the run is still going on");
    if (kept.header.engine_version.empty())
        return Error(ErrorCode::config, "its header is lost, and with it what it was to measure");
    auto spec = spec_of_kept(impl_->options.home, kept.header);
    spec.max_cost = max_cost ? max_cost : kept.header.max_cost();
    auto prepared = prepare(spec);
    if (!prepared) return prepared;
    auto before = resumption_of(kept, *prepared.value().run_);
    if (!before) return before.error();
    prepared.value().before_ = std::make_unique<const Resumption>(std::move(before.value()));
    return prepared;
}

Result<RunRecord> Engine::run(const RunSpec& spec, const std::vector<Observer*>& observers,
                              RunControl& control) {
    auto prepared = prepare(spec);
    if (!prepared) return prepared.error();
    return run(std::move(prepared.value()), observers, control);
}

Result<RunRecord> Engine::run(PreparedRun prepared, const std::vector<Observer*>& observers,
                              RunControl& control) {
    auto& run = prepared.run_;
    const auto* before = prepared.before_.get();
    auto header = before != nullptr ? before->header : header_of(*run, impl_->options.home);
    if (before != nullptr)
        header.resumed.push_back({utc_now_rfc3339(), std::string(engine_version()),
                                  host_info_json(), run->spec.max_cost});
    auto writer = before != nullptr
                      ? RunWriter::resume(impl_->options.home, header, before->iterations)
                      : RunWriter::create(impl_->options.home, header);
    if (!writer) return writer.error();

    EventBus bus(header.id, labels_of(*run), observers);
    auto record = execute(*run, std::move(header), *writer.value(), bus, control, before);
    // Where records were lost before, that has been told.
    if (auto kept = writer.value()->finish(record.summary); !kept && record.damage.empty()) {
        BusItem told;
        told.type = RunEventType::error;
        told.lane = EventBus::whole_run;
        told.text = kept.error().text();
        bus.push(std::move(told));
        record.damage.push_back("records could not be kept: " + kept.error().text());
    }
    BusItem item;
    item.type = record.summary.status == RunStatus::cancelled ? RunEventType::cancelled
                                                              : RunEventType::complete;
    item.lane = EventBus::whole_run;
    item.summary = std::make_shared<const RunSummary>(record.summary);
    bus.push(std::move(item));
    // A plugin that ignored its cancel may go on reading what it was given: that stays for good.
    if (any_quarantined(*run)) keep_for_good(std::move(run));
    return record;
}

void Engine::keep_in(std::filesystem::path home) {
    impl_->options.home = std::move(home);
}

Result<std::vector<ListedModel>> Engine::models(const ModelSpec& provider) {
    if (const auto room = check_file_room(1); !room) return room.error();
    auto resolved = resolve_model(impl_->registry, provider, "{}");
    if (!resolved) return resolved.error();
    return list_models(resolved.value());
}

Result<MetricScorer> Engine::metric(const MetricSpec& spec) {
    return open_metric(impl_->registry, spec);
}

Result<Rescored> Engine::rescore(const RunRecord& kept, const RescoreSpec& what) {
    return rescore_run(impl_->registry, impl_->options.home, kept, what);
}

std::string_view engine_version() {
    return HEXAMETER_VERSION;
}

}  // namespace hexameter
