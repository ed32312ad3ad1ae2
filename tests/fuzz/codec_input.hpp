// What a fuzzer's bytes mean to a codec, and what must hold whatever they are.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "support/plugin_file.hpp"

namespace hexameter::fuzz {

// Input: a byte of circumstances, a byte of how the reply is split, then the reply's body.
//   circumstances   1 streamed, 2 a list of models, 4 HTTP 429, 8 the connection breaks at the end,
//                   16 JSON in place of the content type of a stream
// The codec is asked twice on one instance, with the body whole and in pieces.
class CodecInput {
  public:
    // Of the plugin's file. Throws std::runtime_error where it cannot be used.
    explicit CodecInput(const std::string& codec);

    // "" when all holds, else what does not: the same chunks, status and error however the body is
    // split; an error has a text, and only an error has one; a codec ends no operation itself; no
    // chunk begins or ends beyond what a string can hold.
    [[nodiscard]] std::string fault(std::span<const std::uint8_t> input);

  private:
    struct Played;
    [[nodiscard]] Played play(std::span<const std::uint8_t> input, std::size_t piece_bytes);

    test::FakeHost host_;
    test::PluginFile file_;
    std::unique_ptr<test::PluginInstance> instance_;
    const hxm_provider_codec* table_ = nullptr;
    hxm_op last_op_ = 0;
};

}  // namespace hexameter::fuzz
