// A spec with everything that it names found, checked and created; nothing is running yet.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "dataset/dataset.hpp"
#include "hexameter/abi/hxm_plugin.h"
#include "hexameter/record.hpp"
#include "plugin/interfaces.hpp"
#include "plugin/registry.hpp"
#include "run/job.hpp"

namespace hexameter::detail {

struct ResolvedModel {
    ModelSpec spec;
    std::unique_ptr<Instance> provider;
    ProviderInterface interface;
    std::string base_url;         // of the configuration; empty when it has none
    std::string parameters_json;  // effective_parameters() of run and model
};

struct ResolvedMetric {
    std::unique_ptr<Instance> instance;
    const hxm_metric* table = nullptr;
};

struct ResolvedRun {
    RunSpec spec;
    std::unique_ptr<Instance> modality;
    const hxm_modality* modality_table = nullptr;
    std::vector<ResolvedModel> models;
    std::vector<ResolvedMetric> metrics;
    std::vector<Sample> samples;
    std::string dataset_file_sha256;  // see Dataset
    std::vector<MetricDefinition> definitions;
    std::vector<PluginIdentity> plugins;
};

// The error names everything that is wrong, a line each.
[[nodiscard]] Result<std::unique_ptr<ResolvedRun>> resolve_run(Registry& registry,
                                                               const RunSpec& spec);

// What of it scores: modality, data set and metrics. No provider is created.
[[nodiscard]] Result<std::unique_ptr<ResolvedRun>> resolve_scoring(Registry& registry,
                                                                   const RunSpec& spec);

// One provider of a model, created and started.
[[nodiscard]] Result<ResolvedModel> resolve_model(Registry& registry, const ModelSpec& spec,
                                                  const std::string& parameters_json);

// "run.yaml:5:3 models[1] label", or "models[1] label" of a spec without places.
[[nodiscard]] std::string model_place(const RunSpec& spec, std::size_t index);

// What a provider is asked for a prepared job: the modality's request with model, parameters and
// flags. It points into all three.
[[nodiscard]] hxm_request request_of(const ResolvedModel& model, const RunSpec& spec,
                                     const Job& job);

}  // namespace hexameter::detail
