// State per operation. Operations come and go on any thread; the calls of one are serial.
#pragma once

#include <cstddef>
#include <hexameter/sdk/error.hpp>
#include <mutex>
#include <string>
#include <unordered_map>

namespace hexameter::sdk {
inline namespace v1 {

// The map is guarded; a State is not, and its address stays until it is renewed or dropped.
template <class State>
class OpMap {
  public:
    // A fresh state, whatever was there.
    State& renew(hxm_op op) {
        const std::lock_guard lock(mutex_);
        states_.erase(op);
        return states_[op];
    }

    // The state, made when it was not there.
    State& obtain(hxm_op op) {
        const std::lock_guard lock(mutex_);
        return states_[op];
    }

    // Throws Error when the host never began the operation.
    State& get(hxm_op op) {
        const std::lock_guard lock(mutex_);
        const auto found = states_.find(op);
        if (found == states_.end()) {
            throw Error(Status::bad_argument,
                        "operation " + std::to_string(op) + " was never begun, or is over");
        }
        return found->second;
    }

    void drop(hxm_op op) {
        const std::lock_guard lock(mutex_);
        states_.erase(op);
    }

    [[nodiscard]] std::size_t size() const {
        const std::lock_guard lock(mutex_);
        return states_.size();
    }

  private:
    mutable std::mutex mutex_;
    std::unordered_map<hxm_op, State> states_;
};

}  // namespace v1
}  // namespace hexameter::sdk
