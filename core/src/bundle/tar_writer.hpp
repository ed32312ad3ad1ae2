// Writes a bundle beside its place and moves it in when it is whole and on the disk.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "hexameter/error.hpp"

namespace hexameter::detail {

// Thread: one at a time.
class TarWriter {
  public:
    // Gives the next piece of a member, valid until the next call; "" at its end.
    using Pieces = std::function<Result<std::string_view>()>;

    [[nodiscard]] static Result<TarWriter> create(const std::filesystem::path& file);
    // What was written is gone unless finish() went well.
    ~TarWriter();
    TarWriter(TarWriter&& other) noexcept;
    TarWriter& operator=(TarWriter&&) = delete;

    // The pieces must have so many bytes together.
    [[nodiscard]] Status member(std::string_view name, std::uint64_t bytes, const Pieces& next);

    // The bytes of the whole file, once it is in its place.
    [[nodiscard]] Result<std::uint64_t> finish();

  private:
    struct State;
    explicit TarWriter(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace hexameter::detail
