// Where the fixture plugins of tests/support/plugins lie.
#pragma once

#include <filesystem>
#include <string>

namespace hexameter::testing {

// The folder of one fixture: it holds that file alone.
inline std::filesystem::path fixture_folder(const std::string& name) {
    return std::filesystem::path(HEXAMETER_BUILD_DIR) / "tests/plugins" / name;
}

inline std::filesystem::path fixture_file(const std::string& name) {
    return fixture_folder(name) / (name + ".so");
}

}  // namespace hexameter::testing
