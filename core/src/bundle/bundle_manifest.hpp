// What a bundle says of itself: its first member.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hexameter/error.hpp"
#include "store/folders.hpp"

namespace hexameter::detail {

inline constexpr std::string_view manifest_name = "manifest.json";
inline constexpr std::string_view samples_name = "samples.jsonl";
inline constexpr std::uint64_t bundle_format = 1;

struct BundleMember {
    std::string name;
    std::uint64_t bytes = 0;
    std::string sha256;
};

struct BundleManifest {
    std::uint64_t format = bundle_format;
    std::string id;
    std::string engine_version;         // which measured the run; "" when its header is lost
    std::string dataset_sha256;         // as in the header of the run
    std::string samples_missing;        // why samples.jsonl is not there; "" when it is
    std::vector<BundleMember> members;  // the others, in the order of the archive

    [[nodiscard]] const BundleMember* member(std::string_view name) const;
};

[[nodiscard]] std::string encode_manifest(const BundleManifest& manifest);

// An Error says why this cannot be the manifest of a bundle: another format, no id of a run, a
// member that no bundle has, one that comes twice, no journal.
[[nodiscard]] Result<BundleManifest> decode_manifest(std::string_view json);

}  // namespace hexameter::detail
