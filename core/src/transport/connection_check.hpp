// What of a model's connection can be known to be wrong before anything is sent.
#pragma once

#include <string_view>

#include "hexameter/connection.hpp"
#include "hexameter/error.hpp"

namespace hexameter::detail {

// Error{config} that begins with the field: files that cannot be used, options that do not fit each
// other or the address. Whether a server listens is not asked. `url`: the provider's; "" for one
// that has no server. Thread: any.
[[nodiscard]] Status check_connection(const Connection& connection, std::string_view url);

}  // namespace hexameter::detail
