// Invariants
// 1. The offset is read inside the transaction that moves it, so two processes never count the
//    same frame; the second finds nothing new.
// 2. One transaction per run: a run that cannot be taken in costs a warning and no other run.
// 3. A journal of another run has neither size nor time in its row, so each opening tells it anew.
// 4. A journal that changed without growing, or that no writer holds, may be another one, and is
//    read anew.
// 5. Memory does not grow with the run: frames go through one by one.
#include "store/take_in.hpp"

#include <fmt/format.h>

#include <map>
#include <optional>
#include <set>
#include <utility>

#include "store/codec.hpp"
#include "store/folders.hpp"
#include "store/journal_reader.hpp"
#include "store/journal_run.hpp"

namespace hexameter::detail {
namespace {

// What the index knows of a run.
struct Row {
    std::int64_t key = 0;  // 0: nothing yet
    std::uint64_t journal_offset = 0;
    FileState journal;
    std::string status;
};

Result<Row> row_of(Database& index, const std::string& id) {
    auto statement = index.prepare(
        "SELECT key, journal_offset, journal_size, journal_ns, status FROM run WHERE id = ?1");
    if (statement.has_error()) return statement.error();
    auto& run = statement.value();
    const auto found = run.with(id).step();
    if (found.has_error()) return found.error();
    if (!found.value()) return Row{};
    return Row{run.number(0),
               static_cast<std::uint64_t>(run.number(1)),
               {static_cast<std::uint64_t>(run.number(2)), run.number(3)},
               run.text(4)};
}

// Model and tag rows of a run; `from`: those before it are there.
Status insert_models(Database& index, std::int64_t key, const std::vector<ModelSpec>& models,
                     std::size_t from) {
    for (std::size_t i = from; i < models.size(); ++i) {
        auto done = index.run("INSERT INTO run_model VALUES (?1, ?2, ?3, ?4)", key,
                              std::uint64_t{i}, models[i].label, models[i].provider);
        if (done.has_error()) return done;
    }
    return {};
}

Result<std::int64_t> insert_header(Database& index, const std::string& id,
                                   const RunHeader& header) {
    const auto& spec = header.spec;
    auto done = index.run(
        "INSERT INTO run(id, started_at, name, modality, status, planned) VALUES (?1, ?2, ?3, ?4, "
        "'running', ?5)",
        id, header.started_at, spec.name, spec.modality, header.planned_iterations());
    if (done.has_error()) return done.error();
    auto key = index.number("SELECT last_insert_rowid()");
    if (key.has_error()) return key;
    done = insert_models(index, key.value(), spec.models, 0);
    for (std::size_t i = 0; i < spec.tags.size() && done.has_value(); ++i)
        done = index.run("INSERT INTO run_tag VALUES (?1, ?2, ?3)", key.value(), std::uint64_t{i},
                         spec.tags[i]);
    if (done.has_error()) return done.error();
    return key;
}

// Takes the frames of one run into the open transaction.
class Taking {
  public:
    Taking(Database& index, const std::string& id, Row row) : index_(index), id_(id), own_(id) {
        row_ = std::move(row);
    }

    [[nodiscard]] Status frames(JournalReader& reader) {
        for (;;) {
            const auto frame = reader.next();
            if (frame.has_error()) return frame.error();
            if (!frame.value().has_value()) break;
            if (auto done = take(*frame.value()); done.has_error()) return done;
        }
        for (auto& sentence : own_.damage()) damage_.push_back(std::move(sentence));
        return {};
    }

    // Counts, status and offset. A journal without any record leaves no row.
    [[nodiscard]] Status close(const JournalReader& reader) {
        if (row_.key == 0) return {};
        std::string_view status = row_.status;
        if (summary_status_.has_value())
            status = to_string(*summary_status_);
        else if (status.empty() || status == "running" || status == "interrupted")
            status = to_string(reader.live() ? RunStatus::running : RunStatus::interrupted);
        const auto state = foreign_ ? FileState{} : reader.state();
        return index_.run(
            "UPDATE run SET status = ?2, journal_offset = ?3, journal_size = ?4, journal_ns = ?5, "
            "ok = ok + ?6, failed = failed + ?7, cancelled = cancelled + ?8 WHERE key = ?1",
            row_.key, status, reader.end(), state.bytes, state.modified_ns,
            count_of(IterationStatus::ok), count_of(IterationStatus::failed),
            count_of(IterationStatus::cancelled));
    }

