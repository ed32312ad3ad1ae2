#include "run/resolved_run.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "hexameter/asserts.hpp"
#include "plugin/secrets.hpp"
#include "run/http_adapter.hpp"
#include "run/parameters.hpp"
#include "run/priced.hpp"
#include "spec/fault.hpp"
#include "timeline/definitions.hpp"
#include "transport/connection_check.hpp"
#include "transport/request_check.hpp"

namespace hexameter::detail {
namespace {

PluginIdentity identity_of(const PluginInfo& info) {
    return {info.id, std::string(to_string(info.kind)), info.version, info.file.filename().string(),
            info.sha256};
}

// Collects faults instead of stopping at the first.
class Faults {
  public:
    void add(const Error& error) {
        if (!message_.empty()) message_ += '\n';
        message_ += error.text();
        if (code_ == ErrorCode::none) code_ = error.code();
    }

    [[nodiscard]] bool any() const { return !message_.empty(); }

    [[nodiscard]] Error error() const { return {code_, message_}; }

  private:
    ErrorCode code_ = ErrorCode::none;
    std::string message_;
};

Result<std::unique_ptr<Instance>> started(Registry& registry, PluginKind kind,
                                          const std::string& id, const std::string& config_json) {
    auto instance = registry.create(kind, id, config_json);
    if (!instance) return instance.error();
    if (auto ok = instance.value()->start(); !ok) return ok.error();
    return instance;
}

void take_plugin(ResolvedRun& run, const Instance& instance) {
    const auto& info = instance.info();
    const bool known = std::any_of(run.plugins.begin(), run.plugins.end(), [&](const auto& other) {
        return other.id == info.id && other.kind == to_string(info.kind);
    });
    if (known) return;
    run.plugins.push_back(identity_of(info));
    run.definitions.insert(run.definitions.end(), info.metrics.begin(), info.metrics.end());
}

void resolve_modality(Registry& registry, ResolvedRun& run, Faults& faults) {
    auto modality =
        started(registry, PluginKind::modality, run.spec.modality, run.spec.modality_config_json);
    const auto* const places = run.spec.places.get();
    if (!modality)
        return faults.add(
            modality.error().at(config_place(places, "/modality", modality.error().message())));
    run.modality = std::move(modality.value());
    run.spec.modality = run.modality->info().id;
    const auto table = modality_interface(*run.modality);
    if (!table) return faults.add(table.error());
    run.modality_table = table.value();
    take_plugin(run, *run.modality);
    auto dataset = load_dataset(run.spec.dataset, run.modality->info().sample_schema_json, places,
                                sample_seeds(run.spec));
    if (!dataset) return faults.add(dataset.error());
    run.samples = std::move(dataset->samples);
    run.spec.dataset.format = dataset->format;
    run.dataset_file_sha256 = dataset->file_sha256;
}

void resolve_metric(Registry& registry, std::size_t index, ResolvedRun& run, Faults& faults) {
    const auto& spec = run.spec.metrics[index];
    const auto* const places = run.spec.places.get();
    const auto pointer = fmt::format("/metrics/{}", index);
    auto metric = started(registry, PluginKind::metric, spec.id, spec.config_json);
    if (!metric)
        return faults.add(
            metric.error().at(config_place(places, pointer, metric.error().message())));
    const auto table = metric_interface(*metric.value());
    if (!table) return faults.add(table.error());
    for (const auto& other : run.metrics)
        if (other.instance->info().id == metric.value()->info().id)
            return faults.add({ErrorCode::config,
                               "it is named twice, and its values could not be told apart: name it "
                               "once",
                               place_in(places, pointer) + " " + spec.id});
    take_plugin(run, *metric.value());
    run.metrics.push_back({std::move(metric.value()), table.value()});
}

// `pointer` leads to the parameters; `provider` is the one whose setting for a key is told.
void check_parameters(const std::string& parameters_json, const std::string& pointer,
                      const Result<PluginInfo>& provider, const SpecPlaces* places,
                      Faults& faults) {
    auto found = misplaced_parameters(parameters_json);
    for (auto& exposed : exposed_in_parameters(
             parameters_json, provider ? provider->config_schema_json : std::string()))
        found.push_back(std::move(exposed));
    for (const auto& fault : found)
        faults.add({ErrorCode::config, fault.message, place_in(places, pointer + fault.pointer)});
}

// As they were written: what is laid over what has no place.
void check_all_parameters(const Registry& registry, const RunSpec& spec, Faults& faults) {
    const auto check = [&](const std::string& json, const std::string& pointer, std::size_t model) {
        check_parameters(json, pointer,
                         registry.find(PluginKind::provider, spec.models[model].provider),
                         spec.places.get(), faults);
    };
    if (!spec.models.empty()) check(spec.parameters_json, "/parameters", 0);
    for (std::size_t i = 0; i < spec.models.size(); ++i)
        check(spec.models[i].parameters_json, fmt::format("/models/{}/parameters", i), i);
}

}  // namespace

Result<ResolvedModel> resolve_model(Registry& registry, const ModelSpec& spec,
                                    const std::string& parameters_json) {
    ResolvedModel model;
    model.spec = spec;
    auto provider = started(registry, PluginKind::provider, spec.provider, spec.config_json);
    if (!provider) return provider.error();
    model.provider = std::move(provider.value());
    const auto config = registry.checked_config(model.provider->info(), spec.config_json);
    if (!config) return config.error();
    const auto interface = provider_interface(*model.provider);
    if (!interface) return interface.error();
    model.interface = interface.value();
    model.base_url = string_member(config.value(), "base_url");
    if (const auto fault = base_url_fault(model.base_url); fault && !model.base_url.empty())
        return fault->at("provider " + model.provider->info().id);
    if (auto ok = check_connection(spec.connection, model.base_url); !ok) return ok.error();
    auto parameters = effective_parameters(parameters_json, spec.parameters_json);
    if (!parameters) return parameters.error();
    model.parameters_json = std::move(parameters.value());
    return model;
}

Result<std::unique_ptr<ResolvedRun>> resolve_run(Registry& registry, const RunSpec& spec) {
    auto run = std::make_unique<ResolvedRun>();
    run->spec = spec;
    run->definitions = timing_definitions();
    for (auto& card : cost_definition(spec)) run->definitions.push_back(std::move(card));
    Faults faults;
    resolve_modality(registry, *run, faults);
    // A program may have made the spec: it was not held to the schema as those of files are.
    for (const auto& fault : faults_of(spec))
        faults.add({ErrorCode::config, fault.message, place_in(spec.places.get(), fault.pointer)});
    for (const auto& fault : price_faults(spec))
        faults.add({ErrorCode::config, fault.message, place_in(spec.places.get(), fault.pointer)});
    check_all_parameters(registry, spec, faults);
    for (std::size_t i = 0; i < spec.models.size(); ++i) {
        auto model = resolve_model(registry, spec.models[i], spec.parameters_json);
        if (model.has_error()) {
            faults.add(model.error().at(model_place(spec, i)));
            continue;
        }
        const auto& info = model->provider->info();
        if (spec.concurrency > 1 && !info.concurrent)
            faults.add({ErrorCode::config,
                        fmt::format("provider {} takes one operation at a time; set concurrency "
                                    "to 1",
                                    info.id),
                        model_place(spec, i)});
        take_plugin(*run, *model->provider);
        run->models.push_back(std::move(model.value()));
    }
    for (std::size_t i = 0; i < spec.metrics.size(); ++i) resolve_metric(registry, i, *run, faults);
    if (faults.any()) return faults.error();
    if (auto ok =
            check_asserts(run->spec, run->definitions, run->samples.size(), registry.plugins());
        !ok)
        return ok.error();
    return run;
}

Result<std::unique_ptr<ResolvedRun>> resolve_scoring(Registry& registry, const RunSpec& spec) {
    auto run = std::make_unique<ResolvedRun>();
    run->spec = spec;
    Faults faults;
    resolve_modality(registry, *run, faults);
    for (std::size_t i = 0; i < spec.metrics.size(); ++i) resolve_metric(registry, i, *run, faults);
    if (faults.any()) return faults.error();
    return run;
}

std::string model_place(const RunSpec& spec, std::size_t index) {
    return fmt::format("{} {}", place_in(spec.places.get(), fmt::format("/models/{}", index)),
                       spec.models[index].label);
}

hxm_request request_of(const ResolvedModel& model, const RunSpec& spec, const Job& job) {
    hxm_request request{};
    HXM_COPY(&request, job.prepared, hxm_request);
    request.struct_size = sizeof(request);
    request.model = {model.spec.model.data(), model.spec.model.size()};
    request.params_json = {model.parameters_json.data(), model.parameters_json.size()};
    if (spec.stream) request.flags |= HXM_RQ_STREAM;
    return request;
}

}  // namespace hexameter::detail
