#include "support/chat/content_scan.hpp"

#include "hexameter/sdk/error.hpp"
#include "support/chat/reply_error.hpp"

namespace hexameter::plugin_chat {

void ContentScan::text(std::uint8_t node, std::string_view value) {
    if (node == nodes_.type) {
        type_ = value;
    } else if (node == nodes_.text) {
        text_ = value;
    } else {
        misfit(node, "a string");
    }
}

std::string_view ContentScan::ended(std::uint8_t node, std::string_view json) {
    const bool list = json.front() == '[';
    if (node == nodes_.text || list == (node != nodes_.content)) {
        misfit(node, list ? "a list" : "an object");
    }
    if (node != nodes_.part) {
        return {};
    }
    const std::string_view found = type_ == "text" ? text_ : std::string_view();
    type_ = {};
    text_ = {};
    return found;
}

void ContentScan::misfit(std::uint8_t node, std::string_view came) {
    if (!misfit_.empty()) {
        return;
    }
    const std::string kind(came);
    if (node == plugin_json::scan_root) {
        misfit_ = " is " + kind + ", not an object";
    } else if (node == nodes_.content) {
        misfit_ = " has " + kind + " as \"content\"";
    } else if (node == nodes_.part) {
        misfit_ = " has " + kind + " among the parts of \"content\"";
    } else if (node == nodes_.text) {
        misfit_ = " has " + kind + " as the text of a part of \"content\"";
    }
}

void ContentScan::check(std::string_view json, std::string_view what) const {
    if (!misfit_.empty()) {
        throw sdk::Error(sdk::Status::decode,
                         std::string(what) + misfit_ + ": \"" + plain_text(json) + "\"");
    }
}

}  // namespace hexameter::plugin_chat
