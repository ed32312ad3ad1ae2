// The fields of a run that have flags of their own, laid over its spec.
#pragma once

#include "run_flags.hpp"
#include "wrong.hpp"

namespace hexameter::cli {

// --temperature and the like, --stop and --param. What run files would refuse goes to `wrong`.
void set_parameters(RunSpec& spec, const RunFlags& flags, Wrong& wrong);

// --dataset-format, --field, --sample, --shuffle, --limit.
void set_dataset(RunSpec& spec, const RunFlags& flags, Wrong& wrong);

// --iterations, --warmup, --concurrency, --run-seed, --retries.
void set_numbers(RunSpec& spec, const RunFlags& flags, Wrong& wrong);

}  // namespace hexameter::cli
