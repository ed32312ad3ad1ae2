#include "scoring/scored_part.hpp"

#include "plugin/status.hpp"

namespace hexameter::detail {

std::vector<hxm_part> abi_parts(const std::vector<ScoredPart>& parts) {
    std::vector<hxm_part> out;
    out.reserve(parts.size());
    for (const auto& part : parts) {
        hxm_part abi{};
        abi.flags = part.flags;
        abi.choice = part.choice;
        abi.mime = abi_str(part.mime);
        abi.name = abi_str(part.name);
        abi.data = {reinterpret_cast<const std::uint8_t*>(part.bytes.data()), part.bytes.size()};
        abi.meta_json = abi_str(part.meta_json);
        out.push_back(abi);
    }
    return out;
}

}  // namespace hexameter::detail
