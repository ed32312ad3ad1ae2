#include "support/chat/reply_error.hpp"

#include "hexameter/sdk/http.hpp"
#include "support/chat/utf8.hpp"
#include "support/json/json.hpp"
#include "support/json/json_writer.hpp"

namespace hexameter::plugin_chat {
namespace {

constexpr std::size_t shown_characters = 200;             // of what is no JSON
constexpr std::size_t longest_message_characters = 1000;  // of what the server says on purpose

bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

// Past the element whose tag opens at `at`: past its content too when that is no text.
std::size_t past_tag(std::string_view html, std::size_t at) {
    for (const std::string_view name : {"script", "style"}) {
        if (html.substr(at + 1, name.size()) == name) {
            const std::size_t end = html.find("</" + std::string(name), at);
            at = end == std::string_view::npos ? html.size() : end;
        }
    }
    const std::size_t close = html.find('>', at);
    return close == std::string_view::npos ? html.size() : close + 1;
}

// The document, or null for what is none.
plugin_json::Document parsed(std::string_view body) {
    try {
        return plugin_json::parse(body, "the body");
    } catch (const sdk::Error&) {
        return {};
    }
}

const plugin_json::Value& first_of(const plugin_json::Document& document) {
    const plugin_json::Value* first = plugin_json::find(document, {0});
    return first == nullptr ? document : *first;
}

}  // namespace

std::string plain_text(std::string_view body) {
    const std::string valid = valid_utf8(body);
    std::string text;
    bool gap = false;
    for (std::size_t at = 0; at < valid.size();) {
        if (valid[at] == '<' || is_space(valid[at])) {
            at = valid[at] == '<' ? past_tag(valid, at) : at + 1;
            gap = !text.empty();
            continue;
        }
        if (gap) {
            text.push_back(' ');
            gap = false;
        }
        text.push_back(valid[at++]);
    }
    return shortened(std::move(text), shown_characters);
}

std::string error_text(std::string_view body) {
    const plugin_json::Document document = parsed(body);
    const plugin_json::Value& object = first_of(document);
    const plugin_json::Value* found = plugin_json::find(object, {"error", "message"});
    for (const std::string_view name : {"error", "message", "detail"}) {
        found = found == nullptr || found->IsNull() ? plugin_json::find(object, {name}) : found;
    }
    if (found != nullptr && !found->IsNull()) {
        return shortened(found->IsString() ? std::string(plugin_json::text_of(*found))
                                           : plugin_json::to_text(*found),
                         longest_message_characters);
    }
    std::string text = plain_text(body);
    return text.empty() ? "no reason given" : text;
}

sdk::Error failure_of(std::string_view json, std::string_view lead) {
    const plugin_json::Document document = parsed(json);
    const plugin_json::Value& object = first_of(document);
    const auto inner = plugin_json::uint_at(object, {"error", "code"});
    const std::uint64_t code = inner.value_or(plugin_json::uint_at(object, {"code"}).value_or(0));
    const sdk::Status status = code >= 400 && code < 600
                                   ? sdk::status_of_http(static_cast<std::uint32_t>(code))
                                   : sdk::Status::remote;
    return {status, std::string(lead) + ": " + error_text(json)};
}

sdk::Error empty_reply() {
    return {
        sdk::Status::remote,
        "empty reply: the server answered HTTP 200 and gave no content, no finish reason and no "
        "usage; look into its log, and check that the model is loaded"};
}

}  // namespace hexameter::plugin_chat
