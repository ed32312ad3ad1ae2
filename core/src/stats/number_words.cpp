#include "stats/number_words.hpp"

#include <fmt/format.h>

#include <cmath>

namespace hexameter::detail {
namespace {

std::string bound(double share) {
    constexpr double coarse = 0.0005;  // below it a tenth of a per cent says nothing
    return std::abs(share) < coarse && share != 0 ? fmt::format("{:+.2g}", share * 100)
                                                  : fmt::format("{:+.1f}", share * 100);
}

}  // namespace

std::string p_words(double p) {
    return p < 0.001 ? "p<0.001" : fmt::format("p={:.2g}", p);
}

std::string percent_words(double share) {
    constexpr double two_digits = 9.95;
    const double hundredths = std::abs(share) * 100;
    return hundredths < two_digits ? fmt::format("{:.2g} %", hundredths)
                                   : fmt::format("{:.0f} %", hundredths);
}

std::string interval_words(const Interval& shares) {
    return fmt::format("{} .. {} %", bound(shares.low), bound(shares.high));
}

}  // namespace hexameter::detail
