#include "output.hpp"

#include <fmt/core.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

namespace hexameter::cli {
namespace {

Error failure(const std::string& place) {
    return {ErrorCode::io, "cannot be written: " + std::generic_category().message(errno), place};
}

Status write_whole(const std::string& to, const std::string& text) {
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> out(std::fopen(to.c_str(), "wbe"),
                                                        &std::fclose);
    if (!out) return failure(to);
    const bool whole = std::fwrite(text.data(), 1, text.size(), out.get()) == text.size();
    if (!whole || std::fclose(out.release()) != 0) return failure(to);
    return {};
}

// A device, a pipe or a terminal is written to; only a file is replaced, behind a link too.
bool is_written_in_place(const std::string& to) {
    std::error_code none;
    const auto status = std::filesystem::status(to, none);
    return std::filesystem::exists(status) && !std::filesystem::is_regular_file(status);
}

}  // namespace

Status write_output(const std::string& to, const std::string& text) {
    if (to.empty() || to == "-") {
        const bool whole = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
        if (!whole || std::fflush(stdout) != 0) return failure("standard output");
        return {};
    }
    std::error_code none;
    if (is_written_in_place(to)) return write_whole(to, text);
    const auto target = std::filesystem::weakly_canonical(to, none);
    const std::string place = none ? to : target.string();
    const std::string beside = place + ".part";
    if (auto ok = write_whole(beside, text); !ok) {
        std::filesystem::remove(beside, none);
        return ok;
    }
    std::error_code failed;
    std::filesystem::rename(beside, place, failed);
    if (failed) return Error(ErrorCode::io, "cannot be written: " + failed.message(), to);
    return {};
}

Status check_output(const std::string& to) {
    if (to.empty() || to == "-") return {};
    std::error_code ignored;
    if (std::filesystem::is_directory(to, ignored))
        return Error(ErrorCode::config, "is a folder; name a file in it", to);
    const bool in_place = is_written_in_place(to);
    const auto written =
        in_place ? std::filesystem::path(to) : std::filesystem::absolute(to).parent_path();
    if (access(written.c_str(), W_OK) == 0) return {};
    return Error(
        ErrorCode::config,
        fmt::format("cannot be written: {}; name {}", std::generic_category().message(errno),
                    in_place ? "one that is yours" : "a folder that is there and yours"),
        to);
}

bool same_place(const std::string& a, const std::string& b) {
    if (a.empty() || b.empty()) return false;
    if (a == "-" || b == "-") return a == b;
    std::error_code ignored;
    if (std::filesystem::is_character_file(a, ignored)) return false;
    if (std::filesystem::equivalent(a, b, ignored)) return true;
    return std::filesystem::weakly_canonical(a, ignored) ==
           std::filesystem::weakly_canonical(b, ignored);
}

std::string without_controls(std::string_view text) {
    std::string clean;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        clean += (byte < 0x20 && c != '\n') || byte == 0x7f ? '?' : c;
    }
    return clean;
}

void say(std::string_view line) {
    const auto text = without_controls(line) + '\n';
    static_cast<void>(std::fwrite(text.data(), 1, text.size(), stderr));
}

int output_width() {
    winsize size{};
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
    return 100;
}

}  // namespace hexameter::cli
