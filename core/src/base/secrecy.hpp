// What of a setting may be shown: a run file may hold keys, whatever they are called there.
#pragma once

#include <string>
#include <string_view>

namespace hexameter::detail {

inline constexpr std::string_view hidden = "(hidden)";

// "api_key", "accessToken" and "password", but neither "max_tokens" nor "api_key_env", which names
// a variable. Of a path ("config.secrets[0].x") every part counts.
[[nodiscard]] bool names_a_secret(std::string_view name);

// Whether a setting is plainly a key or a password: by its name alone ("api_key", "X-Auth-Token"),
// or by a name that hides its value and a value of a key's form ("hf_token" with "hf_..."). Not
// "prompt_cache_key", "eos_token" and other settings that names_a_secret rather hides than shows.
// `value` is empty where it is no text.
[[nodiscard]] bool holds_a_key(std::string_view name, std::string_view value);

// Whether the value is plainly a key whatever it is called: it begins as keys do ("sk-", "hf_",
// "Bearer ") and goes on as they do, in a run of 16 characters that is no word ("sk-learn-forest").
[[nodiscard]] bool has_form_of_key(std::string_view value);

// Whether the text is an address with a user name or a password, with a key in its query, or with
// what has the form of one in its path. One that is written wrong counts
// ("http://me:pass/word@host", "me:password@host"): any @ before the query is taken for the end of
// a password.
[[nodiscard]] bool is_address_with_secret(std::string_view text);

// The value as it may be told: `hidden` where name or value is that of a secret, "sha256 " with 12
// digits of the digest where the value looks like chance (a key as well as a revision), else
// itself.
[[nodiscard]] std::string told_value(std::string_view name, const std::string& value);

}  // namespace hexameter::detail
