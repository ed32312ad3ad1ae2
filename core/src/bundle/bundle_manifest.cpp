#include "bundle/bundle_manifest.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "store/json_archive.hpp"
#include "store/run_id.hpp"

namespace hexameter::detail {

static void describe(auto& archive, Is<BundleMember> auto& member) {
    archive("name", member.name);
    archive("bytes", member.bytes);
    archive("sha256", member.sha256);
}

static void describe(auto& archive, Is<BundleManifest> auto& manifest) {
    archive("format", manifest.format);
    archive("id", manifest.id);
    archive("engine_version", manifest.engine_version);
    archive("dataset_sha256", manifest.dataset_sha256);
    archive("samples_missing", manifest.samples_missing);
    archive("members", manifest.members);
}

const BundleMember* BundleManifest::member(std::string_view name) const {
    const auto found = std::find_if(members.begin(), members.end(),
                                    [&](const BundleMember& one) { return one.name == name; });
    return found == members.end() ? nullptr : &*found;
}

std::string encode_manifest(const BundleManifest& manifest) {
    return ArchiveOut::text_of(manifest);
}

Result<BundleManifest> decode_manifest(std::string_view json) {
    auto manifest = ArchiveIn::record_of<BundleManifest>(json);
    if (!manifest) return Error(ErrorCode::config, manifest.error().message());
    const auto& it = manifest.value();
    if (it.format != bundle_format)
        return Error(ErrorCode::unsupported,
                     fmt::format("the bundle has format {}, this program knows format {}; use the "
                                 "newer program",
                                 it.format, bundle_format));
    if (!is_run_id(it.id)) return Error(ErrorCode::config, "it names no run");
    const bool with_samples = it.members.size() == 2 && it.members[1].name == samples_name;
    if (it.members.empty() || it.members[0].name != journal_name ||
        (it.members.size() > 1 && !with_samples))
        return Error(ErrorCode::config,
                     fmt::format("it must name {} and may name {} behind it, nothing else",
                                 journal_name, samples_name));
    return manifest;
}

}  // namespace hexameter::detail
