#include "support/chat/utf8.hpp"

#include <cstdint>

namespace hexameter::plugin_chat {
namespace {

struct Sequence {
    std::size_t bytes;
    bool whole;
};

// Which second bytes may follow a lead byte, and how many bytes there are in all.
struct Lead {
    std::size_t bytes;
    std::uint8_t second_from = 0x80;
    std::uint8_t second_to = 0xBF;
};

Lead lead_of(std::uint8_t byte) {
    if (byte < 0x80) {
        return {1};
    }
    if (byte < 0xC2 || byte > 0xF4) {
        return {0};
    }
    if (byte < 0xE0) {
        return {2};
    }
    if (byte < 0xF0) {
        return {3, static_cast<std::uint8_t>(byte == 0xE0 ? 0xA0 : 0x80),
                static_cast<std::uint8_t>(byte == 0xED ? 0x9F : 0xBF)};
    }
    return {4, static_cast<std::uint8_t>(byte == 0xF0 ? 0x90 : 0x80),
            static_cast<std::uint8_t>(byte == 0xF4 ? 0x8F : 0xBF)};
}

Sequence sequence_at(std::string_view text, std::size_t at) {
    const Lead lead = lead_of(static_cast<std::uint8_t>(text[at]));
    if (lead.bytes == 0) {
        return {1, false};
    }
    for (std::size_t i = 1; i < lead.bytes; ++i) {
        const auto byte = static_cast<std::uint8_t>(at + i < text.size() ? text[at + i] : 0);
        const bool fits = i == 1 ? byte >= lead.second_from && byte <= lead.second_to
                                 : byte >= 0x80 && byte <= 0xBF;
        if (!fits) {
            return {i, false};
        }
    }
    return {lead.bytes, true};
}

}  // namespace

std::string valid_utf8(std::string_view text) {
    std::string valid;
    valid.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const Sequence sequence = sequence_at(text, at);
        valid.append(sequence.whole ? text.substr(at, sequence.bytes) : "\xEF\xBF\xBD");
        at += sequence.bytes;
    }
    return valid;
}

std::string shortened(std::string text, std::size_t limit_characters) {
    std::size_t at = 0;
    for (std::size_t count = 0; at < text.size() && count < limit_characters; ++count) {
        at += sequence_at(text, at).bytes;
    }
    if (at < text.size()) {
        text.replace(at, std::string::npos, "...");
    }
    return text;
}

}  // namespace hexameter::plugin_chat
