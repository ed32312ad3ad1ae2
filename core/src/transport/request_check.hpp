// What no transport can send.
#pragma once

#include <optional>
#include <string>

#include "transport/transport.hpp"

namespace hexameter::detail {

// Why a request can be sent by no transport, if so: Error{config}.
[[nodiscard]] std::optional<Error> request_fault(const HttpRequest& request);

// Why an address that paths are laid on cannot be used, if so: Error{config}. Asks nobody.
[[nodiscard]] std::optional<Error> base_url_fault(const std::string& url);

}  // namespace hexameter::detail
