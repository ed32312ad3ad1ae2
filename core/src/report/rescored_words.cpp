#include <fmt/format.h>

#include <algorithm>

#include "report/printable.hpp"
#include "report/run_words.hpp"

namespace hexameter::detail {
namespace {

// "token_f1, token_recall"; the id of the plugin where its metrics are not known.
std::string metrics_of(const RunHeader& header, const std::string& plugin) {
    std::string names;
    for (const auto& metric : header.metrics)
        if (metric.origin == plugin) names += (names.empty() ? "" : ", ") + metric.id;
    return names.empty() ? plugin : names;
}

std::string config_in(const RunSpec& spec, const std::string& metric) {
    for (const auto& one : spec.metrics)
        if (one.id == metric) return one.config_json;
    return "{}";
}

std::string words_of(const RunHeader& header, const Rescoring& rescoring) {
    auto words = fmt::format("{} by {} {}", metrics_of(header, rescoring.metric), rescoring.metric,
                             rescoring.version);
    if (!rescoring.replaced_version.empty())
        words += fmt::format(" (before: {})", rescoring.replaced_version);
    words += ", rescored at " + rescoring.at;
    if (rescoring.config_json != config_in(header.spec, rescoring.metric))
        words += " with " + rescoring.config_json;
    if (!rescoring.modality_version.empty())
        words += fmt::format(", {} {} in place of the one that ran", header.spec.modality,
                             rescoring.modality_version);
    if (!rescoring.modality_config_json.empty())
        words += fmt::format(", {} with {}", header.spec.modality, rescoring.modality_config_json);
    return words;
}

}  // namespace

std::vector<std::string> rescored_words(const RunHeader& header) {
    const auto& all = header.rescored;
    std::vector<std::string> lines;
    for (auto one = all.begin(); one != all.end(); ++one)
        if (std::none_of(one + 1, all.end(),
                         [one](const Rescoring& later) { return later.metric == one->metric; }))
            lines.push_back(printable(words_of(header, *one)));
    if (!all.empty() && !header.resumed.empty() && all.back().at < header.resumed.back().at)
        lines.emplace_back(
            "what was measured since was scored as the run's own settings say; `hexameter rescore` "
            "scores all of it alike");
    return lines;
}

std::string version_of(const RunHeader& header, const MetricDefinition& metric) {
    if (metric.origin == "host") return header.engine_version;
    if (metric.origin == header.spec.modality && !header.rescored.empty() &&
        !header.rescored.back().modality_version.empty())
        return header.rescored.back().modality_version;
    const auto plugin =
        std::find_if(header.plugins.begin(), header.plugins.end(),
                     [&metric](const PluginIdentity& one) { return one.id == metric.origin; });
    return plugin == header.plugins.end() ? "" : plugin->version;
}

}  // namespace hexameter::detail
