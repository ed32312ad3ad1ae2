#include "store/run_id.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <random>
#include <system_error>

#include "store/folders.hpp"

namespace hexameter::detail {
namespace {

constexpr std::size_t id_limit_bytes = 64;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_id_letter(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '_' || c == '.';
}

}  // namespace

std::string make_run_id(const std::filesystem::path& home) {
    std::random_device random;
    for (;;) {
        const auto now = std::chrono::system_clock::now();
        const auto milliseconds =
            std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count();
        // Runs of one second sort as well: three digits are its milliseconds, one is random.
        auto id = fmt::format("{:%Y%m%d-%H%M%S}-{:03x}{:x}",
                              fmt::gmtime(std::chrono::system_clock::to_time_t(now)),
                              milliseconds % 1000, random() & 0xfU);
        std::error_code absent;
        if (home.empty() || !std::filesystem::exists(run_folder(home, id), absent)) return id;
    }
}

bool is_run_id(std::string_view text) {
    return !text.empty() && text.size() <= id_limit_bytes && text.front() != '.' &&
           std::all_of(text.begin(), text.end(), is_id_letter);
}

std::string utc_now_rfc3339() {
    const auto now = std::chrono::system_clock::now();
    const auto milliseconds =
        std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count();
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z",
                       fmt::gmtime(std::chrono::system_clock::to_time_t(now)), milliseconds % 1000);
}

std::string started_at_of(std::string_view run_id) {
    constexpr std::string_view form = "dddddddd-dddddd-";
    if (run_id.size() < form.size()) return {};
    for (std::size_t i = 0; i < form.size(); ++i)
        if (form[i] == 'd' ? !is_digit(run_id[i]) : run_id[i] != form[i]) return {};
    return fmt::format("{}-{}-{}T{}:{}:{}Z", run_id.substr(0, 4), run_id.substr(4, 2),
                       run_id.substr(6, 2), run_id.substr(9, 2), run_id.substr(11, 2),
                       run_id.substr(13, 2));
}

}  // namespace hexameter::detail
