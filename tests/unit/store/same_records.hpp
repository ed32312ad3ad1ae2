// Whether two records are the same in every field.
#pragma once

#include "hexameter/record.hpp"

namespace hexameter::testing_store {

void expect_same(const Timeline& a, const Timeline& b);
void expect_same(const IterationRecord& a, const IterationRecord& b);
void expect_same(const RunHeader& a, const RunHeader& b);
void expect_same(const RunSummary& a, const RunSummary& b);

}  // namespace hexameter::testing_store
