#include "run/run_control.hpp"

namespace hexameter {

RunControl::RunControl() : state_(std::make_shared<State>()) {}

RunControl::~RunControl() = default;

void RunControl::drain() {
    state_->raise(State::Level::drain);
}

void RunControl::abort() {
    state_->raise(State::Level::abort);
}

}  // namespace hexameter
