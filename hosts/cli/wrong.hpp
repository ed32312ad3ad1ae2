// The faults of a command line, gathered so that all are told at once.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "hexameter/error.hpp"

namespace hexameter::cli {

// What is wrong, a line each, nothing twice.
class Wrong {
  public:
    void add(const std::string& line) {
        if (std::find(lines_.begin(), lines_.end(), line) == lines_.end()) lines_.push_back(line);
    }

    void add(const Error& error) { add(error.text()); }

    void add(const Status& status) {
        if (!status) add(status.error());
    }

    [[nodiscard]] bool any() const { return !lines_.empty(); }

    [[nodiscard]] Error error() const {
        std::string all;
        for (const auto& line : lines_) all += (all.empty() ? "" : "\n") + line;
        return {ErrorCode::config, all};
    }

  private:
    std::vector<std::string> lines_;
};

}  // namespace hexameter::cli
