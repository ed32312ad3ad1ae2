// The checks of a bundle whose members lie in files.
#pragma once

#include <filesystem>

#include "bundle/unpack.hpp"
#include "hexameter/bundle.hpp"

namespace hexameter::detail {

struct VerifiedBundle {
    Unpacked unpacked;
    Verification verification;
};

[[nodiscard]] Result<VerifiedBundle> unpack_and_verify(const std::filesystem::path& file,
                                                       const UnpackRoom& room);

}  // namespace hexameter::detail