    [[nodiscard]] const std::vector<std::string>& damage() const { return damage_; }

  private:
    [[nodiscard]] Status take(const Frame& frame) {
        if (frame.type != FrameType::header && own_.elsewhere()) return {};
        switch (frame.type) {
            case FrameType::header:
                return take_readable(header_in(frame, damage_));
            case FrameType::iteration:
                return take_iteration(frame);
            case FrameType::summary:
                if (auto summary = summary_in(frame, damage_)) summary_status_ = summary->status;
                return take_header(std::nullopt);
            case FrameType::resumed:
                summary_status_.reset();
                row_.status.clear();
                return take_header(std::nullopt);
        }
        return {};
    }

    [[nodiscard]] Status take_readable(const std::optional<RunHeader>& header) {
        if (header.has_value()) {
            if (!own_.takes_header(*header)) return {};
            if (auto words = foreign_words(*header, id_); !words.empty()) {
                foreign_ = true;
                damage_.push_back(std::move(words));
            }
        }
        return take_header(header);
    }

    // Makes the row of the run unless it is there; with no header, from what the id tells.
    [[nodiscard]] Status take_header(const std::optional<RunHeader>& header) {
        if (row_.key != 0) return {};
        const auto key =
            insert_header(index_, id_, header.has_value() ? *header : stand_in_header(id_));
        if (key.has_error()) return key.error();
        row_.key = key.value();
        return {};
    }

    [[nodiscard]] Status take_iteration(const Frame& frame) {
        if (auto there = take_header(std::nullopt); there.has_error()) return there;
        const auto record = decode_iteration(frame.payload, IterationPart::values);
        if (record.has_error()) {
            damage_.push_back(fmt::format("the iteration at offset {} cannot be read: {}",
                                          frame.offset, record.error().text()));
            return {};
        }
        const auto& it = record.value();
        if (!own_.takes_iteration(it.seq)) return {};
        if (!it.warmup) ++counts_[it.status];
        return know_model(it.model);
    }

    [[nodiscard]] std::uint64_t count_of(IterationStatus status) const {
        const auto found = counts_.find(status);
        return found == counts_.end() ? 0 : found->second;
    }

    // Every model of an iteration stands in the list, also when the header is lost.
    [[nodiscard]] Status know_model(const std::string& label) {
        if (models_.contains(label)) return {};
        models_.insert(label);
        return index_.run(
            "INSERT INTO run_model SELECT ?1, (SELECT count(*) FROM run_model WHERE run_key = ?1), "
            "?2, '' WHERE NOT EXISTS (SELECT 1 FROM run_model WHERE run_key = ?1 AND label = ?2)",
            row_.key, label);
    }

