// Invariants
// 1. A record that cannot be read costs itself and a sentence, nothing else.
// 2. The first readable header and the last readable summary of the run count.
// 3. A summary stands for the iterations that are there: one that counts others is made anew.
// 4. Iterations are counted here, by what tells which they are, and read when they are asked for.
#include "store/journal_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "stats/summary.hpp"
#include "store/codec.hpp"
#include "store/journal_iterations.hpp"
#include "store/journal_reader.hpp"
#include "store/run_id.hpp"
#include "timeline/definitions.hpp"

namespace hexameter::detail {
namespace {

std::string unreadable(const char* what, const Frame& frame, const Error& error) {
    return fmt::format("the {} at offset {} cannot be read: {}", what, frame.offset, error.text());
}

// What is no id may hold anything.
std::string name_of(const std::string& id) {
    return is_run_id(id) ? "run " + id : "another run";
}

template <class Record>
std::optional<Record> record_or_damage(Result<Record> record, const char* what, const Frame& frame,
                                       std::vector<std::string>& damage) {
    if (record.has_value()) return std::move(record.value());
    damage.push_back(unreadable(what, frame, record.error()));
    return std::nullopt;
}

std::uint64_t iterations_counted(const RunSummary& summary) {
    std::uint64_t sum = 0;
    for (const auto& model : summary.models)
        sum += model.ok + model.failed + model.cancelled + model.warmups;
    return sum;
}

RunSummary summary_of_iterations(const RunRecord& run, bool live) {
    auto summary = summarise_run(run.header, run.iterations);
    summary.status = live ? RunStatus::running : RunStatus::interrupted;
    return summary;
}

// Makes the figures of the models anew when the stored ones count iterations that are not there.
// What was measured beside them stays: status, instrument, duration.
void match_summary(RunRecord& run) {
    const auto counted = iterations_counted(run.summary);
    if (counted == run.iterations.size()) return;
    auto summary = summarise_run(run.header, run.iterations);
    run.summary.models = std::move(summary.models);
    run.summary.parallel = summary.parallel;
    run.damage.push_back(fmt::format(
        "of {} iteration{}, warm-ups included, {} can be read: the figures of the "
        "models are of those{}",
        counted, counted == 1 ? "" : "s", run.iterations.size(),
        // A resumed one has no duration, and the instrument of its last part.
        run.header.resumed.empty() ? "; duration and instrument are of the whole run" : ""));
}

// What the frames gave, before the gaps are filled.
struct Found {
    explicit Found(const std::string& id) : own(id) {}

