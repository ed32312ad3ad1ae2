// libFuzzer's entry for one codec, FUZZ_CODEC.
#include <cstdio>
#include <cstdlib>

#include "fuzz/codec_input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // The host keeps what plugins tell it: a new one now and then keeps memory even.
    static std::unique_ptr<hexameter::fuzz::CodecInput> codec;
    static unsigned played = 0;
    if (played++ % 10'000 == 0) codec = std::make_unique<hexameter::fuzz::CodecInput>(FUZZ_CODEC);
    const auto fault = codec->fault({data, size});
    if (fault.empty()) return 0;
    std::fprintf(stderr, "%s: %s\n", FUZZ_CODEC, fault.c_str());
    std::abort();
}
