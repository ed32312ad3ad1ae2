// Invariants
// 1. The modality is asked as in the run: prepare, the events in their order, finish, release, with
//    the run's seed. Where plugin and configuration are those that ran, so is what it gives.
// 2. Values and notes are replaced by the plugin that they come from; those of the host, and of
//    plugins that are not asked, stay, and so does the order.
// 3. A record is in memory until it is written.
#include "run/rescore_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "plugin/operation_number.hpp"
#include "run/job.hpp"
#include "run/modality_gate.hpp"
#include "run/resolved_run.hpp"
#include "run/samples_hash.hpp"
#include "run/score_answer.hpp"
#include "scoring/writer.hpp"
#include "store/folders.hpp"
#include "store/journal_run.hpp"
#include "store/rewrite.hpp"
#include "store/run_id.hpp"

namespace hexameter::detail {
namespace {

void append_of(MetricValues& to, const MetricValues& from, std::string_view metric) {
    for (const MetricValue value : from)
        if (value.metric == metric) to.push_back(value);
}

// The old values with those of the metrics `ids` replaced at their first place; behind them the new
// ones that had none.
MetricValues replaced(const MetricValues& old, const MetricValues& fresh,
                      const std::set<std::string, std::less<>>& ids) {
    MetricValues values;
    std::set<std::string, std::less<>> placed;
    const auto place = [&](std::string_view metric) {
        if (placed.emplace(metric).second) append_of(values, fresh, metric);
    };
    for (const MetricValue value : old) {
        if (ids.contains(value.metric))
            place(value.metric);
        else
            values.push_back(value);
    }
    for (const MetricValue value : fresh) place(value.metric);
    return values;
}

// The plugin's definitions at the place of those that it, or another for the same metrics, had.
void take_definitions(std::vector<MetricDefinition>& all, const PluginInfo& plugin) {
    const auto replaces = [&plugin](const MetricDefinition& definition) {
        const auto same = [&](const MetricDefinition& one) { return one.id == definition.id; };
        return definition.origin == plugin.id ||
               std::any_of(plugin.metrics.begin(), plugin.metrics.end(), same);
    };
    const auto place = std::find_if(all.begin(), all.end(), replaces) - all.begin();
    std::erase_if(all, replaces);
    all.insert(all.begin() + place, plugin.metrics.begin(), plugin.metrics.end());
}

PluginIdentity* find_plugin(std::vector<PluginIdentity>& plugins, const PluginInfo& info) {
    const auto found = std::find_if(plugins.begin(), plugins.end(), [&info](const auto& plugin) {
        return plugin.id == info.id && plugin.kind == to_string(info.kind);
    });
    return found == plugins.end() ? nullptr : &*found;
}

class Rescorer {
  public:
    // `answers`: how many there are in the run.
    Rescorer(ResolvedRun& run, const RescoreSpec& what, std::uint64_t answers, Rescored& counts)
        : run_(run),
          what_(what),
          answers_(answers),
          counts_(counts),
          gate_(*run.modality, run.modality_table, run.spec.seed) {
        for (const auto& sample : run.samples) samples_.emplace(sample.id, &sample);
        plugins_.push_back(&run.modality->info());
        for (const auto& metric : run.metrics) plugins_.push_back(&metric.instance->info());
    }

    [[nodiscard]] Status header(RunHeader& header) {
        for (const auto* plugin : plugins_) {
            for (const auto& metric : plugin->metrics) ids_.insert(metric.id);
            for (const auto& metric : header.metrics) {
                if (metric.origin == plugin->id) ids_.insert(metric.id);
                if (metric.origin == "host" && ids_.contains(metric.id))
                    return Error(ErrorCode::config,
                                 fmt::format("it gives {}, which the host measures", metric.id),
                                 "plugin " + plugin->id);
            }
            take_definitions(header.metrics, *plugin);
        }
        note_rescoring(header);
        return {};
    }

    [[nodiscard]] Status iteration(IterationRecord& record) {
        if (what_.stop && what_.stop()) return Error(ErrorCode::cancelled, "stopped");
        if (record.status != IterationStatus::ok) return {};
        if (what_.progress) what_.progress(answers_ - std::min(answers_, counts_.answers));
        ++counts_.answers;
        IterationRecord fresh;
        if (!score(record, fresh)) fresh.failed_metrics = asked();
        if (!fresh.failed_metrics.empty()) ++counts_.failed;
        if (has_metric_value(fresh.values))
            ++counts_.scored;
        else if (why_not_.empty() && !fresh.notes.empty())
            why_not_ = fresh.notes.back();
        std::erase_if(record.notes, [this](const std::string& note) {
            return std::any_of(plugins_.begin(), plugins_.end(), [&note](const auto* plugin) {
                return is_note_of(note, plugin->id);
            });
        });
        record.values = replaced(record.values, fresh.values, ids_);
        std::move(fresh.notes.begin(), fresh.notes.end(), std::back_inserter(record.notes));
        for (const auto& metric : asked()) std::erase(record.failed_metrics, metric);
        std::move(fresh.failed_metrics.begin(), fresh.failed_metrics.end(),
                  std::back_inserter(record.failed_metrics));
        return {};
    }

