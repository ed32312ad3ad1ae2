#include "report/units.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace hexameter::detail {
namespace {

int decimals_for(double size) {
    if (size >= 1000) return 0;
    if (size >= 100) return 1;
    return size >= 10 ? 2 : 3;
}

// So that an amount of money far below 1 keeps three digits.
int decimals_for_money(double size) {
    constexpr double least = 1e-9;
    if (size >= 0.01 || size < least) return decimals_for(size);
    return 2 - static_cast<int>(std::floor(std::log10(size)));
}

// As schemas/prices.schema.json has currencies.
bool is_currency(std::string_view unit) {
    return unit.size() == 3 &&
           std::all_of(unit.begin(), unit.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

}  // namespace

RowUnit row_unit(std::string_view unit, double typical) {
    if (unit != "ns")
        return {unit == "1" ? "" : std::string(unit), 1, unit != "tokens/s", is_currency(unit)};
    const double size = std::abs(typical);
    if (size >= 1e9) return {"s", 1e9, false};
    if (size >= 1e6) return {"ms", 1e6, false};
    if (size >= 1e3) return {"us", 1e3, false};
    return {"ns", 1, true};
}

RowUnit shared_unit(std::string_view unit, const std::vector<double>& sizes) {
    constexpr double far_less = 1e-3;
    double smallest = 0;
    double largest = 0;
    for (const double size : sizes) {
        largest = std::max(largest, std::abs(size));
        if (size != 0 && (smallest == 0 || std::abs(size) < smallest)) smallest = std::abs(size);
    }
    return row_unit(unit, std::max(smallest, largest * far_less));
}

std::string number_text(double value, const RowUnit& unit) {
    const double shown = value / unit.divisor;
    std::string text = fmt::format(
        "{:.{}f}", shown,
        unit.money ? decimals_for_money(std::abs(shown)) : decimals_for(std::abs(shown)));
    if (unit.whole && text.find('.') != std::string::npos) {
        text.erase(text.find_last_not_of('0') + 1);
        if (text.back() == '.') text.pop_back();
    }
    return text == "-0" ? "0" : text;
}

std::string duration_text(double duration_ns) {
    const RowUnit unit = row_unit("ns", duration_ns);
    return number_text(duration_ns, unit) + " " + unit.word;
}

std::string percent_text(double share) {
    return fmt::format("{:.1f} %", share * 100);
}

}  // namespace hexameter::detail
