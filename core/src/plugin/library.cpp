#include "plugin/library.hpp"

#include <dlfcn.h>
#include <fmt/core.h>

#include <boost/dll/shared_library.hpp>
#include <string_view>
#include <system_error>

#include "base/sha256.hpp"

namespace hexameter::detail {
namespace {

std::string_view text(const char* from) {
    return from == nullptr ? std::string_view() : std::string_view(from);
}

Status check_entry(const hxm_entry& entry, std::size_t listed) {
    if (!HXM_CALLABLE(&entry, hxm_entry, create) || !HXM_CALLABLE(&entry, hxm_entry, count) ||
        !HXM_CALLABLE(&entry, hxm_entry, describe))
        return Error(ErrorCode::plugin,
                     fmt::format("its entry is cut short (struct_size {}) or has empty functions",
                                 entry.struct_size));
    if (entry.abi_major != HXM_ABI_MAJOR)
        return Error(ErrorCode::plugin,
                     fmt::format("its code speaks plugin ABI major {}, this host "
                                 "speaks major {}",
                                 entry.abi_major, HXM_ABI_MAJOR));
    if (entry.abi_minor_needed > HXM_ABI_MINOR)
        return Error(ErrorCode::plugin,
                     fmt::format("its code needs plugin ABI {0}.{1}, this host "
                                 "has {0}.{2}: update the host",
                                 HXM_ABI_MAJOR, entry.abi_minor_needed, HXM_ABI_MINOR));
    if (const auto count = entry.count(); count != listed)
        return Error(ErrorCode::plugin,
                     fmt::format("its manifest lists {} plugin{}, its code has {}", listed,
                                 listed == 1 ? "" : "s", count));
    return {};
}

Status differs(const PluginInfo& info, const char* what, std::string_view manifest,
               std::string_view code) {
    return Error(
        ErrorCode::plugin,
        fmt::format("its manifest and its code disagree on {} of \"{}\": \"{}\" and \"{}\"", what,
                    info.id, manifest, code));
}

Status check_descriptor(const PluginInfo& info, const hxm_descriptor* code) {
    // NOLINTNEXTLINE(bugprone-sizeof-expression): the size of the pointer is what is meant
    if (code == nullptr || !HXM_HAS(code, hxm_descriptor, metrics))
        return Error(ErrorCode::plugin, fmt::format("its code does not describe \"{}\"", info.id));
    if (text(code->id) != info.id) return differs(info, "the id", info.id, text(code->id));
    if (code->kind != static_cast<std::uint32_t>(info.kind))
        return differs(info, "the kind", to_string(info.kind), std::to_string(code->kind));
    if (text(code->version) != info.version)
        return differs(info, "the version", info.version, text(code->version));
    if (code->metric_count != info.metrics.size())
        return differs(info, "the number of metrics", std::to_string(info.metrics.size()),
                       std::to_string(code->metric_count));
    if (code->metric_count > 0 &&
        (code->metrics == nullptr || !HXM_AT_HAS(code->metric_stride, hxm_metric_def, id)))
        return Error(ErrorCode::plugin,
                     fmt::format("its code does not describe the metrics of \"{}\"", info.id));
    for (std::uint32_t i = 0; i < code->metric_count; ++i) {
        const auto* metric = HXM_AT(hxm_metric_def, code->metrics, code->metric_stride, i);
        if (text(metric->id) != info.metrics[i].id)
            return differs(info, "a metric", info.metrics[i].id, text(metric->id));
    }
    return {};
}

}  // namespace

Result<std::unique_ptr<Library>> Library::load(const std::filesystem::path& file,
                                               const std::vector<PluginInfo>& listed) {
    auto hash = sha256_of_file(file);
    if (!hash) return hash.error();
    namespace dll = boost::dll;
    const auto mode = static_cast<dll::load_mode::type>(
        static_cast<unsigned>(dll::load_mode::rtld_now | dll::load_mode::rtld_local) |
        static_cast<unsigned>(RTLD_NODELETE));
    std::error_code failed;
    // NODELETE keeps the code; this handle may go.
    dll::shared_library library(std::filesystem::absolute(file), mode, failed);
    if (failed) {
        const char* reason = ::dlerror();  // NOLINT(concurrency-mt-unsafe): thread-local in glibc
        return Error(ErrorCode::plugin,
                     fmt::format("it cannot be loaded: {}",
                                 reason != nullptr ? std::string(reason) : failed.message()),
                     file.string());
    }
    const auto symbol = fmt::format("hexameter_plugin_v{}", HXM_ABI_MAJOR);
    if (!library.has(symbol))
        return Error(ErrorCode::plugin, "it does not export " + symbol, file.string());
    const auto& entry = library.get<const hxm_entry>(symbol);
    if (auto ok = check_entry(entry, listed.size()); !ok) return ok.error().at(file.string());
    for (std::uint32_t i = 0; i < listed.size(); ++i)
        if (auto ok = check_descriptor(listed[i], entry.describe(i)); !ok)
            return ok.error().at(file.string());
    return std::unique_ptr<Library>(new Library(file, std::move(hash.value()), &entry));
}

}  // namespace hexameter::detail
