// Where two JSON documents differ.
#pragma once

#include <string>
#include <string_view>

namespace hexameter::detail {

// The first member of `stored` that `made` has otherwise: "models[0].ok: 5 is stored, 4 comes out";
// "" when there is none. What only `made` has does not count, in objects: whoever stored knew fewer
// members.
[[nodiscard]] std::string first_difference(std::string_view stored, std::string_view made);

}  // namespace hexameter::detail
