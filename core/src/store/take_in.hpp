// Journals into the index: the only way by which rows of runs come to be.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "store/sqlite.hpp"

namespace hexameter::detail {

// What the journal of one run holds beyond the index, in one transaction. Nothing new is no error,
// and neither is a run that is gone: its rows go too. Damage becomes a warning. A run without a
// summary is `running` while a writer holds it, else `interrupted`.
[[nodiscard]] Status take_in_run(Database& index, const std::filesystem::path& home,
                                 const std::string& id, std::vector<std::string>& warnings);

// The same of every run whose journal changed since it was taken in.
[[nodiscard]] Status take_in_all(Database& index, const std::filesystem::path& home,
                                 std::vector<std::string>& warnings);

}  // namespace hexameter::detail
