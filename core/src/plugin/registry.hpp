// The plugins of a process: manifests first, code only when something is asked for.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include "hexameter/plugins.hpp"
#include "plugin/instance.hpp"

namespace hexameter::detail {

class Library;

class Registry {
  public:
    // Reads every *.so of the folders in order, of a folder with several names once; the first file
    // that offers an id has it. The first `named` folders should be there: one that cannot be read
    // is warned of.
    Registry(const std::vector<std::filesystem::path>& folders, LogSink log, std::size_t named = 0);
    ~Registry();
    Registry(const Registry&) = delete;
    Registry& operator=(const Registry&) = delete;

    [[nodiscard]] const std::vector<PluginInfo>& plugins() const { return plugins_; }

    [[nodiscard]] const std::vector<PluginRefusal>& refusals() const { return refusals_; }

    // By id or alias. The error lists what there is of that kind, and refused files.
    [[nodiscard]] Result<PluginInfo> find(PluginKind kind, const std::string& id) const;

    // What is wrong with a configuration by the plugin's schema, and its secrets.
    [[nodiscard]] Result<std::vector<SpecFault>> config_faults(
        const PluginInfo& info, const std::string& config_json) const;

    // The configuration that create() would hand over: checked against the plugin's schema, its
    // defaults filled in, its secrets there.
    [[nodiscard]] Result<std::string> checked_config(const PluginInfo& info,
                                                     const std::string& config_json) const;

    // Loads the file (once), checks that its code says what its manifest says, and creates an
    // instance. Thread: the control thread.
    [[nodiscard]] Result<std::unique_ptr<Instance>> create(PluginKind kind, const std::string& id,
                                                           const std::string& config_json);

  private:
    // Why the folder cannot be read.
    std::error_code scan(const std::filesystem::path& folder);
    void tell(int level, const std::string& message) const;
    void take(PluginFile file);
    [[nodiscard]] Result<const Library*> load(const std::filesystem::path& file);

    LogSink log_;
    std::vector<PluginInfo> plugins_;
    std::vector<PluginRefusal> refusals_;
    std::vector<std::unique_ptr<Library>> libraries_;
};

}  // namespace hexameter::detail
