// Where the fixture plugins of tests/support/plugins lie.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace hexameter::testing {

// The folder of one fixture: it holds that file alone.
inline std::filesystem::path fixture_folder(const std::string& name) {
    return std::filesystem::path(HEXAMETER_BUILD_DIR) / "tests/plugins" / name;
}

inline std::filesystem::path fixture_file(const std::string& name) {
    return fixture_folder(name) / (name + ".so");
}

// The exports without those that the address sanitizer adds, one for each.
inline std::vector<std::string> own_exports(std::vector<std::string> exports) {
    std::erase_if(exports, [](const std::string& name) { return name.starts_with("__odr_asan."); });
    return exports;
}

}  // namespace hexameter::testing
