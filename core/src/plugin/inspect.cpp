#include "plugin/inspect.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <string_view>

#include "base/sha256.hpp"
#include "hexameter/abi/hxm_plugin.h"
#include "plugin/elf_file.hpp"
#include "plugin/manifest.hpp"

namespace hexameter {
namespace detail {
namespace {

constexpr std::string_view symbol_stem = "hexameter_plugin_v";

}  // namespace

Result<PluginFile> read_plugin_file(const std::filesystem::path& file) {
    auto elf = read_elf(file);
    if (!elf) return elf.error();
    PluginFile out;
    out.file = file;
    out.exports = std::move(elf->exports);
    out.needed = std::move(elf->needed);
    if (!elf->manifest)
        return Error(ErrorCode::plugin,
                     "it has no .hxm_manifest section: not a Hexameter plugin, or built without "
                     "hexameter_add_plugin()");
    out.manifest_json = std::move(*elf->manifest);
    auto manifest = parse_manifest(out.manifest_json);
    if (!manifest) return manifest.error();
    out.abi_major = manifest->abi_major;
    out.abi_minor_built = manifest->abi_minor_built;
    out.abi_minor_needed = manifest->abi_minor_needed;
    out.plugins = std::move(manifest->plugins);
    for (auto& plugin : out.plugins) plugin.file = file;
    return out;
}

Status check_abi(const PluginFile& file) {
    const auto wanted = fmt::format("{}{}", symbol_stem, HXM_ABI_MAJOR);
    if (std::find(file.exports.begin(), file.exports.end(), wanted) == file.exports.end()) {
        for (const auto& name : file.exports)
            if (std::string_view(name).substr(0, symbol_stem.size()) == symbol_stem)
                return Error(
                    ErrorCode::plugin,
                    fmt::format("it is for plugin ABI major {}, this host speaks major {}: "
                                "rebuild it against this host's SDK",
                                name.substr(symbol_stem.size()), HXM_ABI_MAJOR));
        return Error(ErrorCode::plugin,
                     fmt::format("it does not export {}: declare the plugin's entry, and build "
                                 "with hexameter_add_plugin()",
                                 wanted));
    }
    if (file.abi_major != HXM_ABI_MAJOR)
        return Error(ErrorCode::plugin,
                     fmt::format("its manifest says plugin ABI major {}, but it exports {}",
                                 file.abi_major, wanted));
    if (file.abi_minor_needed > HXM_ABI_MINOR)
        return Error(ErrorCode::plugin,
                     fmt::format("it needs plugin ABI {0}.{1}, this host has {0}.{2}: update the "
                                 "host, or build the plugin with a lower abi_minor_needed",
                                 HXM_ABI_MAJOR, file.abi_minor_needed, HXM_ABI_MINOR));
    return {};
}

}  // namespace detail

Result<PluginFile> inspect_plugin(const std::filesystem::path& file) {
    auto out = detail::read_plugin_file(file);
    if (!out) return out.error().at(file.string());
    auto hash = detail::sha256_of_file(file);
    if (!hash) return hash.error();
    out->sha256 = std::move(hash.value());
    for (auto& plugin : out->plugins) plugin.sha256 = out->sha256;
    return out;
}

}  // namespace hexameter
