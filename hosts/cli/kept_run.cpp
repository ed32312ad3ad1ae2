#include "kept_run.hpp"

#include "output.hpp"

namespace hexameter::cli {

Result<RunRecord> read_run(const History& history, const std::string& id) {
    const auto whole = history.resolve(id);
    if (!whole) return whole.error();
    return history.read(whole.value());
}

Status check_report_file(const CommandLine& line, const std::string& to, const std::string& flag) {
    if (auto ok = check_output(to); !ok) return ok.error().at(flag);
    const auto home = line.home();
    if (home && is_of_history(to, home.value()))
        return Error(ErrorCode::config, "runs are kept there; name another file", flag + " " + to);
    return {};
}

}  // namespace hexameter::cli