    Database& index_;
    std::string id_;
    OwnRecords own_;
    Row row_;
    std::optional<RunStatus> summary_status_;
    std::map<IterationStatus, std::uint64_t> counts_;  // measured, since the offset
    std::set<std::string> models_;
    std::vector<std::string> damage_;
    bool foreign_ = false;  // the journal is of another run
};

// Whether another journal lies there than the one that the row stands for.
bool is_replaced(const JournalReader& now, const Row& row, const std::filesystem::path& journal,
                 const std::string& id) {
    if (row.journal_offset == 0) return false;
    const auto& then = row.journal;
    if (then == FileState{} || now.state().bytes < row.journal_offset) return true;
    if (!now.live() || now.state().bytes == then.bytes) return now.state() != then;
    auto reader = JournalReader::open(journal, 0);
    if (reader.has_error()) return false;
    const auto first = reader.value().next();
    if (first.has_error() || !first.value() || first.value()->type != FrameType::header)
        return false;
    std::vector<std::string> told_when_taken_in;
    const auto header = header_in(*first.value(), told_when_taken_in);
    return header.has_value() && !foreign_words(*header, id).empty();
}

Status drop_run(Database& index, const std::string& id) {
    return index.run("DELETE FROM run WHERE id = ?1", id);
}

void warn(const std::string& id, const std::vector<std::string>& damage,
          std::vector<std::string>& warnings) {
    for (const auto& sentence : damage) warnings.push_back(fmt::format("run {}: {}", id, sentence));
}

// Those of the runs of which nothing came into the index, and nobody is about to write it.
Status warn_of_unread(Database& index, const std::filesystem::path& home,
                      const std::vector<std::string>& ids, std::vector<std::string>& warnings) {
    std::size_t unread = 0;
    for (const auto& id : ids) {
        const auto row = row_of(index, id);
        if (row.has_error()) return row.error();
        if (row.value().key != 0) continue;
        const auto reader = JournalReader::open(journal_file(home, id), 0);
        const bool begins = reader.has_value() && reader.value().live();
        const bool gone = reader.has_error() && reader.error().code() == ErrorCode::not_found;
        if (!begins && !gone) ++unread;
    }
    if (unread > 0)
        warnings.push_back(fmt::format("{} run{} cannot be read: see hexameter doctor", unread,
                                       unread == 1 ? "" : "s"));
    return {};
}

Result<std::map<std::string, Row>> rows(Database& index) {
    auto statement = index.prepare("SELECT id, journal_size, journal_ns, status FROM run");
    if (statement.has_error()) return statement.error();
    auto& run = statement.value();
    std::map<std::string, Row> known;
    for (;;) {
        const auto found = run.step();
        if (found.has_error()) return found.error();
        if (!found.value()) return known;
        auto& row = known[run.text(0)];
        row.journal = {static_cast<std::uint64_t>(run.number(1)), run.number(2)};
        row.status = run.text(3);
    }
}

}  // namespace

Status take_in_run(Database& index, const std::filesystem::path& home, const std::string& id,
                   std::vector<std::string>& warnings) {
    auto transaction = Transaction::begin(index);
    if (transaction.has_error()) return transaction.error();
    auto row = row_of(index, id);
    if (row.has_error()) return row.error();
    const auto journal = journal_file(home, id);
    auto reader = JournalReader::open(journal, row.value().journal_offset);
    if (reader.has_value() && is_replaced(reader.value(), row.value(), journal, id)) {
        // What the rows say is not in it.
        if (auto dropped = drop_run(index, id); dropped.has_error()) return dropped;
        row.value() = Row{};
        reader = JournalReader::open(journal, 0);
    }
    if (reader.has_error()) {
        if (reader.error().code() != ErrorCode::not_found) return reader.error();
        if (auto dropped = drop_run(index, id); dropped.has_error()) return dropped;
        return transaction.value().commit();
    }
    Taking taking(index, id, std::move(row.value()));
    if (auto taken = taking.frames(reader.value()); taken.has_error()) return taken;
    if (auto closed = taking.close(reader.value()); closed.has_error()) return closed;
    if (auto done = transaction.value().commit(); done.has_error()) return done;
    warn(id, taking.damage(), warnings);
    warn(id, reader.value().damage(), warnings);
    return {};
}

Status take_in_all(Database& index, const std::filesystem::path& home,
                   std::vector<std::string>& warnings) {
    auto known = rows(index);
    if (known.has_error()) return known.error();
    const auto runs = runs_on_disk(home);
    if (runs.has_error()) return runs.error();
    std::vector<std::string> behind;
    for (const auto& run : runs.value()) {
        const auto row = known.value().extract(run.id);
        if (!run.journal) {
            warnings.push_back(fmt::format(
                "run {}: its journal is no regular file; the run is not listed", run.id));
            if (auto dropped = row.empty() ? Status() : drop_run(index, run.id);
                dropped.has_error())
                return dropped;
            continue;
        }
        if (row.empty() || row.mapped().status == "running" || row.mapped().journal != *run.journal)
            behind.push_back(run.id);
    }
    const auto here = behind.size();
    for (const auto& [id, row] : known.value()) behind.push_back(id);  // their journals are gone
    for (const auto& id : behind) {
        auto taken = take_in_run(index, home, id, warnings);
        if (!taken.has_error()) continue;
        if (index.damaged()) return taken;
        warnings.push_back(
            fmt::format("run {}: could not be taken in: {}", id, taken.error().text()));
    }
    behind.resize(here);
    return warn_of_unread(index, home, behind, warnings);
}

}  // namespace hexameter::detail
