// A plugin's shared library, loaded as a host loads it, and what can be made of it.
#pragma once

#include <memory>
#include <string>

#include "hexameter/abi/hxm_plugin.h"
#include "support/fake_host.hpp"

namespace hexameter::test {

// An instance; stopped when it was started, and destroyed.
class PluginInstance {
  public:
    explicit PluginInstance(const hxm_instance* raw) : raw_(raw) {}

    ~PluginInstance();
    PluginInstance(const PluginInstance&) = delete;
    PluginInstance& operator=(const PluginInstance&) = delete;

    [[nodiscard]] void* self() const { return raw_->self; }

    [[nodiscard]] hxm_status start();
    void stop();

    template <class Table>
    [[nodiscard]] const Table* interface(const char* id) const {
        return static_cast<const Table*>(raw_->get_interface(raw_->self, id));
    }

  private:
    const hxm_instance* raw_;
    bool started_ = false;
};

// Stays loaded for good, as in a host. Throws std::runtime_error with the loader's reason.
class PluginFile {
  public:
    explicit PluginFile(const std::string& path);

    [[nodiscard]] const hxm_entry& entry() const { return *entry_; }

    // Null when the plugin refuses; then the host has the error.
    [[nodiscard]] std::unique_ptr<PluginInstance> create(FakeHost& host, const std::string& id,
                                                         const std::string& config_json = "{}",
                                                         hxm_status* status = nullptr) const;

  private:
    const hxm_entry* entry_;
};

}  // namespace hexameter::test
