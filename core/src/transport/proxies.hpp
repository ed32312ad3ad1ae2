// What the environment says of proxies, in the variables that libcurl reads.
#pragma once

#include <string>

namespace hexameter::detail {

struct Proxies {
    std::string http;      // the variable that names one for http://; "" = none does
    std::string https;     // for https://
    std::string none_for;  // hosts that are reached without, as libcurl's NOPROXY takes them
};

// This machine is always reached without one. Reads the environment.
[[nodiscard]] Proxies proxies();

}  // namespace hexameter::detail
