// A bundle's members out of the archive and into files.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "bundle/bundle_manifest.hpp"
#include "hexameter/bundle.hpp"
#include "store/posix_file.hpp"

namespace hexameter::detail {

// Where they go: files that are empty and open for reading and writing.
struct UnpackRoom {
    UniqueFd journal;
    UniqueFd samples;
    std::filesystem::path folder;  // where they lie, for messages

    // Without names: gone when they are closed.
    [[nodiscard]] static Result<UnpackRoom> unnamed();
    // As they are called in a bundle, readable for their owner alone.
    [[nodiscard]] static Result<UnpackRoom> named(const std::filesystem::path& folder);
};

struct Unpacked {
    BundleManifest manifest;    // as far as it could be read
    bool whole = false;         // every member that the manifest names is in its file
    std::vector<Check> checks;  // seal, archive, members
};

// What is wrong with the bundle is in the checks; an Error is one of this machine, or says that the
// file is no bundle at all. Nothing is written that the manifest does not announce, nor more than
// there is room for.
[[nodiscard]] Result<Unpacked> unpack(const std::filesystem::path& file, const UnpackRoom& room);

}  // namespace hexameter::detail
