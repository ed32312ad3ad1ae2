// Single records of a run, for tests.
#pragma once

#include <iterator>

#include "hexameter/iterations.hpp"

namespace hexameter::test {

// The record at a place, from 0; throws when there is none.
inline IterationRecord nth(const Iterations& iterations, std::size_t place) {
    return iterations.all().at(place);
}

}  // namespace hexameter::test
