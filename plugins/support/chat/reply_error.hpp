// The words of a server that refused or failed, whatever form they come in.
#pragma once

#include <string>
#include <string_view>

#include "hexameter/sdk/error.hpp"

namespace hexameter::plugin_chat {

// The first 200 characters without tags, scripts and styles, white space squeezed; well-formed
// UTF-8.
[[nodiscard]] std::string plain_text(std::string_view body);

// error.message, error, message or detail of a JSON object (or of the first in an array), else
// plain_text; "no reason given" for an empty body.
[[nodiscard]] std::string error_text(std::string_view body);

// For an error that the server put into a reply of HTTP 200; json: the object that holds it. Its
// error.code or code, where that is an HTTP status, gives the error's. What is no JSON is quoted.
[[nodiscard]] sdk::Error failure_of(std::string_view json,
                                    std::string_view lead = "the server failed inside its reply");

// For a reply of HTTP 200 that ended well and holds neither content nor a finish reason nor usage.
[[nodiscard]] sdk::Error empty_reply();

}  // namespace hexameter::plugin_chat
