// The first fields of an iteration's JSON, which tell which one it is, read without the rest.
#pragma once

#include <optional>
#include <string_view>

#include "hexameter/iterations.hpp"

namespace hexameter::detail {

// seq, model, sample, iteration, repetition, warmup and status. None when they do not stand in
// front as encode_iteration writes them: then the whole has to be read.
[[nodiscard]] std::optional<IterationRecord> decode_iteration_key(std::string_view json);

}  // namespace hexameter::detail
