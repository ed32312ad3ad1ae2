// Status codes of the plugin boundary as errors of the engine.
#pragma once

#include <new>
#include <stdexcept>
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

// Runs what a plugin asked for, behind a C callback: no exception crosses, and what is too big is
// an error of that call and not the end of the process.
template <class Work>
[[nodiscard]] hxm_status guarded(Work&& work) noexcept {
    try {
        return work();
    } catch (const std::bad_alloc&) {
        return HXM_E_NOMEM;
    } catch (const std::length_error&) {
        return HXM_E_LIMIT;
    }
}

// Bytes without a pointer are none.
[[nodiscard]] inline bool has_bytes(hxm_buf bytes) {
    return bytes.p != nullptr || bytes.n == 0;
}

// The status that tells plugins of an outcome.
[[nodiscard]] hxm_status abi_status_of(ErrorCode code);

}  // namespace hexameter::detail
