// Rows of the chat formats that others write, as samples. For .cpp files of this folder only.
#pragma once

#include <rapidjson/document.h>

#include <optional>

#include "hexameter/run_spec.hpp"

namespace hexameter::detail {

// OpenAI's chat rows, `messages` of a fine-tuning file or `body.messages` of a batch file, to
// `messages` of `role` and `content`, both text; an answer of the assistant at their end goes to
// `reference`, unless the row has one. `custom_id` becomes `id`. Other members stay.
[[nodiscard]] std::optional<SpecFault> from_openai_chat(rapidjson::Document& row);

// ShareGPT's `conversations` (or `conversation`): the first turn of the human to `prompt`, the turn
// of the model right behind it to `reference`, a system turn before them to `system`; each unless
// the row has that member. Other members stay.
[[nodiscard]] std::optional<SpecFault> from_sharegpt(rapidjson::Document& row);

[[nodiscard]] bool looks_like_openai_chat(const rapidjson::Value& row);
[[nodiscard]] bool looks_like_sharegpt(const rapidjson::Value& row);

}  // namespace hexameter::detail
