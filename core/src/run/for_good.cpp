#include "run/for_good.hpp"

#include <mutex>
#include <vector>

namespace hexameter::detail {

void keep_for_good(std::shared_ptr<void> what) {
    static std::mutex mutex;
    // Not destroyed at the end of the program either: the plugin's threads may outlive main().
    static auto* const kept = new std::vector<std::shared_ptr<void>>;
    const std::lock_guard lock(mutex);
    kept->push_back(std::move(what));
}

}  // namespace hexameter::detail
