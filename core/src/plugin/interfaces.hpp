// The function tables that a run calls, looked up once and found whole: what is missing is an error
// before anything starts, not a crash in the middle.
#pragma once

#include "hexameter/abi/hxm_plugin.h"
#include "hexameter/error.hpp"
#include "plugin/instance.hpp"

namespace hexameter::detail {

// One of the two is set. Thread: the control thread, for all three.
struct ProviderInterface {
    const hxm_provider_codec* codec = nullptr;
    const hxm_provider_async* async = nullptr;
};

// A codec when the provider offers one, else async.
[[nodiscard]] Result<ProviderInterface> provider_interface(const Instance& provider);
[[nodiscard]] Result<const hxm_modality*> modality_interface(const Instance& modality);
[[nodiscard]] Result<const hxm_metric*> metric_interface(const Instance& metric);

}  // namespace hexameter::detail
