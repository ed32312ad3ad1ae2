// The object `connection` of a model. For .cpp files of this folder only.
#pragma once

#include <rapidjson/document.h>

#include "hexameter/connection.hpp"

namespace hexameter::detail {

// `value` has passed the schema. Relative paths start in `folder`.
[[nodiscard]] Connection read_connection(const rapidjson::Value& value,
                                         const std::filesystem::path& folder);

}  // namespace hexameter::detail
