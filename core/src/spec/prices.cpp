#include "hexameter/prices.hpp"

#include <fnmatch.h>
#include <rapidjson/document.h>

#include <algorithm>
#include <utility>

#include "base/read_file.hpp"
#include "spec/embedded.hpp"
#include "spec/fault.hpp"
#include "spec/json_schema.hpp"
#include "spec/source_text.hpp"
#include "spec/token_prices.hpp"

namespace hexameter {

Result<std::string> load_prices(const std::filesystem::path& file) {
    constexpr std::uint64_t largest_bytes = 1 << 20;
    const auto text = detail::read_text_file(file, "price file", largest_bytes);
    if (!text) return text.error();
    auto source = detail::read_source_text(text.value(), file.string());
    if (!source.json.empty())
        for (const auto& misfit : detail::faults_of_prices(source.json))
            source.refuse(misfit.pointer, misfit.message);
    if (source.json == "{}") return Error(ErrorCode::config, "holds no prices", file.string());
    if (!source.faults.empty())
        return Error(ErrorCode::config,
                     detail::list_faults(file.string(), std::move(source.faults)));
    return std::move(source.json);
}

namespace detail {
namespace {

// fnmatch(3) takes brackets and backslashes too.
std::string with_stars_only(const std::string& pattern) {
    std::string escaped;
    for (const char c : pattern) {
        if (c == '[' || c == '\\') escaped += '\\';
        escaped += c;
    }
    return escaped;
}

}  // namespace

std::vector<SpecFault> faults_of_prices(const std::string& json) {
    if (json == "{}") return {};
    auto misfits = check_against_schema(json, std::string(embedded::prices_schema));
    if (!misfits) return {{"", misfits.error().text()}};
    return std::move(misfits.value());
}

Prices Prices::parse(const std::string& json) {
    Prices prices;
    if (json == "{}" || !faults_of_prices(json).empty()) return prices;
    rapidjson::Document document;
    document.Parse<rapidjson::kParseFullPrecisionFlag>(json);
    prices.currency_ = document.HasMember("currency") ? document["currency"].GetString() : "USD";
    for (const auto& member : std::as_const(document)["models"].GetObject()) {
        Price price{member.value["input"].GetDouble(), member.value["output"].GetDouble(), {}};
        if (member.value.HasMember("cached_input"))
            price.cached_input = member.value["cached_input"].GetDouble();
        prices.models_.emplace_back(
            std::string(member.name.GetString(), member.name.GetStringLength()), price);
    }
    std::stable_sort(prices.models_.begin(), prices.models_.end(),
                     [](const auto& a, const auto& b) { return a.first.size() > b.first.size(); });
    return prices;
}

const Price* Prices::find(const std::string& model) const {
    for (const auto& [name, price] : models_)
        if (name == model) return &price;
    for (const auto& [pattern, price] : models_)
        if (fnmatch(with_stars_only(pattern).c_str(), model.c_str(), 0) == 0) return &price;
    return nullptr;
}

std::optional<double> cost_of(const Price& price, const Usage& usage) {
    constexpr double million = 1e6;
    if (!usage.input_tokens || !usage.output_tokens) return std::nullopt;
    const auto cached = usage.cached_tokens.value_or(0);
    if (cached > *usage.input_tokens) return std::nullopt;
    const auto fresh = static_cast<double>(*usage.input_tokens - cached);
    return (fresh * price.input +
            static_cast<double>(cached) * price.cached_input.value_or(price.input) +
            static_cast<double>(*usage.output_tokens) * price.output) /
           million;
}

}  // namespace detail
}  // namespace hexameter
