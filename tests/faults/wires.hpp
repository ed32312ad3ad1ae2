// The two wires that providers speak, as far as a bad server needs them.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "support/fault_server.hpp"

namespace hexameter::testing {

struct Wire {
    std::string provider;
    std::string content_type;
    std::string garbage;  // begins as a piece does and never becomes one

    // One streamed piece of an answer; `text` needs no escaping.
    [[nodiscard]] std::string piece(std::string_view text) const;
    // What ends a stream: the reason, and that so many tokens were made.
    [[nodiscard]] std::string ending(unsigned output_tokens) const;
    // What ends a stream and says nothing else.
    [[nodiscard]] std::string bare_ending() const;
    // An error object, as a line or event of a stream and as a body.
    [[nodiscard]] std::string error_piece(std::string_view message) const;
    [[nodiscard]] std::string error_body(std::string_view message) const;

    // The head of a streamed reply and its first pieces, each a chunk.
    [[nodiscard]] std::string stream_of(std::initializer_list<std::string_view> texts) const;
    // A whole streamed answer.
    [[nodiscard]] std::string answer(std::initializer_list<std::string_view> texts,
                                     unsigned output_tokens) const;
};

[[nodiscard]] const Wire& openai_wire();
[[nodiscard]] const Wire& ollama_wire();

}  // namespace hexameter::testing
