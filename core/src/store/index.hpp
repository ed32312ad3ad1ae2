// The database of a history: an index of the journals that can be made anew from them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "store/sqlite.hpp"

namespace hexameter::detail {

enum class IndexCheck { quick, whole };  // whole: reads every page

// Opens <home>/history.db, creates or migrates it. One process at a time gets through.
[[nodiscard]] Result<Database> open_index(const std::filesystem::path& home);

// The same; a file that is damaged or not ours, or whose tables are not, is moved to
// history.db.damaged-<time> and an empty one takes its place: the caller takes the journals in
// again. `warnings` says so.
[[nodiscard]] Result<Database> open_index_or_replace(const std::filesystem::path& home,
                                                     IndexCheck check,
                                                     std::vector<std::string>& warnings);

// Reads every page of the index that is there, and changes nothing. An Error says why it has to be
// made anew.
[[nodiscard]] Status check_index(const std::filesystem::path& home);

// Whether this process cannot write the home, or a file of the index in it.
[[nodiscard]] bool is_read_only(const std::filesystem::path& home);

// Whether no run was ever kept there, and nothing else of a history is there.
[[nodiscard]] bool is_unused(const std::filesystem::path& home);

// An empty index that is gone with its Database, for when that on the disk cannot be used.
[[nodiscard]] Result<Database> index_in_memory();

}  // namespace hexameter::detail
