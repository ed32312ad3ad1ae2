// Source: OpenAI API reference, "Create chat completion". The neutral parameters (temperature,
// seed, max_tokens, stop, top_p) have OpenAI's names, so that all go through as they are.
#include "request.hpp"

#include <array>

#include "support/chat/request.hpp"
#include "support/chat/utf8.hpp"
#include "support/json/json_writer.hpp"

namespace hexameter::openai {
namespace {

constexpr std::array<std::string_view, 3> own_members = {"model", "messages", "stream"};

void write_members(plugin_json::JsonWriter& to, const plugin_json::Value& object,
                   const plugin_json::Value& but_not_in) {
    for (const auto& [name, value] : object.GetObject()) {
        if (plugin_json::find(but_not_in, {plugin_json::text_of(name)}) == nullptr) {
            to.key(plugin_json::text_of(name)).value(value);
        }
    }
}

}  // namespace

void check_extra_body(const plugin_json::Value& extra_body) {
    plugin_chat::refuse_members(extra_body, "extra_body has", sdk::Status::config, own_members);
}

std::string chat_body(const sdk::Request& request, const plugin_json::Value& extra_body) {
    const plugin_json::Document parameters = plugin_chat::parameters_of(request, own_members);
    const auto given = [&](std::string_view name) {
        return plugin_json::find(parameters, {name}) != nullptr ||
               plugin_json::find(extra_body, {name}) != nullptr;
    };
    plugin_json::JsonWriter body;
    body.begin_object().key("model").string(plugin_chat::valid_utf8(request.model()));
    plugin_chat::write_messages(body, request, "tool_call_id");
    if (!given("tools")) {
        plugin_chat::write_tools(body, request);
    }
    body.key("stream").boolean(request.streamed());
    if (request.streamed() && !given("stream_options")) {
        body.key("stream_options").begin_object().key("include_usage").boolean(true).end_object();
    }
    if (request.choices() > 1 && !given("n")) {
        body.key("n").uint(request.choices());
    }
    write_members(body, parameters, plugin_json::Value());
    if (extra_body.IsObject()) {
        write_members(body, extra_body, parameters);
    }
    body.end_object();
    return std::string(body.text());
}

}  // namespace hexameter::openai
