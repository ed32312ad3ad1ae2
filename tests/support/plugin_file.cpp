#include "support/plugin_file.hpp"

#include <dlfcn.h>

#include <stdexcept>

#include "hexameter/sdk/views.hpp"

namespace hexameter::test {

PluginInstance::~PluginInstance() {
    stop();
    raw_->destroy(raw_->self);
}

hxm_status PluginInstance::start() {
    const hxm_status status =
        HXM_CALLABLE(raw_, hxm_instance, start) ? raw_->start(raw_->self) : HXM_OK;
    started_ = status >= 0;
    return status;
}

void PluginInstance::stop() {
    if (started_ && HXM_CALLABLE(raw_, hxm_instance, stop)) raw_->stop(raw_->self);
    started_ = false;
}

PluginFile::PluginFile(const std::string& path) {
    void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    void* symbol = library == nullptr ? nullptr : dlsym(library, "hexameter_plugin_v1");
    if (symbol == nullptr) {
        throw std::runtime_error(dlerror());
    }
    entry_ = static_cast<const hxm_entry*>(symbol);
}

std::unique_ptr<PluginInstance> PluginFile::create(FakeHost& host, const std::string& id,
                                                   const std::string& config_json,
                                                   hxm_status* status) const {
    const hxm_instance* instance = nullptr;
    const hxm_status answer =
        entry_->create(host.raw(), id.c_str(), sdk::str(config_json), &instance);
    if (status != nullptr) {
        *status = answer;
    }
    return answer < 0 ? nullptr : std::make_unique<PluginInstance>(instance);
}

}  // namespace hexameter::test
