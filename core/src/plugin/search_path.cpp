#include <system_error>

#include "base/environment.hpp"
#include "hexameter/plugins.hpp"

namespace hexameter {
namespace {

using detail::environment;

void add_colon_separated(const std::string& list, std::vector<std::filesystem::path>& to) {
    for (std::size_t begin = 0; begin < list.size();) {
        auto end = list.find(':', begin);
        if (end == std::string::npos) end = list.size();
        if (end > begin) to.emplace_back(list.substr(begin, end - begin));
        begin = end + 1;
    }
}

}  // namespace

std::vector<std::filesystem::path> named_plugin_folders(
    const std::vector<std::filesystem::path>& first) {
    auto path = first;
    add_colon_separated(environment("HEXAMETER_PLUGIN_PATH"), path);
    return path;
}

std::vector<std::filesystem::path> plugin_search_path(
    const std::vector<std::filesystem::path>& first) {
    auto path = named_plugin_folders(first);
    if (const auto data = environment("XDG_DATA_HOME"); !data.empty())
        path.emplace_back(std::filesystem::path(data) / "hexameter/plugins");
    else if (const auto home = environment("HOME"); !home.empty())
        path.emplace_back(std::filesystem::path(home) / ".local/share/hexameter/plugins");
    std::error_code failed;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", failed);
    if (!failed) path.emplace_back(program.parent_path().parent_path() / "lib/hexameter/plugins-1");
    return path;
}

}  // namespace hexameter
