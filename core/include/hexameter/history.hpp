// Runs that were kept: list, read, delete.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hexameter/error.hpp"
#include "hexameter/record.hpp"

namespace hexameter {

// One line of a list.
struct RunLine {
    std::string id;
    std::string started_at;
    std::string name;
    std::string modality;
    RunStatus status = RunStatus::complete;
    std::vector<std::string> models;
    std::vector<std::string> providers;  // each once
    std::vector<std::string> tags;
    std::uint64_t ok = 0;  // measured iterations: no warm-ups
    std::uint64_t failed = 0;
    std::uint64_t cancelled = 0;
    std::uint64_t planned = 0;  // that the run set out to make; 0: not known
};

struct RunFilter {
    std::string model;     // part of a label, ASCII letters in either case; "" = any
    std::string provider;  // of that same model; these three match whole
    std::string modality;
    std::string tag;
    // Keyset: only older than this run, named as for History::resolve; by its id also when it is
    // deleted by now.
    std::string before_id;
    std::uint32_t limit = 50;
};

// Free functions: on any thread, while none changes the environment.
//
// Where runs are kept: $HEXAMETER_HOME, else $XDG_DATA_HOME/hexameter, else
// ~/.local/share/hexameter.
[[nodiscard]] Result<std::filesystem::path> default_home();

// Where a run is kept under a home, whether it is there or not: its folder, and its journal in
// there.
[[nodiscard]] std::filesystem::path run_folder(const std::filesystem::path& home,
                                               const std::string& id);
[[nodiscard]] std::filesystem::path journal_file(const std::filesystem::path& home,
                                                 const std::string& id);

// Whether a write to this file, links followed, would go over what the home keeps: the folders of
// runs and the index.
[[nodiscard]] bool is_of_history(const std::filesystem::path& file,
                                 const std::filesystem::path& home);

// The history under one home. Opening takes in what journals hold that the database lacks; a
// damaged record or database is reported in `warnings` and never hides the others. Where nothing
// was kept yet it makes nothing, and stays empty until it is opened again. Other processes may
// keep, read and delete runs of the same home meanwhile. Thread: one at a time.
class History {
  public:
    [[nodiscard]] static Result<std::unique_ptr<History>> open(const std::filesystem::path& home);
    ~History();

    [[nodiscard]] const std::vector<std::string>& warnings() const;
    [[nodiscard]] Result<std::vector<RunLine>> list(const RunFilter& filter) const;

    // ErrorCode::not_found where there is no such run, config where `id` could be several.
    // `id`: a whole id, an unambiguous beginning of one, "latest", or "latest~N" for the Nth before
    // that.
    [[nodiscard]] Result<std::string> resolve(const std::string& id) const;
    [[nodiscard]] Result<RunRecord> read(const std::string& id) const;

    // Journal, database rows and artefacts. A whole id only; ErrorCode::config for a run that goes
    // on.
    [[nodiscard]] Status remove(const std::string& id);
    // Ids of the runs that started before that many days ago.
    [[nodiscard]] Result<std::vector<std::string>> older_than_days(double days) const;

  private:
    struct Impl;
    explicit History(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace hexameter
