// The plugins of a process: manifests first, code only when something is asked for.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "hexameter/abi/hxm_plugin.h"
#include "hexameter/plugins.hpp"

namespace hexameter::detail {

class HostServices;

// One created instance of a plugin. Owns it; destroys it. The shared library stays loaded for good.
class Instance {
  public:
    Instance(const hxm_instance* raw, std::unique_ptr<HostServices> host, PluginInfo info);
    ~Instance();  // stop, destroy; neither when quarantined
    Instance(const Instance&) = delete;
    Instance& operator=(const Instance&) = delete;

    [[nodiscard]] Status start();
    [[nodiscard]] void* self() const { return raw_->self; }
    [[nodiscard]] const PluginInfo& info() const { return info_; }
    [[nodiscard]] HostServices& host() const { return *host_; }

    // The interface table of that id, or null. A table that is shorter than its first version is
    // refused as null.
    template <class Table>
    [[nodiscard]] const Table* interface(const char* id) const {
        const auto* table = static_cast<const Table*>(raw_->get_interface(raw_->self, id));
        return table;
    }

    // An operation ignored its cancel: never call it again, not even to destroy it.
    void quarantine() { quarantined_ = true; }
    [[nodiscard]] bool quarantined() const { return quarantined_; }

  private:
    const hxm_instance* raw_;
    std::unique_ptr<HostServices> host_;
    PluginInfo info_;
    bool started_ = false;
    bool quarantined_ = false;
};

class Registry {
  public:
    explicit Registry(const std::vector<std::filesystem::path>& dirs);
    ~Registry();

    [[nodiscard]] const std::vector<PluginInfo>& plugins() const { return plugins_; }
    [[nodiscard]] const std::vector<PluginRefusal>& refusals() const { return refusals_; }
    [[nodiscard]] Result<PluginInfo> find(PluginKind kind, const std::string& id) const;

    // Loads the file (once), checks what it says of itself against its manifest, fills in defaults,
    // checks the configuration and creates the instance. Thread: the control thread.
    [[nodiscard]] Result<std::unique_ptr<Instance>> create(PluginKind kind, const std::string& id,
                                                           const std::string& config_json,
                                                           std::uint64_t seed);

  private:
    struct Library;
    [[nodiscard]] Result<Library*> load(const PluginInfo& info);

    std::vector<PluginInfo> plugins_;
    std::vector<PluginRefusal> refusals_;
    std::vector<std::unique_ptr<Library>> libraries_;
};

}  // namespace hexameter::detail
