// The body of a chat request in OpenAI's form.
#pragma once

#include <string>

#include "hexameter/sdk/request.hpp"
#include "support/json/json.hpp"

namespace hexameter::openai {

// Throws Error(config) when the extra body has members that the request writes by itself.
void check_extra_body(const plugin_json::Value& extra_body);

// extra_body: an object, or null. Throws Error for what the request's form cannot hold.
[[nodiscard]] std::string chat_body(const sdk::Request& request,
                                    const plugin_json::Value& extra_body);

}  // namespace hexameter::openai
