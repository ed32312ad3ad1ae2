#include "e2e/own_mounts.hpp"

#include <algorithm>
#include <stdexcept>

namespace hexameter::e2e {

OwnMounts::OwnMounts(const Cli& cli, std::string mount) : cli_(cli) {
    std::filesystem::create_directories(cli.home());
    for (auto at = mount.find("HOME"); at != std::string::npos; at = mount.find("HOME"))
        mount.replace(at, 4, cli.home().string());
    holder_.emplace(std::vector<std::string>{"/usr/bin/unshare", "--user", "--map-root-user",
                                             "--mount", "/bin/sh", "-c",
                                             mount + " && echo mounted && exec sleep 600"});
    try {
        allowed_ = holder_->read_line() == "mounted";
    } catch (const std::runtime_error&) {
        allowed_ = false;
    }
}

Finished OwnMounts::run(const std::vector<std::string>& words) const {
    return cli_.run_by({"/usr/bin/nsenter", "--target", std::to_string(holder_->pid()), "--user",
                        "--mount", "--preserve-credentials", "--"},
                       words);
}

std::filesystem::path OwnMounts::home() const {
    return "/proc/" + std::to_string(holder_->pid()) + "/root" + cli_.home().string();
}

std::vector<std::filesystem::path> OwnMounts::journals() const {
    std::vector<std::filesystem::path> found;
    for (const auto& run : std::filesystem::directory_iterator(home() / "runs"))
        found.push_back(run.path() / "journal.hxj");
    std::sort(found.begin(), found.end());
    return found;
}

std::map<std::string, std::string> files_below(const std::filesystem::path& folder) {
    std::map<std::string, std::string> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
        if (entry.is_regular_file())
            files[entry.path().lexically_relative(folder).string()] =
                hexameter::testing::content_of(entry.path());
    return files;
}

}  // namespace hexameter::e2e
