// The body of a chat request in Ollama's form.
#pragma once

#include <string>

#include "hexameter/sdk/request.hpp"

namespace hexameter::ollama {

// Throws Error for what the request's form cannot hold.
[[nodiscard]] std::string chat_body(const sdk::Request& request);

// Of POST /api/show.
[[nodiscard]] std::string show_body(std::string_view model);

}  // namespace hexameter::ollama
