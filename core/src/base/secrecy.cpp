#include "base/secrecy.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include "base/sha256.hpp"

namespace hexameter::detail {
namespace {

constexpr bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}

constexpr bool is_lower(char c) {
    return c >= 'a' && c <= 'z';
}

constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// "X-Auth-Token", "authToken", "auth_token2" and "AUTHToken[0]" are each auth and token.
std::vector<std::string> words_of(std::string_view name) {
    std::vector<std::string> words(1);
    for (std::size_t i = 0; i < name.size(); ++i) {
        const char c = name[i];
        const bool begins =
            is_upper(c) && i > 0 &&
            (!is_upper(name[i - 1]) || (i + 1 < name.size() && is_lower(name[i + 1])));
        if ((begins || !(is_upper(c) || is_lower(c))) && !words.back().empty())
            words.emplace_back();
        if (is_upper(c) || is_lower(c))
            words.back() += is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
    }
    if (words.back().empty()) words.pop_back();
    return words;
}

bool is_secret_word(std::string_view word) {
    static constexpr std::array<std::string_view, 7> whole{
        "key", "keys", "bearer", "auth", "authorization", "cookie", "cookies"};
    // Also at the end of words that were run together: "clientsecret". No "tokens": a number of.
    static constexpr std::array<std::string_view, 14> ends{
        "apikey",    "apikeys", "accesskey",  "token",       "secret", "secrets",    "password",
        "passwords", "passwd",  "passphrase", "passphrases", "pwd",    "credential", "credentials"};
    return std::find(whole.begin(), whole.end(), word) != whole.end() ||
           std::any_of(ends.begin(), ends.end(), [&](auto end) { return word.ends_with(end); });
}

// Begins as what stands in a header does, or as a key, whatever it is called.
bool is_credential(std::string_view value) {
    static constexpr std::array<std::string_view, 13> beginnings{
        "Bearer ", "Basic ", "sk-", "hf_",    "ghp_", "github_pat_", "glpat-",
        "gsk_",    "xai-",   "xox", "nvapi-", "AKIA", "eyJ"};
    return std::any_of(beginnings.begin(), beginnings.end(),
                       [&](auto beginning) { return value.starts_with(beginning); });
}

// A long run of letters and digits mixed, as in keys and digests, not in names and sentences.
bool is_random(std::string_view value) {
    constexpr std::size_t long_run = 24;
    if (value.find(' ') != std::string_view::npos) return false;
    std::size_t letters = 0;
    std::size_t digits = 0;
    for (const char c : value) {
        if (is_digit(c))
            ++digits;
        else if (is_upper(c) || is_lower(c) || c == '+')
            ++letters;
        else
            letters = digits = 0;
        if (letters > 0 && digits > 0 && letters + digits >= long_run) return true;
    }
    return false;
}

// Has a key between the marks that part an address.
bool has_key_in_a_part(std::string_view address) {
    while (!address.empty()) {
        const auto end = std::min(address.find_first_of("/?&=#"), address.size());
        if (has_form_of_key(address.substr(0, end))) return true;
        address.remove_prefix(std::min(end + 1, address.size()));
    }
    return false;
}

// "user:password@host", but no "name:tag@sha256:...".
bool has_user_and_password(std::string_view text) {
    const auto colon = text.find_first_of(":/?#@");
    if (colon == std::string_view::npos || colon == 0 || text[colon] != ':') return false;
    const auto at = text.find('@', colon + 1);
    return at != std::string_view::npos && at > colon + 1 && at + 1 < text.size() &&
           !text.substr(at + 1).starts_with("sha256:");
}

}  // namespace

bool names_a_secret(std::string_view name) {
    const auto words = words_of(name);
    return !words.empty() && words.back() != "env" &&
           std::any_of(words.begin(), words.end(), is_secret_word);
}

bool holds_a_key(std::string_view name, std::string_view value) {
    static constexpr std::array<std::string_view, 4> whole{"key", "token", "auth", "bearer"};
    static constexpr std::array<std::string_view, 19> ends{
        "apikey",          "apikeys",    "accesskey",     "secretkey",   "privatekey",
        "accesstoken",     "apitoken",   "authtoken",     "bearertoken", "refreshtoken",
        "sessiontoken",    "secret",     "authorization", "password",    "passwd",
        "subscriptionkey", "passphrase", "credential",    "credentials"};
    std::string joined;
    for (const auto& word : words_of(name)) joined += word;
    if (std::find(whole.begin(), whole.end(), joined) != whole.end() ||
        std::any_of(ends.begin(), ends.end(), [&](auto end) { return joined.ends_with(end); }))
        return true;
    return (names_a_secret(name) && is_credential(value)) ||
           (joined.ends_with("token") && is_random(value));
}

bool has_form_of_key(std::string_view value) {
    constexpr std::size_t long_run = 16;
    if (!is_credential(value)) return false;
    for (const std::string_view scheme : {"Bearer ", "Basic "})
        if (value.starts_with(scheme)) value.remove_prefix(scheme.size());
    if (value.find_first_of(" \t\n") != std::string_view::npos) return false;  // a sentence
    std::size_t upper = 0;
    std::size_t lower = 0;
    std::size_t digits = 0;
    for (const char c : value) {
        upper += is_upper(c) ? 1 : 0;
        lower += is_lower(c) ? 1 : 0;
        digits += is_digit(c) ? 1 : 0;
        if (!is_upper(c) && !is_lower(c) && !is_digit(c)) upper = lower = digits = 0;
        const auto run = upper + lower + digits;
        if (run >= long_run && run > std::max({upper, lower, digits})) return true;
    }
    return false;
}

bool is_address_with_secret(std::string_view text) {
    const auto scheme = text.find("://");
    const auto blank = text.find_first_of(" \t\n");
    if (blank == std::string_view::npos && has_key_in_a_part(text)) return true;
    if (scheme == std::string_view::npos)
        return blank == std::string_view::npos && has_user_and_password(text);
    if (blank < scheme) return false;  // a sentence
    text.remove_prefix(scheme + 3);
    // A password that nobody escaped may hold what ends a host, and blanks.
    const auto at = text.substr(0, text.find('?')).find('@');
    if (at != std::string_view::npos && (blank == std::string_view::npos || text.find(':') < at))
        return true;
    while (text.find_first_of("?&") != std::string_view::npos) {
        text.remove_prefix(text.find_first_of("?&") + 1);
        const auto equals = text.find_first_of("=&#");
        if (equals != std::string_view::npos && text[equals] == '=' &&
            names_a_secret(text.substr(0, equals)))
            return true;
    }
    return false;
}

std::string told_value(std::string_view name, const std::string& value) {
    constexpr std::size_t digits = 12;
    if (names_a_secret(name) || is_credential(value) || is_address_with_secret(value))
        return std::string(hidden);
    return is_random(value) ? "sha256 " + sha256_of({value}).substr(0, digits) : value;
}

}  // namespace hexameter::detail
