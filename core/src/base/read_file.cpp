#include "base/read_file.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <system_error>

namespace hexameter::detail {

namespace fs = std::filesystem;

namespace {

Error cannot_open(const fs::path& file, const std::string& what) {
    const char* const advice = errno == EACCES ? "; make it readable for who runs this" : "";
    return {ErrorCode::config,
            fmt::format("cannot open the {}: {}{}", what, std::generic_category().message(errno),
                        advice),
            file.string()};
}

}  // namespace

Status check_readable(const fs::path& file, const std::string& what) {
    std::error_code failure;
    const auto status = fs::status(file, failure);
    if (status.type() == fs::file_type::not_found)
        return Error(ErrorCode::config, fmt::format("no such {}; check the path", what),
                     file.string());
    if (fs::is_directory(status))
        return Error(ErrorCode::config, fmt::format("is a folder; name the {} inside it", what),
                     file.string());
    // Not opened to see: the writer of a pipe would take that for the reader.
    if (access(file.c_str(), R_OK) != 0) return cannot_open(file, what);
    return {};
}

Result<std::string> read_text_file(const fs::path& file, const std::string& what,
                                   std::uint64_t max_bytes) {
    if (auto status = check_readable(file, what); status.has_error()) return status.error();
    errno = 0;
    std::ifstream stream(file, std::ios::binary);
    if (!stream) return cannot_open(file, what);
    std::string text;
    std::array<char, 65536> block{};
    while (stream.read(block.data(), block.size()) || stream.gcount() > 0) {
        text.append(block.data(), static_cast<std::size_t>(stream.gcount()));
        if (text.size() > max_bytes)
            return Error(
                ErrorCode::config,
                fmt::format("is larger than {} bytes, too large for a {}", max_bytes, what),
                file.string());
    }
    if (stream.bad())
        return Error(ErrorCode::config, fmt::format("reading the {} failed", what), file.string());
    return text;
}

}  // namespace hexameter::detail
