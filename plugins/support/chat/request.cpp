#include "support/chat/request.hpp"

#include "support/chat/utf8.hpp"

namespace hexameter::plugin_chat {
namespace {

std::string text_of(const sdk::Message& message) {
    std::string text;
    for (const sdk::Part part : message.parts()) {
        if (!part.is_text()) {
            throw sdk::Error(sdk::Status::unsupported,
                             "this provider sends text only; a message has a part of the type \"" +
                                 std::string(part.mime()) + "\"");
        }
        if (part.source() != nullptr && part.text().empty()) {
            throw sdk::Error(sdk::Status::limit,
                             "a message has a text that is too big for a chat request");
        }
        text.append(part.text());
    }
    return valid_utf8(text);
}

void write_tool_call_id(plugin_json::JsonWriter& to, const sdk::Message& message,
                        std::string_view key) {
    for (const sdk::Part part : message.parts()) {
        if (part.meta_json().empty()) {
            continue;
        }
        const plugin_json::Document meta = plugin_json::parse(
            part.meta_json(), "the meta data of a message", sdk::Status::bad_argument);
        if (const auto id = plugin_json::string_at(meta, {"tool_call_id"})) {
            to.key(key).string(*id);
            return;
        }
    }
}

}  // namespace

void write_messages(plugin_json::JsonWriter& to, const sdk::Request& request,
                    std::string_view tool_name_key) {
    to.key("messages").begin_array();
    for (const sdk::Message message : request.messages()) {
        const std::string_view role = sdk::to_string(message.role());
        if (role.empty()) {
            throw sdk::Error(sdk::Status::unsupported,
                             "a message has a role that this provider does not know");
        }
        to.begin_object().key("role").string(role).key("content").string(text_of(message));
        if (message.role() == sdk::Role::tool) {
            write_tool_call_id(to, message, tool_name_key);
        }
        to.end_object();
    }
    to.end_array();
}

void write_tools(plugin_json::JsonWriter& to, const sdk::Request& request) {
    if (!request.tools_json().empty()) {
        to.key("tools").value(plugin_json::parse(request.tools_json(), "the list of tools",
                                                 sdk::Status::bad_argument));
    }
}

plugin_json::Document parameters_of(const sdk::Request& request,
                                    std::span<const std::string_view> own_members) {
    const std::string_view json =
        request.params_json().empty() ? std::string_view("{}") : request.params_json();
    plugin_json::Document parameters =
        plugin_json::parse(json, "the parameters", sdk::Status::bad_argument);
    if (!parameters.IsObject()) {
        throw sdk::Error(sdk::Status::bad_argument, "the parameters must be a JSON object");
    }
    refuse_members(parameters, "the parameters have", sdk::Status::bad_argument, own_members);
    return parameters;
}

void refuse_members(const plugin_json::Value& object, std::string_view what, sdk::Status status,
                    std::span<const std::string_view> own_members) {
    for (const std::string_view name : own_members) {
        if (plugin_json::find(object, {name}) != nullptr) {
            throw sdk::Error(status, std::string(what) + " \"" + std::string(name) +
                                         "\", which this provider writes by itself; leave it out");
        }
    }
}

void require_chat(const sdk::Request& request) {
    if (request.task() != sdk::Task::chat) {
        throw sdk::Error(sdk::Status::unsupported, "this provider does the task \"chat\" only");
    }
}

}  // namespace hexameter::plugin_chat
