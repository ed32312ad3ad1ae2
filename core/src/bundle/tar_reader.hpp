// Reads a bundle member by member. Any bytes may come in.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "hexameter/error.hpp"

namespace hexameter::detail {

// Thread: one at a time.
class TarReader {
  public:
    // ErrorCode::config for what is no regular file, or begins like no bundle.
    [[nodiscard]] static Result<TarReader> open(const std::filesystem::path& file);
    ~TarReader();
    TarReader(TarReader&& other) noexcept;
    TarReader& operator=(TarReader&&) = delete;

    // Whether the file is as it was written: an Error (ErrorCode::config) says what is wrong with
    // it, one with ErrorCode::io that it cannot be read. Reads the whole file.
    [[nodiscard]] Status check_seal() const;

    struct Member {
        std::string name;
        std::uint64_t bytes = 0;
    };

    // The next member; none at the end. ErrorCode::config for what is no plain file in the archive
    // and for an archive that cannot be read on.
    [[nodiscard]] Result<std::optional<Member>> next();

    // The next piece of that member, valid until the next call; "" at its end. Never more bytes
    // than the member said to have.
    [[nodiscard]] Result<std::string_view> piece();

    [[nodiscard]] std::uint64_t bytes() const;  // of the file

  private:
    struct State;
    explicit TarReader(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace hexameter::detail
