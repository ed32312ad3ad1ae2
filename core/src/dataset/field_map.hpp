// Members of a sample from columns of other names. For .cpp files of this folder only.
#pragma once

#include <rapidjson/document.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "hexameter/run_spec.hpp"

namespace hexameter::detail {

// A source is the name of a column, a dotted path ("answers.0.text"), or a JSON pointer
// ("/answers/0/text"), looked for in this order.
class FieldMap {
  public:
    explicit FieldMap(const std::map<std::string, std::string>& fields) : fields_(fields) {}

    // Gives the row the members that it has a source for, and takes those from it for which it has
    // none. A whole column that is named so goes, what lies deeper stays at its place too.
    void apply(rapidjson::Document& row);

    // Sources that no row had so far; pointers into the spec, with the columns that there were.
    [[nodiscard]] std::vector<SpecFault> missing() const;

  private:
    void note_columns(const rapidjson::Value& row);

    const std::map<std::string, std::string>& fields_;
    std::set<std::string> found_;  // members
    std::vector<std::string> columns_;
};

}  // namespace hexameter::detail
