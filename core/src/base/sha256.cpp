#include "base/sha256.hpp"

#include <sodium.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

namespace hexameter::detail {

struct Sha256::State {
    crypto_hash_sha256_state state;
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
    crypto_hash_sha256_init(&state_->state);
}

Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&& other) noexcept = default;
Sha256& Sha256::operator=(Sha256&& other) noexcept = default;

void Sha256::add(std::string_view bytes) {
    crypto_hash_sha256_update(&state_->state, reinterpret_cast<const unsigned char*>(bytes.data()),
                              bytes.size());
}

std::string Sha256::finish() {
    std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
    crypto_hash_sha256_final(&state_->state, hash.data());
    std::string hex(hash.size() * 2 + 1, '\0');
    sodium_bin2hex(hex.data(), hex.size(), hash.data(), hash.size());
    hex.pop_back();
    return hex;
}

Result<std::string> sha256_of_file(const std::filesystem::path& file) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> in(std::fopen(file.c_str(), "rbe"),
                                                             &std::fclose);
    if (!in)
        return Error(ErrorCode::io, "cannot be read: " + std::generic_category().message(errno),
                     file.string());
    Sha256 sum;
    std::array<char, 65536> block{};
    while (const auto n = std::fread(block.data(), 1, block.size(), in.get()))
        sum.add({block.data(), n});
    if (std::ferror(in.get()) != 0) return Error(ErrorCode::io, "reading broke off", file.string());
    return sum.finish();
}

std::string sha256_of(std::size_t texts, const std::function<std::string(std::size_t)>& text_at) {
    Sha256 sum;
    for (std::size_t i = 0; i < texts; ++i) {
        sum.add(text_at(i));
        sum.add(std::string_view("\0", 1));
    }
    return sum.finish();
}

}  // namespace hexameter::detail
