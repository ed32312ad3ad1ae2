// --log-level debug: the course of a run, a line for each of its steps.
#pragma once

#include <filesystem>
#include <functional>
#include <string_view>
#include <utility>

#include "hexameter/observer.hpp"

namespace hexameter::cli {

class DebugLines : public Observer {
  public:
    // `home`: where the run is kept; empty: nowhere. `tell` takes a line for people.
    DebugLines(std::filesystem::path home, std::function<void(std::string_view)> tell)
        : home_(std::move(home)), tell_(std::move(tell)) {}

    void on_event(const RunEvent& event) override;

  private:
    void tell_end(const RunEvent& event);

    std::filesystem::path home_;
    std::function<void(std::string_view)> tell_;
    bool begun_ = false;
};

}  // namespace hexameter::cli
