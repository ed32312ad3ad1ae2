// SHA-256 as lower-case hex (libsodium).
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "hexameter/error.hpp"

namespace hexameter::detail {

// Of bytes that come in pieces.
class Sha256 {
  public:
    Sha256();
    ~Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;

    void add(std::string_view bytes);
    // Of all that was added. Nothing may be added afterwards.
    [[nodiscard]] std::string finish();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

[[nodiscard]] Result<std::string> sha256_of_file(const std::filesystem::path& file);

// Each text is followed by a zero byte, so that the same bytes cut elsewhere hash differently.
[[nodiscard]] std::string sha256_of(const std::vector<std::string_view>& texts);

}  // namespace hexameter::detail
