// The openai provider, through the C ABI, from its built file, and pieces of its wire.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "codec_player.hpp"

namespace hexameter::test {

// The text of one choice.
inline std::string content(const Played& played, std::uint32_t choice = 0) {
    const std::string prefix = "content " + std::to_string(choice) + ": ";
    std::string all;
    for (const std::string& line : played.chunks) {
        if (line.compare(0, prefix.size(), prefix) == 0) {
            all.append(line, prefix.size());
        }
    }
    return all;
}

inline std::string delta(const std::string& members, const std::string& rest = "") {
    return R"(data: {"choices":[{"index":0,"delta":{)" + members + "}}]" + rest + "}\n\n";
}

inline const std::string stopped =
    "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
inline const std::string done = "data: [DONE]\n\n";

class OpenAi : public ::testing::Test {
  protected:
    Played play(const std::string& body, std::uint32_t how = HXM_END_CLEAN) {
        return player_.play(chat_.get(), Reply{body}, how);
    }

    Played refused(std::uint32_t status, const std::string& body) {
        return player_.play(chat_.get(), Reply{body, status, "content-type: text/html\n"});
    }

    CodecPlayer player_{"openai"};
    ChatRequest chat_;
};

}  // namespace hexameter::test
