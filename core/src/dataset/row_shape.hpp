// From a row as the source has it to a sample as the modality takes it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "hexameter/error.hpp"
#include "hexameter/run_spec.hpp"

namespace hexameter::detail {

class FieldMap;

class RowShape {
  public:
    // `format` as it was given or the ending tells it; with `open` the first row may tell a chat
    // format. `spec` must outlive the shape.
    RowShape(const DatasetSpec& spec, std::string format, bool open);
    ~RowShape();
    RowShape(RowShape&&) noexcept;

    // The first row of the source, whatever it is.
    void see_first(std::string_view json);

    // Rows are samples as they stand.
    [[nodiscard]] bool plain() const;

    // `json`: an object, valid. The sample as JSON, or what is wrong, at which pointer of the row.
    struct Shaped {
        std::string json;
        std::optional<SpecFault> fault;
    };

    [[nodiscard]] Shaped shaped(std::string_view json);

    [[nodiscard]] const std::string& format() const { return format_; }

    // Fields that no row had a source for; pointers into the spec.
    [[nodiscard]] std::vector<SpecFault> missing_fields() const;

  private:
    std::string format_;
    bool open_;
    bool mapped_;
    std::unique_ptr<FieldMap> fields_;
};

}  // namespace hexameter::detail