    [[nodiscard]] Status last() const {
        if (counts_.answers == 0)
            return Error(ErrorCode::config, "none of its iterations succeeded: nothing to score");
        if (counts_.scored == 0)
            return Error(ErrorCode::plugin,
                         fmt::format("none of {} answer{} could be scored: {}", counts_.answers,
                                     counts_.answers == 1 ? "" : "s", why_not_));
        return {};
    }

  private:
    // False: no metric could be asked.
    [[nodiscard]] bool score(IterationRecord& record, IterationRecord& fresh) {
        const auto sample = samples_.find(record.sample);
        if (sample == samples_.end()) {
            fresh.notes.push_back(
                not_scored(plugins_.front()->id,
                           fmt::format("no sample \"{}\" in the data set", record.sample)));
            return false;
        }
        Job job;
        job.op = next_operation();
        job.iteration = record.iteration;
        job.repetition = record.repetition;
        job.warmup = record.warmup;
        job.sample = sample->second;
        job.recorder.timeline() = std::move(record.timeline);
        const bool asked = score(job, fresh);
        gate_.release(job);
        record.timeline = std::move(job.recorder.timeline());
        return asked;
    }

    [[nodiscard]] bool score(Job& job, IterationRecord& fresh) {
        if (const auto prepared = gate_.prepare(job); !prepared) {
            fresh.notes.push_back(prepared.error().text());
            return false;
        }
        const auto finished = gate_.finish(job);
        fresh.values = finished.values;
        fresh.notes = finished.notes;
        if (finished.error || job.status != IterationStatus::ok) {
            fresh.notes.push_back(
                not_scored(plugins_.front()->id, finished.error.value_or(job.error).text()));
            return false;
        }
        score_answer(run_, job, finished, fresh);
        return true;
    }

    [[nodiscard]] std::vector<std::string> asked() const {
        std::vector<std::string> ids;
        for (const auto& metric : run_.metrics) ids.push_back(metric.instance->info().id);
        return ids;
    }

    // The modality's own are no score.
    [[nodiscard]] bool has_metric_value(const MetricValues& values) const {
        return std::any_of(values.begin(), values.end(), [this](const MetricValue& value) {
            const auto& own = plugins_.front()->metrics;
            return std::none_of(own.begin(), own.end(), [&value](const MetricDefinition& metric) {
                return metric.id == value.metric;
            });
        });
    }

    void note_rescoring(RunHeader& header) const {
        const auto& modality = *plugins_.front();
        const auto* ran = find_plugin(header.plugins, modality);
        const bool same = ran != nullptr && ran->sha256 == modality.sha256;
        for (std::size_t i = 0; i < run_.metrics.size(); ++i) {
            const auto& info = run_.metrics[i].instance->info();
            Rescoring rescoring{utc_now_rfc3339(),
                                info.id,
                                info.version,
                                info.sha256,
                                run_.spec.metrics[i].config_json,
                                "",
                                same ? "" : modality.version,
                                what_.modality_config_json.value_or("")};
            auto* before = find_plugin(header.plugins, info);
            if (before != nullptr) rescoring.replaced_version = before->version;
            const auto& now = *find_plugin(run_.plugins, info);
            if (before != nullptr)
                *before = now;
            else
                header.plugins.push_back(now);
            header.rescored.push_back(std::move(rescoring));
        }
    }

