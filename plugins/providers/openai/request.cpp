// Source: OpenAI API reference, "Create chat completion". The neutral parameters (temperature,
// seed, max_tokens, stop, top_p) have OpenAI's names, so that all go through as they are.
#include "request.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "support/chat/request.hpp"
#include "support/chat/utf8.hpp"
#include "support/json/json_writer.hpp"

namespace hexameter::openai {
namespace {

constexpr std::array<std::string_view, 4> own_members = {"model", "messages", "stream",
                                                         "stream_options"};

std::vector<std::string_view> members_written_for(const sdk::Request& request) {
    std::vector<std::string_view> all(own_members.begin(), own_members.end());
    if (request.choices() > 1) {
        all.emplace_back("n");
    }
    if (!request.tools_json().empty()) {
        all.emplace_back("tools");
    }
    return all;
}

// null is how a server that refuses stream_options is spared them.
bool spares_stream_options(const plugin_json::Value& extra_body) {
    const plugin_json::Value* found = plugin_json::find(extra_body, {"stream_options"});
    return found != nullptr && found->IsNull();
}

void check_extra_body(const plugin_json::Value& extra_body, std::vector<std::string_view> written) {
    if (spares_stream_options(extra_body)) {
        written.erase(std::remove(written.begin(), written.end(), "stream_options"), written.end());
    }
    plugin_chat::refuse_members(extra_body, "extra_body has", sdk::Status::config, written);
}

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
    check_extra_body(extra_body, {own_members.begin(), own_members.end()});
}

std::string chat_body(const sdk::Request& request, const plugin_json::Value& extra_body) {
    const std::vector<std::string_view> written = members_written_for(request);
    const plugin_json::Document parameters = plugin_chat::parameters_of(request, written);
    check_extra_body(extra_body, written);
    plugin_json::JsonWriter body;
    body.begin_object().key("model").string(plugin_chat::valid_utf8(request.model()));
    plugin_chat::write_messages(body, request, "tool_call_id");
    plugin_chat::write_tools(body, request);
    body.key("stream").boolean(request.streamed());
    if (request.streamed() && !spares_stream_options(extra_body)) {
        body.key("stream_options").begin_object().key("include_usage").boolean(true).end_object();
    }
    if (request.choices() > 1) {
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
