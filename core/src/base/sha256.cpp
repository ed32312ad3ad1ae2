#include "base/sha256.hpp"

#include <sodium.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

namespace hexameter::detail {
namespace {

std::string finished(crypto_hash_sha256_state& state) {
    std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
    crypto_hash_sha256_final(&state, hash.data());
    std::string hex(hash.size() * 2 + 1, '\0');
    sodium_bin2hex(hex.data(), hex.size(), hash.data(), hash.size());
    hex.pop_back();
    return hex;
}

}  // namespace

Result<std::string> sha256_of_file(const std::filesystem::path& file) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> in(std::fopen(file.c_str(), "rbe"),
                                                             &std::fclose);
    if (!in)
        return Error(ErrorCode::io, "cannot be read: " + std::generic_category().message(errno),
                     file.string());
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    std::array<unsigned char, 65536> block{};
    while (const auto n = std::fread(block.data(), 1, block.size(), in.get()))
        crypto_hash_sha256_update(&state, block.data(), n);
    if (std::ferror(in.get()) != 0) return Error(ErrorCode::io, "reading broke off", file.string());
    return finished(state);
}

std::string sha256_of(std::size_t texts, const std::function<std::string(std::size_t)>& text_at) {
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    const unsigned char end = 0;
    for (std::size_t i = 0; i < texts; ++i) {
        const auto text = text_at(i);
        crypto_hash_sha256_update(&state, reinterpret_cast<const unsigned char*>(text.data()),
                                  text.size());
        crypto_hash_sha256_update(&state, &end, 1);
    }
    return finished(state);
}

}  // namespace hexameter::detail
