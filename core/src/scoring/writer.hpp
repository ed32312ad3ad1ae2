// The hxm_writer that modalities and metrics answer into.
#pragma once

#include <string>
#include <vector>

#include "hexameter/abi/hxm_plugin.h"
#include "hexameter/plugins.hpp"
#include "scoring/scored_part.hpp"

namespace hexameter::detail {

class Writer {
  public:
    // `plugin` says which metrics it may give values for; it must outlive the writer.
    explicit Writer(const PluginInfo& plugin);
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    [[nodiscard]] const hxm_writer* table() const { return &table_; }

    [[nodiscard]] MetricValues& values() { return values_; }

    [[nodiscard]] std::vector<ScoredPart>& candidates() { return candidates_; }

    [[nodiscard]] std::vector<ScoredPart>& references() { return references_; }

    // What the plugin tried and the host refused: a value that is not finite, an unknown metric.
    [[nodiscard]] const std::vector<std::string>& faults() const { return faults_; }

    // These, then what the plugin itself remarks (HXM_NOTE).
    [[nodiscard]] std::vector<std::string> notes() const;

  private:
    static hxm_status put(void* ctx, hxm_str key, hxm_buf value) noexcept;
    static hxm_status metric(void* ctx, std::uint32_t index, hxm_str label, double value,
                             double weight) noexcept;
    static hxm_status part(void* ctx, std::uint32_t role, const hxm_part* part) noexcept;

    const PluginInfo& plugin_;
    hxm_writer table_{};
    MetricValues values_;
    std::vector<ScoredPart> candidates_;
    std::vector<ScoredPart> references_;
    std::vector<std::string> faults_;
    std::string note_;
};

// "text: not scored (why)", the note of an iteration about which a plugin could not be asked.
[[nodiscard]] std::string not_scored(const std::string& plugin, const std::string& why);

// Whether a note of an iteration is the plugin's: what it remarked or tried, that it gave no score,
// or an error of it. A note is kept as text, which begins so in every run that was kept.
[[nodiscard]] bool is_note_of(const std::string& note, const std::string& plugin);

}  // namespace hexameter::detail
