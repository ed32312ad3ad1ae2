// SHA-256 as lower-case hex (libsodium).
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "hexameter/error.hpp"

namespace hexameter::detail {

// Of bytes that come piece by piece.
class Sha256 {
  public:
    Sha256();
    ~Sha256();
    Sha256(Sha256&& other) noexcept;
    Sha256& operator=(Sha256&& other) noexcept;

    void add(std::string_view bytes);

    // Of all that was added. Once.
    [[nodiscard]] std::string finish();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

[[nodiscard]] Result<std::string> sha256_of_file(const std::filesystem::path& file);

// Each text is followed by a zero byte, so that the same bytes cut elsewhere hash differently.
[[nodiscard]] std::string sha256_of(std::size_t texts,
                                    const std::function<std::string(std::size_t)>& text_at);

}  // namespace hexameter::detail
