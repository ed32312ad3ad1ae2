#include "bundle/samples.hpp"

#include <algorithm>
#include <utility>

#include "run/samples_hash.hpp"

namespace hexameter::detail {
namespace {

std::vector<std::string> split(std::string_view lines) {
    std::vector<std::string> split;
    while (!lines.empty()) {
        const auto end = std::min(lines.find('\n'), lines.size());
        split.emplace_back(lines.substr(0, end));
        lines.remove_prefix(std::min(end + 1, lines.size()));
    }
    return split;
}

}  // namespace

Result<std::vector<Sample>> samples_of(const RunSpec& spec) {
    auto loaded = load_dataset(spec.dataset, "", nullptr, sample_seeds(spec));
    if (!loaded) return loaded.error();
    return std::move(loaded.value().samples);
}

Result<std::string> lines_of(const std::vector<Sample>& samples) {
    std::string lines;
    RunSpec again;
    for (const auto& sample : samples) {
        again.dataset.inline_samples.push_back(compact_json(sample.json));
        lines += again.dataset.inline_samples.back() + '\n';
    }
    const auto read_back = samples_of(again);
    if (!read_back) return read_back.error();
    const auto same_id = [](const Sample& a, const Sample& b) { return a.id == b.id; };
    if (!std::equal(samples.begin(), samples.end(), read_back->begin(), read_back->end(), same_id))
        return Error(ErrorCode::config, "samples without ids of their own were drawn from it");
    return lines;
}

std::string sha256_of_lines(std::string_view lines) {
    std::vector<Sample> samples;
    for (auto& line : split(lines)) samples.push_back({{}, std::move(line), 0});
    return samples_sha256(samples);
}

}  // namespace hexameter::detail
