// Whether a journal is whole and agrees with itself.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hexameter/bundle.hpp"
#include "hexameter/record.hpp"
#include "store/journal_reader.hpp"

namespace hexameter::detail {

struct JournalChecked {
    std::optional<RunHeader> header;
    std::vector<Check> checks;  // journal, identity, iterations, timing, summary
};

// Reads it once, in bounded memory. `id`: of the run that it should be.
[[nodiscard]] Result<JournalChecked> check_journal(JournalReader& reader, const std::string& id);

}  // namespace hexameter::detail
