// What a plugin that is out of use may go on reading.
#pragma once

#include <memory>

namespace hexameter::detail {

// Never frees it. Thread: any.
void keep_for_good(std::shared_ptr<void> what);

}  // namespace hexameter::detail
