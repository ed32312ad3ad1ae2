// The groups of rows; each adds its own.
#pragma once

#include "hexameter/engine.hpp"
#include "rows.hpp"

namespace hexameter::bench {

void measure_memory(Engine& engine, Rows& rows);  // first: it needs a heap without old runs
void measure_truth(Engine& engine, Rows& rows);
void measure_cost(Engine& engine, Rows& rows);
void measure_sink_call(Rows& rows);
void measure_start_up(Rows& rows);

}  // namespace hexameter::bench
