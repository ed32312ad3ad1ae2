// Texts that are compiled in (cmake/embed.cmake).
#pragma once

#include <string_view>

namespace hexameter::embedded {

extern const std::string_view run_schema;     // schemas/run.schema.json
extern const std::string_view config_schema;  // schemas/config.schema.json
extern const std::string_view prices_schema;  // schemas/prices.schema.json

}  // namespace hexameter::embedded
