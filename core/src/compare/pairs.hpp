// Which models of two runs stand side by side.
#pragma once

#include <string>
#include <vector>

#include "hexameter/record.hpp"

namespace hexameter::detail {

struct ModelPair {
    std::string name;  // what both are called; "a vs b" when the labels differ
    std::string a;     // labels
    std::string b;
};

// Models by label, in the order of A; two single models are a pair whatever they are called.
[[nodiscard]] std::vector<ModelPair> pair_models(const RunRecord& a, const RunRecord& b);

}  // namespace hexameter::detail
