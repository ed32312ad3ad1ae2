// Words that answer and reference share, as SQuAD counts them. What is computed is in README.md.
#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "hexameter/sdk/plugin.hpp"
#include "support/text/regex.hpp"
#include "support/text/text.hpp"

namespace hexameter::token_f1 {
namespace {

using sdk::Status;

struct Overlap {
    double f1 = 0;
    double precision = 0;
    double recall = 0;
};

// Words apart by one space each.
std::vector<std::string_view> words_of(std::string_view text) {
    std::vector<std::string_view> words;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        words.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return words;
}

Overlap overlap_of(std::string_view answer, std::string_view reference) {
    const std::vector<std::string_view> said = words_of(answer);
    const std::vector<std::string_view> wanted = words_of(reference);
    if (said.empty() || wanted.empty()) {
        return said.size() == wanted.size() ? Overlap{1, 1, 1} : Overlap{};
    }
    std::unordered_map<std::string_view, std::size_t> left;
    for (const std::string_view word : wanted) {
        ++left[word];
    }
    std::size_t common = 0;
    for (const std::string_view word : said) {
        const auto found = left.find(word);
        if (found != left.end() && found->second > 0) {
            --found->second;
            ++common;
        }
    }
    if (common == 0) {
        return {};
    }
    const double precision = static_cast<double>(common) / static_cast<double>(said.size());
    const double recall = static_cast<double>(common) / static_cast<double>(wanted.size());
    return {2 * precision * recall / (precision + recall), precision, recall};
}

class TokenF1 : public sdk::Metric {
  public:
    using Metric::Metric;

  private:
    // A space in place of each article, so that what stands beside it stays apart.
    [[nodiscard]] std::string normalised(std::string_view text) const {
        const std::string bare =
            plugin_text::without_ascii_punctuation(plugin_text::lower_case(text));
        return plugin_text::squeeze_whitespace(articles_.replaced(bare, " "));
    }

    Status score(const sdk::ScoreInput& input, sdk::Writer& out) override {
        if (input.candidates.empty() || input.references.empty()) {
            return Status::ok;
        }
        std::vector<std::string> references;
        for (const sdk::Part reference : input.references) {
            references.push_back(normalised(reference.text()));
        }
        std::array<double, 4> sums{};
        for (const sdk::Part candidate : input.candidates) {
            const std::string text = normalised(candidate.text());
            Overlap best = overlap_of(text, references.front());
            for (std::size_t i = 1; i < references.size(); ++i) {
                const Overlap other = overlap_of(text, references[i]);
                best = other.f1 > best.f1 ? other : best;
            }
            sums[0] += best.f1;
            sums[1] += best.precision;
            sums[2] += best.recall;
            sums[3] += std::find(references.begin(), references.end(), text) != references.end();
        }
        for (std::uint32_t metric = 0; metric < sums.size(); ++metric) {
            out.metric(metric, sums[metric] / input.candidates.size());
        }
        return Status::ok;
    }

    // At the ends of words as Python has them, by letters and digits of any kind: "²a" has no
    // article.
    plugin_text::Regex articles_{R"((?<![\p{L}\p{N}_])(?:a|an|the)(?![\p{L}\p{N}_]))"};
};

}  // namespace
}  // namespace hexameter::token_f1

HEXAMETER_PLUGIN(hexameter::sdk::metric<hexameter::token_f1::TokenF1>("token_f1"));
