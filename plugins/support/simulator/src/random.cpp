#include "hexameter/simulator/random.hpp"

#include <cmath>

namespace hexameter::simulator {

double Random::log_normal(double median, double sigma) {
    if (sigma <= 0) {
        return median;
    }
    return median * std::exp(sigma * inverse_normal(uniform()));
}

std::uint64_t mix_seed(std::uint64_t seed, std::uint64_t salt) {
    Random first(seed);
    Random second(first.next() ^ salt);
    return second.next();
}

std::uint64_t mix_seed(std::uint64_t seed, std::string_view salt) {
    std::uint64_t hash = 0xcbf29ce484222325ULL;  // FNV-1a, 64 bit
    for (const char c : salt) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    }
    return mix_seed(seed, hash);
}

double inverse_normal(double p) {
    const double q = p - 0.5;
    if (std::abs(q) <= 0.425) {
        const double r = 0.180625 - q * q;
        const double above =
            ((59.109374720 * r + 159.29113202) * r + 50.434271938) * r + 3.3871327179;
        const double below = ((67.187563600 * r + 78.757757664) * r + 17.895169469) * r + 1;
        return q * above / below;
    }
    double r = std::sqrt(-std::log(q < 0 ? p : 1 - p));
    double magnitude = 0;
    if (r <= 5) {
        r -= 1.6;
        const double above =
            ((0.17023821103 * r + 1.3067284816) * r + 2.7568153900) * r + 1.4234372777;
        magnitude = above / ((0.12021132975 * r + 0.73700164250) * r + 1);
    } else {
        r -= 5;
        const double above =
            ((0.017337203997 * r + 0.42868294337) * r + 3.0812263860) * r + 6.6579051150;
        magnitude = above / ((0.012258202635 * r + 0.24197894225) * r + 1);
    }
    return q < 0 ? -magnitude : magnitude;
}

}  // namespace hexameter::simulator
