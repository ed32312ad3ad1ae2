// One created instance of a plugin.
#pragma once

#include <memory>

#include "hexameter/abi/hxm_plugin.h"
#include "hexameter/plugins.hpp"
#include "plugin/host_services.hpp"

namespace hexameter::detail {

// Owns the instance and what the host gave it. Control thread: start and destruction.
class Instance {
  public:
    Instance(const hxm_instance* raw, std::unique_ptr<HostServices> host, PluginInfo info);
    ~Instance();  // stop (when started) and destroy; neither when quarantined
    Instance(const Instance&) = delete;
    Instance& operator=(const Instance&) = delete;

    [[nodiscard]] Status start();

    [[nodiscard]] void* self() const { return raw_->self; }

    [[nodiscard]] const PluginInfo& info() const { return info_; }

    [[nodiscard]] HostServices& host() const { return *host_; }

    // The interface table of that id, or null when the plugin does not have it.
    template <class Table>
    [[nodiscard]] const Table* interface(const char* id) const {
        return static_cast<const Table*>(raw_->get_interface(raw_->self, id));
    }

    // An operation ignored its cancel: nothing of the plugin may be called again, not even destroy.
    void quarantine() { quarantined_ = true; }

    [[nodiscard]] bool quarantined() const { return quarantined_; }

  private:
    const hxm_instance* raw_;
    std::unique_ptr<HostServices> host_;
    PluginInfo info_;
    bool started_ = false;
    bool quarantined_ = false;
};

}  // namespace hexameter::detail
