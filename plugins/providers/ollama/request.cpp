// Source: Ollama's API reference, "Generate a chat completion" and "Show model information".
#include "request.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "support/chat/request.hpp"
#include "support/chat/utf8.hpp"
#include "support/json/json_writer.hpp"

namespace hexameter::ollama {
namespace {

constexpr std::array<std::string_view, 4> own_members = {"model", "messages", "stream", "options"};

// Beside "options", not inside it.
constexpr std::array<std::string_view, 6> top_level = {"format", "keep_alive",   "logprobs",
                                                       "think",  "top_logprobs", "tools"};

bool is_top_level(std::string_view name) {
    return std::find(top_level.begin(), top_level.end(), name) != top_level.end();
}

void write_option(plugin_json::JsonWriter& to, std::string_view name,
                  const plugin_json::Value& value) {
    to.key(name == "max_tokens" ? "num_predict" : name);
    // Ollama takes a list of stop sequences only.
    if (name == "stop" && value.IsString()) {
        to.begin_array().value(value).end_array();
    } else {
        to.value(value);
    }
}

}  // namespace

std::string chat_body(const sdk::Request& request) {
    if (request.choices() > 1) {
        throw sdk::Error(sdk::Status::unsupported,
                         "Ollama gives one answer to a request; ask for one choice and repeat it");
    }
    std::vector<std::string_view> written(own_members.begin(), own_members.end());
    if (!request.tools_json().empty()) {
        written.emplace_back("tools");
    }
    const plugin_json::Document parameters = plugin_chat::parameters_of(request, written);
    if (plugin_json::find(parameters, {"max_tokens"}) != nullptr) {
        constexpr std::array<std::string_view, 1> its_name_here = {"num_predict"};
        plugin_chat::refuse_members(parameters, "beside max_tokens the parameters have",
                                    sdk::Status::bad_argument, its_name_here);
    }
    plugin_json::JsonWriter body;
    body.begin_object().key("model").string(plugin_chat::valid_utf8(request.model()));
    plugin_chat::write_messages(body, request, "tool_name");
    plugin_chat::write_tools(body, request);
    body.key("stream").boolean(request.streamed());
    bool has_options = false;
    for (const auto& [name, value] : parameters.GetObject()) {
        if (is_top_level(plugin_json::text_of(name))) {
            body.key(plugin_json::text_of(name)).value(value);
        } else {
            has_options = true;
        }
    }
    if (has_options) {
        body.key("options").begin_object();
        for (const auto& [name, value] : parameters.GetObject()) {
            if (!is_top_level(plugin_json::text_of(name))) {
                write_option(body, plugin_json::text_of(name), value);
            }
        }
        body.end_object();
    }
    body.end_object();
    return std::string(body.text());
}

std::string show_body(std::string_view model) {
    plugin_json::JsonWriter body;
    body.begin_object().key("model").string(plugin_chat::valid_utf8(model)).end_object();
    return std::string(body.text());
}

}  // namespace hexameter::ollama
