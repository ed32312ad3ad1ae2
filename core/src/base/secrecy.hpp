// What of a setting may be shown: a run file may hold keys, whatever they are called there.
#pragma once

#include <string>
#include <string_view>

namespace hexameter::detail {

inline constexpr std::string_view hidden = "(hidden)";

// "api_key", "accessToken" and "password", but neither "max_tokens" nor "api_key_env", which names
// a variable. Of a path ("config.secrets[0].x") every part counts.
[[nodiscard]] bool names_a_secret(std::string_view name);

// Plainly the name of a key or a password: "api_key" and "X-Auth-Token", but not
// "prompt_cache_key", "eos_token" and other settings that names_a_secret rather hides than shows.
[[nodiscard]] bool names_a_key(std::string_view name);

// Whether the text is an address with a user name or a password, or with a key in its query.
[[nodiscard]] bool is_address_with_secret(std::string_view text);

// The value as it may be told: `hidden` where name or value is that of a secret, "sha256 " with 12
// digits of the digest where the value looks like chance (a key as well as a revision), else
// itself.
[[nodiscard]] std::string told_value(std::string_view name, const std::string& value);

}  // namespace hexameter::detail
