#include "stats/power.hpp"

#include <boost/math/distributions/normal.hpp>
#include <cmath>

namespace hexameter::detail {

double errors_to_show(double alpha, double power) {
    const boost::math::normal normal;
    return boost::math::quantile(boost::math::complement(normal, alpha / 2)) +
           boost::math::quantile(normal, power);
}

std::uint64_t pairs_needed(double effect, double sigma, double rho, double alpha, double power) {
    const double errors = errors_to_show(alpha, power) * sigma / effect;
    return static_cast<std::uint64_t>(std::ceil(errors * errors * 2 * (1 - rho)));
}

}  // namespace hexameter::detail
