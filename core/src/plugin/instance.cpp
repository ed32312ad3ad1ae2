#include "plugin/instance.hpp"

#include <utility>

namespace hexameter::detail {

Instance::Instance(const hxm_instance* raw, std::unique_ptr<HostServices> host, PluginInfo info)
    : raw_(raw), host_(std::move(host)), info_(std::move(info)) {}

Instance::~Instance() {
    if (quarantined_) {
        // The plugin may still call the host through the table: it has to outlive the process's
        // use.
        static_cast<void>(host_.release());
        return;
    }
    if (started_ && HXM_CALLABLE(raw_, hxm_instance, stop)) raw_->stop(raw_->self);
    if (HXM_CALLABLE(raw_, hxm_instance, destroy)) raw_->destroy(raw_->self);
}

Status Instance::start() {
    if (HXM_CALLABLE(raw_, hxm_instance, start)) {
        const hxm_status status = raw_->start(raw_->self);
        if (status < 0) return host_->take_error(0, status).at("start");
    }
    started_ = true;
    return {};
}

}  // namespace hexameter::detail
