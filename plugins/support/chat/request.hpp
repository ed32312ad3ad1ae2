// What requests to chat servers have in common.
#pragma once

#include <span>
#include <string_view>

#include "hexameter/sdk/request.hpp"
#include "support/json/json_writer.hpp"

namespace hexameter::plugin_chat {

// "messages": [{"role", "content"}, ...]. Text of any bytes; a part that is no text, or too big to
// be in memory, is refused by Error. tool_name_key: the member that says which call a tool's
// message answers, taken from the part's meta "tool_call_id".
void write_messages(plugin_json::JsonWriter& to, const sdk::Request& request,
                    std::string_view tool_name_key);

// "tools": [...], when the request has some.
void write_tools(plugin_json::JsonWriter& to, const sdk::Request& request);

// The request's parameters, an object. Throws Error(bad_argument) when one of them is named as the
// codec's own members are.
[[nodiscard]] plugin_json::Document parameters_of(const sdk::Request& request,
                                                  std::span<const std::string_view> own_members);

// Throws Error(status) when the object has one of the members.
void refuse_members(const plugin_json::Value& object, std::string_view what, sdk::Status status,
                    std::span<const std::string_view> own_members);

// Throws Error(unsupported) for any task but chat.
void require_chat(const sdk::Request& request);

}  // namespace hexameter::plugin_chat
