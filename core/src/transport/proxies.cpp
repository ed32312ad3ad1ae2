#include "transport/proxies.hpp"

#include <cstdlib>
#include <initializer_list>

namespace hexameter::detail {
namespace {

// Read before the loop's thread runs; nothing of ours writes the environment.
std::string value_of(const char* name) {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe)
    return value == nullptr ? "" : value;
}

std::string first_set(std::initializer_list<const char*> names) {
    for (const char* name : names)
        if (!value_of(name).empty()) return name;
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
    const std::string hosts = value_of(listed.c_str());
    if (hosts == "*") return {"", "", hosts};
    found.none_for.append(",").append(hosts);
    return found;
}

}  // namespace hexameter::detail
