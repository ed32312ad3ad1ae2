// 1. The likelihoods of all tables follow from one another by a product; the likeliest is set to 1,
//    so that nothing overflows, and what underflows is too unlikely to count.
// 2. Tables of the same likelihood may differ in its last digits: those count as alike.
#include "stats/fisher_test.hpp"

#include <algorithm>
#include <vector>

namespace hexameter::detail {

double fisher_test(std::uint64_t hits_a, std::uint64_t of_a, std::uint64_t hits_b,
                   std::uint64_t of_b) {
    const std::uint64_t hits = hits_a + hits_b;
    const std::uint64_t least = hits > of_b ? hits - of_b : 0;  // of a's hits
    const std::uint64_t most = std::min(hits, of_a);
    // From a table with k hits of a to the one with k + 1.
    const auto step = [=](std::uint64_t k) {
        return static_cast<double>(hits - k) / static_cast<double>(k + 1) *
               (static_cast<double>(of_a - k) / static_cast<double>(of_b + k + 1 - hits));
    };
    std::uint64_t likeliest = least;
    while (likeliest < most && step(likeliest) > 1) ++likeliest;
    std::vector<double> likely(most - least + 1, 1.0);
    for (std::uint64_t k = likeliest; k < most; ++k)
        likely[k + 1 - least] = likely[k - least] * step(k);
    for (std::uint64_t k = likeliest; k > least; --k)
        likely[k - 1 - least] = likely[k - least] / step(k - 1);
    const double seen = likely[hits_a - least] * (1 + 1e-7);
    double as_unlikely = 0;
    double all = 0;
    for (const double one : likely) {
        all += one;
        if (one <= seen) as_unlikely += one;
    }
    return as_unlikely / all;
}

}  // namespace hexameter::detail
