// Status codes of the plugin boundary as errors of the engine.
#pragma once

#include <string>
#include <string_view>

#include "hexameter/abi/hxm_plugin.h"
#include "hexameter/error.hpp"

namespace hexameter::detail {

[[nodiscard]] ErrorCode error_code_of(hxm_status status);

// "HXM_E_DECODE", or the number for one that this host does not know.
[[nodiscard]] std::string status_name(hxm_status status);

[[nodiscard]] inline std::string_view view(hxm_str text) {
    return text.p == nullptr ? std::string_view() : std::string_view(text.p, text.n);
}

[[nodiscard]] inline hxm_str abi_str(std::string_view text) {
    return {text.data(), text.size()};
}

}  // namespace hexameter::detail
