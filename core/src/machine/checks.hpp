// The single checks of a machine. `root` stands before /proc and /sys.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "hexameter/machine.hpp"

namespace hexameter::detail {

// The first line without blanks around it; "" when the file is not there.
[[nodiscard]] std::string first_line_of(const std::filesystem::path& file);

[[nodiscard]] Finding check_cores(const std::filesystem::path& root);
[[nodiscard]] Finding check_governor(const std::filesystem::path& root);
[[nodiscard]] Finding check_turbo(const std::filesystem::path& root);
[[nodiscard]] Finding check_load(const std::filesystem::path& root);
[[nodiscard]] Finding check_clock(const std::filesystem::path& root);
[[nodiscard]] Finding check_kernel_stamps();
[[nodiscard]] Finding check_open_files();
[[nodiscard]] Finding check_ports(const std::filesystem::path& root);
[[nodiscard]] Finding check_memory(const std::filesystem::path& root);

}  // namespace hexameter::detail
