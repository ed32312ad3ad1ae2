// A loaded plugin file. It stays loaded until the process ends: threads, thread-local and static
// objects of the plugin may outlive every instance.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "hexameter/abi/hxm_plugin.h"
#include "hexameter/plugins.hpp"

namespace hexameter::detail {

class Library {
  public:
    // Loads with RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE and compares what the code says of itself
    // with `listed`, the file's manifest: a file that lies is refused.
    [[nodiscard]] static Result<std::unique_ptr<Library>> load(
        const std::filesystem::path& file, const std::vector<PluginInfo>& listed);

    [[nodiscard]] const std::filesystem::path& file() const { return file_; }

    [[nodiscard]] const std::string& sha256() const { return sha256_; }

    [[nodiscard]] const hxm_entry& entry() const { return *entry_; }

  private:
    Library(std::filesystem::path file, std::string sha256, const hxm_entry* entry)
        : file_(std::move(file)), sha256_(std::move(sha256)), entry_(entry) {}

    std::filesystem::path file_;
    std::string sha256_;
    const hxm_entry* entry_;
};

}  // namespace hexameter::detail
