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
    // `places` say where inline samples stand, `schema` is null when nothing is known of a sample;
    // all must outlive the collector.
    SampleCollector(const DatasetSpec& spec, const SpecPlaces* places, const JsonSchema* schema);

    // One sample as JSON text, UTF-8 or not, and the line where it starts.
    void add(std::string_view json, std::uint64_t line);
    // A fault of the source itself; `field` may be empty.
    void fault(std::uint64_t line, std::string_view field, std::string_view message);

    // As many samples as were asked for: the rest need not be read.
    [[nodiscard]] bool full() const { return spec_.limit && seen_ >= *spec_.limit; }

    // All samples, or one Error with up to 20 faults and the number of the others.
    [[nodiscard]] Result<std::vector<Sample>> take();

  private:
    void add_fault(std::string_view place, std::string_view message);

    // The id, or nothing after a fault.
    [[nodiscard]] std::optional<std::string> id_of(std::string_view json, std::uint64_t line);
    [[nodiscard]] bool fits_schema(std::string_view json, std::uint64_t line);
    [[nodiscard]] bool is_new(const std::string& id, std::uint64_t line);

    const DatasetSpec& spec_;
    const SpecPlaces* places_;
    const JsonSchema* schema_;
    std::uint64_t seen_ = 0;
    std::uint64_t faults_ = 0;
    std::string fault_list_;
    std::vector<Sample> samples_;
    std::unordered_map<std::string, std::uint64_t> line_of_id_;
};

}  // namespace hexameter::detail
