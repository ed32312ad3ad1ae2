// What the benchmark prints: one row per target.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace hexameter::bench {

enum class Target { none, at_most, at_least };

struct Row {
    std::string group;  // "truth", "cost"
    std::string name;
    std::string unit;
    std::optional<double> measured;  // absent: not measured, and `note` says why
    Target target = Target::none;
    double limit = 0;
    std::string note;
};

// "yes", "no", "not measured", or "-" for a row without a target.
[[nodiscard]] std::string met(const Row& row);

class Rows {
  public:
    // Prints the row at once.
    void add(Row row);

    // The machine and every row as one JSON object.
    [[nodiscard]] std::string json(const std::string& machine_json) const;

  private:
    std::vector<Row> rows_;
};

}  // namespace hexameter::bench
