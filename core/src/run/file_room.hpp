// Whether the process may open the files that a run needs.
#pragma once

#include <cstddef>

#include "hexameter/error.hpp"

namespace hexameter::detail {

// Raises the soft limit of open files to the hard one. ErrorCode::config when there is then no room
// for what the engine itself opens and for so many connections at once. Thread: any.
[[nodiscard]] Status check_file_room(std::size_t connections);

}  // namespace hexameter::detail
