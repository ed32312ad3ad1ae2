// Whether files of certificates and keys can be used, as OpenSSL sees them; libcurl would only tell
// when the first request fails.
#pragma once

#include <filesystem>
#include <string>

namespace hexameter::detail {

// What is wrong with it, in words; "": nothing. Thread: any.
[[nodiscard]] std::string ca_fault(const std::filesystem::path& file_or_folder);
[[nodiscard]] std::string certificate_fault(const std::filesystem::path& file);

// The key, and that it is the certificate's.
[[nodiscard]] std::string key_fault(const std::filesystem::path& key,
                                    const std::filesystem::path& certificate);

}  // namespace hexameter::detail
