// Numbers of operations.
#pragma once

#include <atomic>

#include "hexameter/abi/hxm_plugin.h"

namespace hexameter::detail {

// A number that no other operation of the process has, in whichever run: a plugin's thread that
// talks late, for an operation that is over, is known by it (run/sink_gate.hpp). From 1; 0 is
// create's and start's. Thread: any.
[[nodiscard]] inline hxm_op next_operation() {
    static std::atomic<hxm_op> last{0};
    return last.fetch_add(1, std::memory_order_relaxed) + 1;
}

}  // namespace hexameter::detail
