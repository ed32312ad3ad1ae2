#include "timeline/definitions.hpp"

namespace hexameter::detail {

bool is_cold(const ServerClaim& claim) {
    // What servers say of a model that is there already was 3 to 60 ms wherever we looked; reading
    // weights from a disk takes longer.
    constexpr Nanos least = std::chrono::milliseconds(100);
    return claim.load && *claim.load >= least;
}

}  // namespace hexameter::detail