    ResolvedRun& run_;
    const RescoreSpec& what_;
    const std::uint64_t answers_;
    Rescored& counts_;
    ModalityGate gate_;
    std::unordered_map<std::string_view, const Sample*> samples_;
    std::vector<const PluginInfo*> plugins_;  // the modality, then the metrics
    std::set<std::string, std::less<>> ids_;  // of metrics whose values are replaced
    std::string why_not_;                     // what is said of the first answer without a score
};

Status check_run(const RunRecord& kept) {
    if (kept.summary.status == RunStatus::running)
        return Error(ErrorCode::config, "the run is still going on");
    if (kept.header.engine_version.empty())
        return Error(ErrorCode::config,
                     "its header is lost, and with it which data set and modality it had");
    if (kept.header.dataset_sha256.empty())
        return Error(ErrorCode::config,
                     "the hash of its data set was not recorded, so that nobody can tell whether "
                     "the references are still those of the answers");
    return {};
}

// In place of the run's file. The same samples may lie in another format now, which the ending
// tells where it is another one; JSON by another name holds chats as before.
void take_dataset(const std::filesystem::path& file, DatasetSpec& dataset) {
    const auto told = format_by_ending(file);
    const auto is_json = [](std::string_view format) { return format != "csv" && format != "tsv"; };
    const bool other =
        !told.empty() && told != format_by_ending(dataset.file) && told != dataset.format;
    const bool chats = dataset.format == "openai-chat" || dataset.format == "sharegpt";
    if (other && !(chats && is_json(told))) dataset.format.clear();
    dataset.file = file;
}

// The run's spec with what is to be scored otherwise.
Result<RunSpec> spec_of(const std::filesystem::path& home, const RunHeader& header,
                        const RescoreSpec& what) {
    auto spec = what.dataset_file.empty() ? spec_of_kept(home, header) : header.spec;
    spec.places = nullptr;  // of the JSON that was kept: nobody wrote it
    if (!what.metrics.empty()) spec.metrics = what.metrics;
    if (spec.metrics.empty())
        return Error(ErrorCode::config, "the run was scored by no metric; name one");
    if (what.modality_config_json) spec.modality_config_json = *what.modality_config_json;
    if (!what.dataset_file.empty()) take_dataset(what.dataset_file, spec.dataset);
    std::error_code absent;
    if (!spec.dataset.file.empty() && !std::filesystem::exists(spec.dataset.file, absent))
        return Error(ErrorCode::config,
                     "the data set of the run is not there, and with it the references; bring it "
                     "back, or say where it lies now: --dataset FILE",
                     spec.dataset.file.string());
    return spec;
}

// 0 where nobody asks.
std::uint64_t answers_of(const RunRecord& kept, const RescoreSpec& what) {
    std::uint64_t answers = 0;
    if (!what.progress) return answers;
    for (const auto& record : kept.iterations.with(IterationPart::head))
        if (record.status == IterationStatus::ok) ++answers;
    return answers;
}

Rewriting rewriting_with(Rescorer& rescorer) {
    Rewriting rewriting;
    rewriting.header = [&rescorer](RunHeader& header) { return rescorer.header(header); };
    rewriting.iteration = [&rescorer](IterationRecord& record) {
        return rescorer.iteration(record);
    };
    rewriting.last = [&rescorer] { return rescorer.last(); };
    return rewriting;
}

// Into the place of the old one.
Status keep(const std::filesystem::path& home, const RunRecord& kept, Rewriting& rewriting,
            Rescored& rescored) {
    const auto journal = journal_file(home, kept.header.id);
    if (!kept.damage.empty()) {
        rewriting.keep_old_as = name_for_the_damaged(journal);
        rescored.old_journal = journal.parent_path() / rewriting.keep_old_as;
    }
    auto damage = rewrite_run(home, kept.header.id, rewriting);
    if (!damage) return damage.error();
    auto run = read_run(journal, kept.header.id);
    if (!run) return run.error();
    rescored.run = std::move(run.value());
    rescored.run.damage = std::move(damage.value());
    return {};
}

}  // namespace

Result<Rescored> rescore_run(Registry& registry, const std::filesystem::path& home,
                             const RunRecord& kept, const RescoreSpec& what) {
    if (auto ok = check_run(kept); !ok) return ok.error();
    const auto spec = spec_of(home, kept.header, what);
    if (!spec) return spec.error();
    const auto run = resolve_scoring(registry, spec.value());
    if (!run) return run.error();
    if (samples_sha256(run.value()->samples) != kept.header.dataset_sha256)
        return Error(ErrorCode::config,
                     "the samples of the data set are not those of the run, so that its references "
                     "are not those of the answers; bring the old ones back, or say where "
                     "they lie: --dataset FILE",
                     spec->dataset.file.string());
    Rescored rescored;
    Rescorer rescorer(*run.value(), what, answers_of(kept, what), rescored);
    auto rewriting = rewriting_with(rescorer);
    if (what.keep) {
        if (auto ok = keep(home, kept, rewriting, rescored); !ok) return ok.error();
        return rescored;
    }
    auto would_be = rewritten(kept, rewriting);
    if (!would_be) return would_be.error();
    rescored.run = std::move(would_be.value());
    return rescored;
}

}  // namespace hexameter::detail
