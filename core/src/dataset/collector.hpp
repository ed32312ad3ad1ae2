// Takes samples one by one, checks each, and gathers the faults of all.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "dataset/dataset.hpp"
#include "dataset/row.hpp"
#include "dataset/row_shape.hpp"
#include "spec/json_schema.hpp"

namespace hexameter::detail {

// The fault of a byte that belongs to no valid sequence.
[[nodiscard]] std::string invalid_utf8_words(char byte);

class SampleCollector {
  public:
    // `places` say where the spec stands, `schema` is null when nothing is known of a sample; all
    // but the shape must outlive the collector.
    SampleCollector(const DatasetSpec& spec, const SpecPlaces* places, const JsonSchema* schema,
                    RowShape shape);

    // The first row of the source, which may tell its format; before any add().
    void see_first(std::string_view json) { shape_.see_first(json); }

    // One row that is chosen.
    void add(const Row& row);
    // A fault of the source at this line; `field` may be empty.
    void fault(std::uint64_t line, std::string_view field, std::string_view message);
    // The same with its column in bytes.
    void fault(Place place, std::string_view message);
    // A fault of no line: `place` is told as it stands.
    void fault(std::string_view place, std::string_view message);

    [[nodiscard]] const std::string& format() const { return shape_.format(); }

    // All samples, or one Error with up to 20 faults and the number of the others.
    [[nodiscard]] Result<std::vector<Sample>> take();

    // Rows are items of an array: all may stand in one line, so faults name their numbers too.
    void expect_items() { array_ = true; }

  private:
    void fault(const Row& row, std::string_view field, std::string_view message);
    // The id that an object holds, "" for none; nothing after a fault.
    [[nodiscard]] std::optional<std::string> id_of(const Row& row);
    // The row as the sample that it becomes; nothing after a fault.
    [[nodiscard]] std::optional<std::string> shaped(const Row& row);
    [[nodiscard]] bool fits_schema(std::string_view json, const Row& row);
    [[nodiscard]] bool is_new(const std::string& id, const Row& row);
    // The place of a byte of the row; of an inline one its number and the byte.
    [[nodiscard]] Place place_within(const Row& row, std::size_t offset) const;
    // "reference (from 'answer')", "reference" where nothing is mapped to it.
    [[nodiscard]] std::string named(std::string_view pointer) const;

    const DatasetSpec& spec_;
    const SpecPlaces* places_;
    const JsonSchema* schema_;
    RowShape shape_;
    std::uint64_t faults_ = 0;
    std::string fault_list_;
    std::vector<Sample> samples_;
    std::unordered_map<std::string, std::uint64_t> place_of_id_;  // line, or number of the sample
    bool array_ = false;                                          // see expect_items()
};

}  // namespace hexameter::detail
