#include "transport/request_check.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "transport/header_text.hpp"
#include "transport/url.hpp"

namespace hexameter::detail {

std::optional<Error> request_fault(const HttpRequest& request) {
    if (!is_token(request.method))
        return Error(ErrorCode::config, "the HTTP method is not a word: write it as GET or POST");
    const auto sound = [](const Header& header) {
        return is_token(header.first) && is_field_value(header.second);
    };
    if (std::all_of(request.headers.begin(), request.headers.end(), sound)) return std::nullopt;
    return Error(ErrorCode::config,
                 "a request header holds a line break or a character that HTTP does not allow: "
                 "check the header names and the key's file or variable");
}

std::optional<Error> base_url_fault(const std::string& url) {
    const Url parsed(url);
    if (const char* fault = parsed.fault())
        // It is not repeated: what is no address may hold a password that nobody saw.
        return Error(
            ErrorCode::config,
            fmt::format("base_url is no address ({}): write it as http://host:port/path", fault));
    if (parsed.part(CURLUPART_QUERY) || parsed.part(CURLUPART_FRAGMENT))
        return Error(ErrorCode::config,
                     "base_url has a query or a fragment, and paths are laid on it: leave out what "
                     "begins with ? or #");
    return std::nullopt;
}

}  // namespace hexameter::detail
