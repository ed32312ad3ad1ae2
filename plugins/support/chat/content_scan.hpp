// The content of a message in a scan: a text, or a list of parts of which those of type "text" are
// its text. What else stands in its place, or in the document's, is a fault that is told.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "support/json/scan.hpp"

namespace hexameter::plugin_chat {

// The visitor's nodes: content, with the elements of a list in it, and two of their members.
struct ContentNodes {
    std::uint8_t content;
    std::uint8_t part;
    std::uint8_t type;
    std::uint8_t text;
};

// One per scan. The visitor hands on what it has no other use for.
class ContentScan {
  public:
    explicit ContentScan(const ContentNodes& nodes) : nodes_(nodes) {}

    void text(std::uint8_t node, std::string_view value);

    void number(std::uint8_t node) { misfit(node, "a number"); }

    void boolean(std::uint8_t node) { misfit(node, "a boolean"); }

    // The text of the part that ended; "" for other nodes and types.
    [[nodiscard]] std::string_view end(std::uint8_t node, std::string_view json) {
        const bool of_content = node == nodes_.content || node == nodes_.part ||
                                node == nodes_.type || node == nodes_.text ||
                                node == plugin_json::scan_root;
        return of_content ? ended(node, json) : std::string_view();
    }

    // Throws Error(decode) when something stood where it cannot; `what` names the text.
    void check(std::string_view json, std::string_view what) const;

  private:
    [[nodiscard]] std::string_view ended(std::uint8_t node, std::string_view json);
    void misfit(std::uint8_t node, std::string_view came);

    ContentNodes nodes_;
    std::string_view type_;
    std::string_view text_;
    std::string misfit_;  // the first one
};

}  // namespace hexameter::plugin_chat
