// The fuzz targets' invariants on recorded replies and on seeded mutations of them, in every build.
#include <gtest/gtest.h>

#include <random>

#include "fuzz/codec_input.hpp"
#include "support/wire_fixture.hpp"

namespace hexameter::fuzz {
namespace {

using Input = std::vector<std::uint8_t>;

std::vector<Input> recorded(const std::string& codec) {
    std::vector<Input> inputs;
    const auto folder = std::string(HEXAMETER_SOURCE_DIR) + "/plugins/providers/" + codec;
    for (const auto& fixture : test::read_wire_fixtures(folder + "/fixtures")) {
        Input input{static_cast<std::uint8_t>((fixture.streamed ? 1 : 0) |
                                              (fixture.kind == HXM_KIND_LIST_MODELS ? 2 : 0) |
                                              (fixture.status >= 400 ? 4 : 0) |
                                              (fixture.streamed ? 0 : 16)),
                    6};
        input.insert(input.end(), fixture.body.begin(), fixture.body.end());
        inputs.push_back(std::move(input));
    }
    return inputs;
}

// Flips, cuts, doubles and joins, as a fuzzer begins.
Input mutated(const std::vector<Input>& from, std::mt19937_64& random) {
    Input input = from[random() % from.size()];
    for (auto changes = 1 + random() % 8; changes > 0 && input.size() > 2; --changes) {
        const auto at = static_cast<std::ptrdiff_t>(random() % input.size());
        const auto other = static_cast<std::ptrdiff_t>(random() % input.size());
        switch (random() % 5) {
            case 0:
                input[static_cast<std::size_t>(at)] ^=
                    static_cast<std::uint8_t>(1U << random() % 8);
                break;
            case 1:
                input[static_cast<std::size_t>(at)] = static_cast<std::uint8_t>(random());
                break;
            case 2:
                input.erase(input.begin() + std::min(at, other),
                            input.begin() + std::max(at, other));
                break;
            case 3: {
                const Input part(input.begin() + std::min(at, other),
                                 input.begin() + std::max(at, other));
                input.insert(input.begin() + at, part.begin(), part.end());
                break;
            }
            default:
                input.resize(static_cast<std::size_t>(at));
        }
    }
    return input;
}

class CodecFuzz : public ::testing::TestWithParam<const char*> {};

TEST_P(CodecFuzz, HoldsOnRecordedRepliesAndTheirMutations) {
    const auto inputs = recorded(GetParam());
    ASSERT_FALSE(inputs.empty());
    CodecInput codec(GetParam());
    for (const auto& input : inputs) EXPECT_EQ(codec.fault(input), "");
    std::mt19937_64 random(20261121);
    for (int round = 0; round < 20'000; ++round) {
        const auto input = mutated(inputs, random);
        ASSERT_EQ(codec.fault(input), "")
            << "round " << round << ": " << std::string(input.begin(), input.end());
    }
}

INSTANTIATE_TEST_SUITE_P(Both, CodecFuzz, ::testing::Values("openai", "ollama"),
                         [](const auto& of) { return std::string(of.param); });

}  // namespace
}  // namespace hexameter::fuzz
