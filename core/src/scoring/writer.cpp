#include "scoring/writer.hpp"

#include <fmt/core.h>

#include <cmath>

#include "base/utf8.hpp"
#include "plugin/status.hpp"

namespace hexameter::detail {

Writer::Writer(const PluginInfo& plugin) : plugin_(plugin) {
    table_.struct_size = sizeof(table_);
    table_.ctx = this;
    table_.put = &Writer::put;
    table_.metric = &Writer::metric;
    table_.part = &Writer::part;
}

hxm_status Writer::put(void* ctx, hxm_str key, hxm_buf value) noexcept {
    // Other keys belong to media probes; an answer is told by metrics and parts.
    if (view(key) != HXM_NOTE) return HXM_E_UNSUPPORTED;
    if (!has_bytes(value)) return HXM_E_ARG;
    return guarded([&] {
        constexpr std::size_t longest_bytes = 1000;
        auto& self = *static_cast<Writer*>(ctx);
        const std::string_view text(reinterpret_cast<const char*>(value.p), value.n);
        self.note_ =
            fmt::format("{}: {}{}", self.plugin_.id, to_valid_utf8(text.substr(0, longest_bytes)),
                        text.size() > longest_bytes ? "..." : "");
        return hxm_status{HXM_OK};
    });
}

std::vector<std::string> Writer::notes() const {
    auto notes = faults_;
    if (!note_.empty()) notes.push_back(note_);
    return notes;
}

hxm_status Writer::metric(void* ctx, std::uint32_t index, hxm_str label, double value,
                          double weight) noexcept {
    auto& self = *static_cast<Writer*>(ctx);
    if (index >= self.plugin_.metrics.size()) {
        self.faults_.push_back(
            fmt::format("{} gave a value for metric number {}, which its "
                        "manifest does not list",
                        self.plugin_.id, index));
        return HXM_E_ARG;
    }
    const auto& id = self.plugin_.metrics[index].id;
    if (!std::isfinite(value) || !std::isfinite(weight)) {
        self.faults_.push_back(
            fmt::format("{} gave a value for {} that is not finite", self.plugin_.id, id));
        return HXM_E_ARG;
    }
    self.values_.push_back({id, view(label), value, weight});
    return HXM_OK;
}

std::string not_scored(const std::string& plugin, const std::string& why) {
    return fmt::format("{}: not scored ({})", plugin, why);
}

bool is_note_of(const std::string& note, const std::string& plugin) {
    return note.starts_with(plugin + ": ") || note.starts_with(plugin + " gave a value for ") ||
           note.find(fmt::format("plugin {}: ", plugin)) != std::string::npos;
}

hxm_status Writer::part(void* ctx, std::uint32_t role, const hxm_part* part) noexcept {
    auto& self = *static_cast<Writer*>(ctx);
    if (part == nullptr || !has_bytes(part->data) ||
        (role != HXM_PART_CANDIDATE && role != HXM_PART_REFERENCE))
        return HXM_E_ARG;
    return guarded([&] {
        ScoredPart owned{std::string(reinterpret_cast<const char*>(part->data.p), part->data.n),
                         std::string(view(part->mime)),
                         std::string(view(part->name)),
                         std::string(view(part->meta_json)),
                         part->choice,
                         part->flags};
        auto& to = role == HXM_PART_CANDIDATE ? self.candidates_ : self.references_;
        to.push_back(std::move(owned));
        return hxm_status{HXM_OK};
    });
}

}  // namespace hexameter::detail
