#include "store/run_query.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "base/words.hpp"
#include "store/run_id.hpp"

namespace hexameter::detail {
namespace {

// After every id: ids are letters, digits, '-', '_' and '.'.
constexpr std::string_view last_id = "~";
constexpr std::int64_t candidates_shown = 5;

constexpr const char* page_sql = R"sql(
SELECT key, id, started_at, name, modality, status, ok, failed, cancelled, planned FROM run
WHERE id < ?1
  AND (?2 = '' OR modality = ?2)
  AND (?3 = '' AND ?4 = '' OR EXISTS (
         SELECT 1 FROM run_model WHERE run_key = run.key
         AND (?3 = '' OR instr(lower(label), lower(?3)) > 0) AND (?4 = '' OR provider = ?4)))
  AND (?5 = '' OR key IN (SELECT run_key FROM run_tag WHERE tag = ?5))
ORDER BY id DESC LIMIT ?6
)sql";

Status add_models(Statement& models, std::int64_t key, RunLine& line) {
    models.with(key);
    for (;;) {
        const auto row = models.step();
        if (row.has_error()) return row.error();
        if (!row.value()) return {};
        line.models.push_back(models.text(0));
        auto provider = models.text(1);
        const auto& known = line.providers;
        if (!provider.empty() && std::find(known.begin(), known.end(), provider) == known.end())
            line.providers.push_back(std::move(provider));
    }
}

Result<std::vector<std::string>> texts(Statement& statement) {
    std::vector<std::string> values;
    for (;;) {
        const auto row = statement.step();
        if (row.has_error()) return row.error();
        if (!row.value()) return values;
        values.push_back(statement.text(0));
    }
}

RunLine line_of(const Statement& run) {
    RunLine line;
    line.id = run.text(1);
    line.started_at = run.text(2);
    line.name = run.text(3);
    line.modality = run.text(4);
    line.status = run_status_from(run.text(5)).value_or(RunStatus::failed);
    line.ok = static_cast<std::uint64_t>(run.number(6));
    line.failed = static_cast<std::uint64_t>(run.number(7));
    line.cancelled = static_cast<std::uint64_t>(run.number(8));
    line.planned = static_cast<std::uint64_t>(run.number(9));
    return line;
}

Error not_found(const std::string& id) {
    return {ErrorCode::not_found,
            fmt::format("no run has an id that begins with '{}'; hexameter list tells which there "
                        "are",
                        id)};
}

// How many runs lie after the one that is meant: 0 for "latest", 1 for "latest~" and "latest~1",
// as git counts; nothing for what is no such word.
std::optional<std::uint32_t> steps_back(std::string_view word) {
    constexpr std::string_view latest = "latest";
    if (!word.starts_with(latest)) return std::nullopt;
    word.remove_prefix(latest.size());
    if (word.empty()) return 0;
    if (word == "~") return 1;
    std::uint32_t steps = 0;
    const auto* const end = word.data() + word.size();
    const auto read = std::from_chars(word.data() + 1, end, steps);
    if (word.front() != '~' || read.ec != std::errc() || read.ptr != end) return std::nullopt;
    return steps;
}

Result<std::string> run_before_latest(Database& index, std::uint32_t steps) {
    auto statement = index.prepare("SELECT id FROM run ORDER BY id DESC LIMIT 1 OFFSET ?1");
    if (statement.has_error()) return statement.error();
    auto found = texts(statement.value().with(steps));
    if (found.has_error()) return found.error();
    if (!found->empty()) return found->front();
    auto count = index.prepare("SELECT count(*) FROM run");
    if (count.has_error()) return count.error();
    const auto row = count.value().step();
    if (row.has_error()) return row.error();
    const auto runs = count.value().number(0);
    return Error(ErrorCode::not_found,
                 runs == 0 ? "there is no run yet"
                           : fmt::format("there {} only, and latest is latest~0",
                                         runs == 1 ? "is 1 run" : fmt::format("are {} runs", runs)),
                 steps == 0 ? "" : fmt::format("latest~{}", steps));
}

// The id that all of the page lie before.
Result<std::string> end_of_page(Database& index, const std::string& before) {
    if (before.empty()) return std::string(last_id);
    // One that was deleted since is as good: ids sort by time.
    const bool whole = is_run_id(before) && !started_at_of(before).empty();
    if (whole) return before;
    auto found = resolve_run(index, before);
    if (found.has_error())
        return found.error().at("takes the id of a run, the beginning of one, or latest");
    return found;
}

}  // namespace

Result<std::vector<RunLine>> list_runs(Database& index, const RunFilter& filter) {
    const auto before = end_of_page(index, filter.before_id);
    if (before.has_error()) return before.error();
    auto run = index.prepare(page_sql);
    if (run.has_error()) return run.error();
    auto model =
        index.prepare("SELECT label, provider FROM run_model WHERE run_key = ?1 ORDER BY position");
    if (model.has_error()) return model.error();
    auto tag = index.prepare("SELECT tag FROM run_tag WHERE run_key = ?1 ORDER BY position");
    if (tag.has_error()) return tag.error();
    run.value().with(before.value(), filter.modality, filter.model, filter.provider, filter.tag,
                     filter.limit);
    std::vector<RunLine> lines;
    for (;;) {
        const auto row = run.value().step();
        if (row.has_error()) return row.error();
        if (!row.value()) return lines;
        auto& line = lines.emplace_back(line_of(run.value()));
        const auto key = run.value().number(0);
        if (auto done = add_models(model.value(), key, line); done.has_error()) return done.error();
        auto tags = texts(tag.value().with(key));
        if (tags.has_error()) return tags.error();
        line.tags = std::move(tags.value());
    }
}

Result<std::string> resolve_run(Database& index, const std::string& id) {
    if (id.empty()) return Error(ErrorCode::config, "the id of the run is empty");
    if (const auto steps = steps_back(id)) return run_before_latest(index, *steps);
    auto statement =
        index.prepare("SELECT id FROM run WHERE id >= ?1 AND id < ?1 || '~' ORDER BY id LIMIT ?2");
    if (statement.has_error()) return statement.error();
    // One more than is shown tells whether there are more.
    statement.value().with(id, candidates_shown + 1);
    auto found = texts(statement.value());
    if (found.has_error()) return found.error();
    auto& ids = found.value();
    if (ids.empty()) return not_found(id);
    if (ids.size() == 1 || ids.front() == id) return ids.front();
    const bool more = ids.size() > static_cast<std::size_t>(candidates_shown);
    if (more) ids.pop_back();
    return Error(ErrorCode::config, fmt::format("'{}' could be {}{}; give more of the id", id,
                                                fmt::join(ids, ", "), more ? " or others" : ""));
}

Result<std::vector<std::string>> runs_older_than(Database& index, double days) {
    if (!std::isfinite(days) || days < 0)
        return Error(ErrorCode::config, fmt::format("{} is no number of days", days));
    auto statement = index.prepare(
        "SELECT id FROM run WHERE julianday(started_at) < julianday('now') - ?1 ORDER BY id");
    if (statement.has_error()) return statement.error();
    return texts(statement.value().with(days));
}

}  // namespace hexameter::detail
