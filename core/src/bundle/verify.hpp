// The checks of a bundle whose members lie in files.
#pragma once

#include <filesystem>

#include "bundle/unpack.hpp"
#include "hexameter/bundle.hpp"

namespace hexameter::detail {

struct VerifiedBundle {
    Unpacked unpacked;
    Verification verification;
    bool header_is_lost = false;  // of the run: nobody knows what it measured
};

[[nodiscard]] Result<VerifiedBundle> unpack_and_verify(const std::filesystem::path& file,
                                                       const UnpackRoom& room);

}  // namespace hexameter::detail