    RunRecord run;
    OwnRecords own;
    std::size_t iterations = 0;
    std::vector<std::string> labels;  // of their models
    bool header = false;
    bool summary = false;
    std::vector<Resumed> resumed;
};

void take_frame(const Frame& frame, Found& found) {
    auto& damage = found.run.damage;
    if (frame.type == FrameType::header) {
        auto header = header_in(frame, damage);
        if (header.has_value() && found.own.takes_header(*header)) {
            found.run.header = *std::move(header);
            found.header = true;
        }
    } else if (found.own.elsewhere()) {
        return;
    } else if (frame.type == FrameType::resumed) {
        found.summary = false;
        found.run.summary = {};
        auto resumed =
            record_or_damage(decode_resumed(frame.payload), "note of a resumption", frame, damage);
        found.resumed.push_back(resumed ? *std::move(resumed) : Resumed{});
    } else if (frame.type == FrameType::summary) {
        if (auto summary = summary_in(frame, damage)) {
            found.run.summary = *std::move(summary);
            found.summary = true;
        }
    } else {
        auto record = record_or_damage(decode_iteration(frame.payload, IterationPart::values),
                                       "iteration", frame, damage);
        if (!record.has_value() || !found.own.takes_iteration(record->seq)) return;
        ++found.iterations;
        auto& labels = found.labels;
        if (std::find(labels.begin(), labels.end(), record->model) == labels.end())
            labels.push_back(std::move(record->model));
    }
}

}  // namespace

std::optional<RunHeader> header_in(const Frame& frame, std::vector<std::string>& damage) {
    return record_or_damage(decode_header(frame.payload), "header", frame, damage);
}

std::optional<RunSummary> summary_in(const Frame& frame, std::vector<std::string>& damage) {
    return record_or_damage(decode_summary(frame.payload), "summary", frame, damage);
}

std::string foreign_words(const RunHeader& header, const std::string& id) {
    if (header.id.empty() || header.id == id) return {};
    const auto other = name_of(header.id);
    return fmt::format(
        "the journal in the folder of this run is that of {0}; what is shown is of {0}", other);
}

bool OwnRecords::takes_header(const RunHeader& header) {
    if (!begun_ && !header.id.empty()) id_ = header.id;
    begun_ = true;
    elsewhere_ = !header.id.empty() && header.id != id_;
    if (elsewhere_ && other_.empty()) other_ = name_of(header.id);
    return !elsewhere_ && !std::exchange(header_, true);
}

bool OwnRecords::takes_iteration(std::uint64_t seq) {
    begun_ = true;
    if (seq != 0 && seq <= last_seq_) {  // 0: it has no number
        ++again_;
        return false;
    }
    last_seq_ = std::max(seq, last_seq_);
    return true;
}

std::vector<std::string> OwnRecords::damage() const {
    std::vector<std::string> sentences;
    if (again_ > 0)
        sentences.push_back(fmt::format(
            "the journal holds iterations twice; left out, since their numbers do not follow on "
            "those before them: {}",
            again_));
    if (!other_.empty())
        sentences.push_back(
            fmt::format("the journal holds records of {} too; they were left out", other_));
    return sentences;
}

RunHeader stand_in_header(const std::string& id) {
    RunHeader header;
    header.id = id;
    header.started_at = started_at_of(id);
    header.metrics = timing_definitions();
    return header;
}

// No header without a modality can be read.
bool is_stand_in(const RunHeader& header) {
    return header.spec.modality.empty();
}

void add_model(RunHeader& header, const std::string& label) {
    auto& models = header.spec.models;
    const bool known = std::any_of(models.begin(), models.end(),
                                   [&](const ModelSpec& model) { return model.label == label; });
    if (known) return;
    auto& model = models.emplace_back();
    model.label = label;
}

Result<RunRecord> read_run(const std::filesystem::path& journal, const std::string& id,
                           bool locked_by_us) {
    auto reader = JournalReader::open(journal, 0);
    if (reader.has_error()) return reader.error();
    if (locked_by_us) reader.value().take_for_ended();
    Found found(id);
    for (;;) {
        const auto frame = reader.value().next();
        if (frame.has_error()) return frame.error();
        if (!frame.value().has_value()) break;
        take_frame(*frame.value(), found);
    }
    auto& run = found.run;
    for (const auto& left_out : {reader.value().damage(), found.own.damage()})
        run.damage.insert(run.damage.end(), left_out.begin(), left_out.end());
    if (!found.header && found.iterations == 0 && !found.summary)
        return Error(
            ErrorCode::io,
            fmt::format("{}; take the run away: hexameter delete {}", nothing_readable, id),
            journal.string());
    if (!found.header) {
        run.damage.insert(run.damage.begin(),
                          "the header of the run is lost; names and settings are not known");
        run.header = stand_in_header(id);
        for (const auto& label : found.labels) add_model(run.header, label);
    }
    if (auto words = foreign_words(run.header, id); !words.empty())
        run.damage.insert(run.damage.begin(), std::move(words));
    run.header.id = id;
    run.header.resumed = std::move(found.resumed);
    const bool live = reader.value().live();
    const auto bytes = reader.value().end();
    run.iterations = Iterations(std::make_shared<JournalIterations>(
        reader.value().take_fd(), journal, id, bytes, found.iterations));
    if (found.summary)
        match_summary(run);
    else
        run.summary = summary_of_iterations(run, live);
    return std::move(run);
}

}  // namespace hexameter::detail
