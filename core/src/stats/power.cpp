#include "stats/power.hpp"

#include <boost/math/distributions/normal.hpp>

namespace hexameter::detail {

double errors_to_show(double alpha, double power) {
    const boost::math::normal normal;
    return boost::math::quantile(boost::math::complement(normal, alpha / 2)) +
           boost::math::quantile(normal, power);
}

}  // namespace hexameter::detail
