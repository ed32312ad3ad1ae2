#include "plugin/registry.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <system_error>

#include "hexameter/nearest.hpp"
#include "plugin/inspect.hpp"
#include "plugin/library.hpp"
#include "plugin/secrets.hpp"
#include "plugin/status.hpp"
#include "spec/fault.hpp"
#include "spec/json_schema.hpp"

namespace hexameter::detail {
namespace {

constexpr int log_debug = 0;
constexpr int log_warning = 2;

std::string config_schema_of(const PluginInfo& info) {
    return info.config_schema_json.empty() ? R"({"type":"object","additionalProperties":false})"
                                           : info.config_schema_json;
}

}  // namespace

Registry::Registry(const std::vector<std::filesystem::path>& folders, LogSink log,
                   std::size_t named)
    : log_(std::move(log)) {
    std::set<std::filesystem::path> searched;
    for (std::size_t i = 0; i < folders.size(); ++i) {
        std::error_code unknown;
        const auto place = std::filesystem::weakly_canonical(folders[i], unknown);
        if (!searched.insert(unknown ? folders[i] : place).second) continue;
        const auto failed = scan(folders[i]);
        if (failed && i < named)
            tell(log_warning,
                 fmt::format("plugin folder {} cannot be read: {}; check --plugin-dir, "
                             "HEXAMETER_PLUGIN_PATH and plugin_dir of the configuration",
                             folders[i].string(), failed.message()));
        else
            tell(log_debug, fmt::format("plugin folder {}: {}", folders[i].string(),
                                        failed ? failed.message() : "searched"));
    }
}

Registry::~Registry() = default;

void Registry::tell(int level, const std::string& message) const {
    if (log_) log_(level, message);
}

std::error_code Registry::scan(const std::filesystem::path& folder) {
    std::error_code failed;
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder, failed))
        if (entry.path().extension() == ".so") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    std::error_code absent;
    for (const auto& file : files) {
        if (!std::filesystem::is_regular_file(file, absent)) {
            refusals_.push_back({file, "it is no regular file"});
            continue;
        }
        auto read = read_plugin_file(file);
        if (!read) {
            refusals_.push_back({file, read.error().text()});
            continue;
        }
        if (auto ok = check_abi(read.value()); !ok)
            refusals_.push_back({file, ok.error().text()});
        else
            take(std::move(read.value()));
    }
    return failed;
}

void Registry::take(PluginFile file) {
    for (auto& info : file.plugins) {
        const auto same = [&info](const PluginInfo& other) {
            return other.kind == info.kind && other.id == info.id;
        };
        const auto first = std::find_if(plugins_.begin(), plugins_.end(), same);
        if (first == plugins_.end())
            plugins_.push_back(std::move(info));
        else
            refusals_.push_back(
                {file.file, fmt::format("{} \"{}\" comes from {}, which is searched first",
                                        to_string(info.kind), info.id, first->file.string())});
    }
}

Result<PluginInfo> Registry::find(PluginKind kind, const std::string& id) const {
    std::string known;
    std::vector<std::string> names;
    for (const auto& info : plugins_) {
        if (info.kind != kind) continue;
        if (info.id == id ||
            std::find(info.aliases.begin(), info.aliases.end(), id) != info.aliases.end())
            return info;
        known += (known.empty() ? "" : ", ") + info.id;
        names.push_back(info.id);
        names.insert(names.end(), info.aliases.begin(), info.aliases.end());
    }
    const auto near = nearest_word(id, names);
    auto message = fmt::format("there is no {} \"{}\"{}; there are: {}", to_string(kind), id,
                               near ? fmt::format(" (did you mean \"{}\"?)", *near) : "",
                               known.empty() ? "none" : known);
    for (const auto& refusal : refusals_)
        message += fmt::format("\n  refused: {}: {}", refusal.file.string(), refusal.reason);
    return Error(ErrorCode::config, std::move(message));
}

Result<std::vector<SpecFault>> Registry::config_faults(const PluginInfo& info,
                                                       const std::string& config_json) const {
    const auto schema = config_schema_of(info);
    const auto whole = with_defaults(config_json, schema);
    if (!whole) return whole.error();
    auto faults = check_against_schema(whole.value(), schema);
    if (!faults) return faults;
    // A fault of the schema may quote the value: of a key none is told.
    auto exposed = exposed_in_config(config_json, schema);
    for (const auto& secret : exposed)
        std::erase_if(faults.value(),
                      [&](const SpecFault& fault) { return fault.pointer == secret.pointer; });
    faults->insert(faults->end(), exposed.begin(), exposed.end());
    if (!faults->empty()) return faults;
    if (const auto secrets = collect_secrets(whole.value(), schema); !secrets)
        faults->push_back({child_pointer("", secrets.error().where()), secrets.error().message()});
    return faults;
}

Result<std::string> Registry::checked_config(const PluginInfo& info,
                                             const std::string& config_json) const {
    const auto where = fmt::format("{} {}", to_string(info.kind), info.id);
    const auto faults = config_faults(info, config_json);
    if (!faults) return faults.error().at(where);
    if (faults->empty()) return with_defaults(config_json, config_schema_of(info));
    std::string message;
    for (const auto& fault : faults.value())
        message += fmt::format("{}{}: {}", message.empty() ? "" : "\n",
                               field_path("/config" + fault.pointer), fault.message);
    return Error(ErrorCode::config, std::move(message), where);
}

Result<const Library*> Registry::load(const std::filesystem::path& file) {
    for (const auto& library : libraries_)
        if (library->file() == file) return library.get();
    auto read = read_plugin_file(file);
    if (!read) return read.error().at(file.string());
    auto library = Library::load(file, read->plugins);
    if (!library) return library.error();
    libraries_.push_back(std::move(library.value()));
    tell(log_debug, "loaded " + file.string());
    return libraries_.back().get();
}

Result<std::unique_ptr<Instance>> Registry::create(PluginKind kind, const std::string& id,
                                                   const std::string& config_json) {
    auto info = find(kind, id);
    if (!info) return info.error();
    const auto config = checked_config(info.value(), config_json);
    if (!config) return config.error();
    auto secrets = collect_secrets(config.value(), info->config_schema_json);
    const auto where = fmt::format("{} {}", to_string(kind), info->id);
    if (!secrets) return secrets.error().at(where);
    const auto library = load(info->file);
    if (!library) return library.error();
    info->sha256 = library.value()->sha256();

    auto host = std::make_unique<HostServices>(info->id, std::move(secrets.value()), log_);
    const hxm_instance* raw = nullptr;
    const hxm_status status = library.value()->entry().create(host->table(), info->id.c_str(),
                                                              abi_str(config.value()), &raw);
    if (status < 0) return host->take_error(0, status).at(where);
    if (raw == nullptr || !HXM_CALLABLE(raw, hxm_instance, get_interface))
        return Error(ErrorCode::plugin, "create gave no usable instance", where);
    return std::make_unique<Instance>(raw, std::move(host), std::move(info.value()));
}

}  // namespace hexameter::detail
