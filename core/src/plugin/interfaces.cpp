#include "plugin/interfaces.hpp"

#include <fmt/core.h>

#include <string>

namespace hexameter::detail {
namespace {

Error lacks(const Instance& instance, const std::string& what) {
    const auto& info = instance.info();
    return {ErrorCode::plugin, fmt::format("it does not offer {}: update or replace it", what),
            fmt::format("{} {}", to_string(info.kind), info.id)};
}

}  // namespace

Result<ProviderInterface> provider_interface(const Instance& provider) {
    if (const auto* codec = provider.interface<hxm_provider_codec>(HXM_IF_CODEC)) {
        if (HXM_CALLABLE(codec, hxm_provider_codec, encode) &&
            HXM_CALLABLE(codec, hxm_provider_codec, head) &&
            HXM_CALLABLE(codec, hxm_provider_codec, body) &&
            HXM_CALLABLE(codec, hxm_provider_codec, end) &&
            HXM_CALLABLE(codec, hxm_provider_codec, forget))
            return ProviderInterface{codec, nullptr};
        return lacks(provider, "all functions of " HXM_IF_CODEC);
    }
    if (const auto* async = provider.interface<hxm_provider_async>(HXM_IF_ASYNC)) {
        if (HXM_CALLABLE(async, hxm_provider_async, submit) &&
            HXM_CALLABLE(async, hxm_provider_async, cancel))
            return ProviderInterface{nullptr, async};
        return lacks(provider, "all functions of " HXM_IF_ASYNC);
    }
    return lacks(provider, HXM_IF_CODEC " or " HXM_IF_ASYNC);
}

Result<const hxm_modality*> modality_interface(const Instance& modality) {
    const auto* table = modality.interface<hxm_modality>(HXM_IF_MODALITY);
    if (table == nullptr) return lacks(modality, HXM_IF_MODALITY);
    if (!HXM_CALLABLE(table, hxm_modality, prepare) || !HXM_CALLABLE(table, hxm_modality, finish))
        return lacks(modality, "all functions of " HXM_IF_MODALITY);
    return table;
}

Result<const hxm_metric*> metric_interface(const Instance& metric) {
    const auto* table = metric.interface<hxm_metric>(HXM_IF_METRIC);
    if (table == nullptr || !HXM_CALLABLE(table, hxm_metric, score))
        return lacks(metric, HXM_IF_METRIC ", the scoring of single answers");
    return table;
}

}  // namespace hexameter::detail
