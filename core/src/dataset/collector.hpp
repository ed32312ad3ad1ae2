// Takes samples one by one, checks each, and gathers the faults of all.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "dataset/dataset.hpp"
#include "spec/json_schema.hpp"

namespace hexameter::detail {

class SampleCollector {
  public:
    // `source` stands before the line in messages: the file, or what inline samples are called.
    // `schema`: null when nothing is known of a sample; must outlive the collector.
    SampleCollector(std::string source, const JsonSchema* schema,
                    std::optional<std::uint64_t> limit);

    // One sample as JSON text, UTF-8 or not, and the line where it starts.
    void add(std::string_view json, std::uint64_t line);
    // A fault of the source itself; `field` may be empty.
    void fault(std::uint64_t line, std::string_view field, std::string_view message);

    // As many samples as were asked for: the rest need not be read.
    [[nodiscard]] bool full() const { return limit_ && seen_ >= *limit_; }

    // All samples, or one Error with up to 20 faults and the number of the others.
    [[nodiscard]] Result<std::vector<Sample>> take();

  private:
    // The id, or nothing after a fault.
    [[nodiscard]] std::optional<std::string> id_of(std::string_view json, std::uint64_t line);
    [[nodiscard]] bool fits_schema(std::string_view json, std::uint64_t line);
    [[nodiscard]] bool is_new(const std::string& id, std::uint64_t line);

    std::string source_;
    const JsonSchema* schema_;
    std::optional<std::uint64_t> limit_;
    std::uint64_t seen_ = 0;
    std::uint64_t faults_ = 0;
    std::string fault_list_;
    std::vector<Sample> samples_;
    std::unordered_map<std::string, std::uint64_t> line_of_id_;
};

}  // namespace hexameter::detail
