#include "store/spec_json.hpp"

namespace hexameter::detail {

std::string spec_json(const RunSpec& spec) {
    return to_json(spec);
}

Result<RunSpec> spec_of_json(const std::string& json) {
    // A kept spec has absolute paths only: the folder is never used.
    return parse_run_spec(json, "kept run", "/");
}

}  // namespace hexameter::detail
