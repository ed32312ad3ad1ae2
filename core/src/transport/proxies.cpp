#include "transport/proxies.hpp"

#include <initializer_list>

#include "base/environment.hpp"

namespace hexameter::detail {
namespace {

std::string first_set(std::initializer_list<const char*> names) {
    for (const char* name : names)
        if (!environment(name).empty()) return name;
    return {};
}

}  // namespace

Proxies proxies() {
    Proxies found;
    found.http = first_set({"http_proxy", "all_proxy", "ALL_PROXY"});
    found.https = first_set({"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"});
    found.none_for = "localhost,127.0.0.0/8,::1";
    const std::string listed = first_set({"no_proxy", "NO_PROXY"});
    if (listed.empty()) return found;
    const std::string hosts = environment(listed.c_str());
    if (hosts == "*") return {"", "", hosts};
    found.none_for.append(",").append(hosts);
    return found;
}

}  // namespace hexameter::detail
