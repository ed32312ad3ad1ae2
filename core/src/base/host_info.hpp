// The machine that a run was made on.
#pragma once

#include <filesystem>
#include <string>

namespace hexameter::detail {

// One JSON object: cpu {model, cores_online, governor}, memory {total_bytes, available_bytes}, os,
// kernel, architecture, load {one_minute, five_minutes, fifteen_minutes}, gpus [...], container,
// virtualised. What cannot be read is absent. The host's name is not in it. `root` stands before
// /proc, /sys and /etc (the tests give a tree of their own). Thread: any; reads a few small files.
[[nodiscard]] std::string host_info_json(const std::filesystem::path& root = "/");

}  // namespace hexameter::detail
