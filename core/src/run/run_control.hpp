// The inside of RunControl: a level that only rises, and whom to tell.
#pragma once

#include <functional>
#include <mutex>
#include <utility>

#include "hexameter/engine.hpp"

namespace hexameter {

struct RunControl::State {
    enum class Level { go, drain, abort };
    using Listener = std::function<void(Level)>;

    // Who is told of a rise; told at once when the level has risen already. Null: nobody.
    void listen(Listener listener) {
        const std::lock_guard lock(mutex_);
        listener_ = std::move(listener);
        if (listener_ && level_ != Level::go) listener_(level_);
    }

    void raise(Level to) {
        const std::lock_guard lock(mutex_);
        if (to <= level_) return;
        level_ = to;
        if (listener_) listener_(to);
    }

    [[nodiscard]] Level reached() {
        const std::lock_guard lock(mutex_);
        return level_;
    }

  private:
    std::mutex mutex_;  // guards both
    Level level_ = Level::go;
    Listener listener_;
};

}  // namespace hexameter
