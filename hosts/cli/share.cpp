#include "share.hpp"

#include <charconv>
#include <cmath>
#include <system_error>

namespace hexameter::cli {

Result<double> share_from(const std::string& word) {
    auto number = word;
    if (number.ends_with('%')) number.pop_back();
    while (number.ends_with(' ')) number.pop_back();
    double percent = 0;
    const char* const end = number.data() + number.size();
    const auto read = std::from_chars(number.data(), end, percent, std::chars_format::fixed);
    if (read.ec != std::errc() || read.ptr != end || std::signbit(percent) ||
        !std::isfinite(percent))
        return Error(ErrorCode::config,
                     "needs a percentage from 0 up, such as 5, 5% or 0.5%, not '" + word + "'");
    return percent / 100;
}

}  // namespace hexameter::cli
