// What lies where under a home.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hexameter/error.hpp"
#include "hexameter/history.hpp"
#include "store/posix_file.hpp"

namespace hexameter::detail {

// Begins the names of folders that are about to become those of runs; whoever makes one locks it.
inline constexpr std::string_view arriving_mark = ".part-";

// Of a run's journal, in its folder and in bundles.
inline constexpr std::string_view journal_name = "journal.hxj";

// Of the samples that came with an imported run, beside its journal, and in bundles: a data set in
// JSON Lines.
inline constexpr std::string_view samples_name = "samples.jsonl";

using hexameter::journal_file;
using hexameter::run_folder;

[[nodiscard]] std::filesystem::path index_file(const std::filesystem::path& home);
// The samples that came with a run; "" when none did.
[[nodiscard]] std::filesystem::path imported_samples(const std::filesystem::path& home,
                                                     const std::string& id);
// Held while the index is made, migrated or moved aside.
[[nodiscard]] std::filesystem::path lock_file(const std::filesystem::path& home);

struct RunOnDisk {
    std::string id;
    std::optional<FileState> journal;  // absent: it is no regular file
};

// The folders that hold something named like a journal, in no order. No runs folder: none.
[[nodiscard]] Result<std::vector<RunOnDisk>> runs_on_disk(const std::filesystem::path& home);

// The run's folder goes at once, by a rename, then its files one by one. What a crash leaves
// between is cleared by sweep_removed.
[[nodiscard]] Status remove_run_folder(const std::filesystem::path& home, const std::string& id);
void sweep_removed(const std::filesystem::path& home);

// The folders beside those of runs that are on their way out or in.
[[nodiscard]] Result<std::vector<std::filesystem::path>> marked_folders(
    const std::filesystem::path& home);

}  // namespace hexameter::detail
