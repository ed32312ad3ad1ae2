// What a run leaves: its iterations, their summary, and what was true of the instrument.
//
// Threads: these are values: several threads may read one at once, none while another changes it. A
// RunRecord owns what it holds but the iterations, of which copies share what is kept.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "hexameter/iterations.hpp"
#include "hexameter/metric.hpp"
#include "hexameter/run_spec.hpp"
#include "hexameter/timeline.hpp"

namespace hexameter {

// cancelled: stopped on request; interrupted: its process is gone and wrote no end.
enum class RunStatus { running, complete, cancelled, failed, interrupted };

[[nodiscard]] std::string_view to_string(RunStatus status);

struct PluginIdentity {
    std::string id;
    std::string kind;  // "provider", "modality", "metric", "decoder"
    std::string version;
    std::string file;  // file name alone, no path
    std::string sha256;
};

// A metric asked about all answers of a run again, after its end.
struct Rescoring {
    std::string at;      // as RunHeader::started_at
    std::string metric;  // plugin id
    std::string version;
    std::string sha256;
    std::string config_json = "{}";    // of the metric, as it was given
    std::string replaced_version;      // of the plugin that scored before; "": none did
    std::string modality_version;      // "": the plugin that ran, to the byte
    std::string modality_config_json;  // "": that of the run's spec
};

// A run taken up again after it was interrupted: when, by what, and where.
struct Resumed {
    std::string at;  // as RunHeader::started_at
    std::string engine_version;
    std::string host_json = "{}";  // as RunHeader::host_json
    // What the whole run may cost from here on; absent: as before.
    std::optional<double> max_cost = {};
};

// Known when a run starts; later rescorings change plugins and metrics, and are told.
struct RunHeader {
    std::string id;          // sorts by time: 20261121-083012-7f3a
    std::string started_at;  // UTC, RFC 3339, for people; no duration is taken from it
    std::string engine_version;
    RunSpec spec;
    std::string host_json;  // CPU, memory, OS, GPU, load
    std::vector<PluginIdentity> plugins;
    std::vector<MetricDefinition> metrics;
    std::uint64_t samples = 0;        // in the data set; 0: not known
    std::string dataset_sha256;       // of the samples in their order; "": not known
    std::string dataset_file_sha256;  // of the file that they came from; "": none, or not known
    std::vector<Resumed> resumed;     // in the order in which it was done
    std::vector<Rescoring> rescored;  // in the order in which it was done

    // Measured iterations that the run sets out to make; 0: not known.
    [[nodiscard]] std::uint64_t planned_iterations() const {
        return samples * spec.iterations * spec.models.size();
    }

    // What the run may cost, as it was last told; absent: any sum.
    [[nodiscard]] std::optional<double> max_cost() const {
        const bool told_later = !resumed.empty() && resumed.back().max_cost;
        return told_later ? resumed.back().max_cost : spec.max_cost;
    }
};

// What the instrument says of itself.
struct Instrument {
    enum class Limited { no, yes, unknown };
    Limited client_limited = Limited::unknown;
    std::string client_limited_rule;  // which rule gave that answer, with its numbers
    std::optional<Distribution> dispatch_lag_ns;
    std::optional<Distribution> loop_lag_ns;
    double kernel_stamp_share = 0;  // of all events
    double coalesced_share = 0;
    double client_cpu_share = 0;  // CPU time / wall time of the measured part; 1 = one core
    std::map<std::string, std::uint64_t> timing_sources;  // events by source
    std::uint64_t events = 0;
};

struct MetricSummary {
    std::string metric;
    std::string label;
    Distribution distribution;
    std::optional<double> ratio;  // Aggregate::ratio metrics
    // 95 %; absent as of Distribution::mean_interval, which is that of the plain mean.
    std::optional<Interval> ratio_interval = std::nullopt;
};

struct ModelSummary {
    std::string model;
    std::string provider;
    std::uint64_t ok = 0;
    std::uint64_t failed = 0;
    std::uint64_t cancelled = 0;
    std::uint64_t warmups = 0;
    std::uint64_t failed_warmups = 0;  // of the warm-ups
    // Text -> count. A sample that the text names is "sample …" in it; past 1,000 different ones
    // they are "other texts".
    std::map<std::string, std::uint64_t> errors;
    std::map<std::string, std::uint64_t> warmup_errors;
    std::map<std::string, std::uint64_t> notes;  // of measured iterations
    // What asks for a second look before a mean is believed: lost records, warm-up, drift,
    // outliers; a sentence each (docs/metrics.md).
    std::vector<std::string> findings;
    std::optional<double> throughput_tokens_per_s;  // output tokens / (last end - first send)
    // Its window: first send to last end of its measured iterations. It and the throughput are
    // absent where nothing was measured, or records are lost of what was measured in between.
    std::optional<Nanos> own_time;
    std::vector<MetricSummary> metrics;
    std::uint64_t cold = 0;      // measured ones for which the server loaded the model (is_cold)
    std::optional<double> cost;  // of all requests with a cost, warm-ups and failed ones too
    // Requests that have none though the model has a price: the server told no tokens.
    std::uint64_t unpriced = 0;
    std::uint64_t failed_scores = 0;  // of the ok ones: a metric failed on the answer
};

// Of models in parallel. Warm-ups count nowhere.
struct ParallelFigures {
    Nanos wall{0};          // time in which at least one model's window was open
    double speed_up = 0;    // sum of own times / wall; at least 1
    double efficiency = 0;  // speed-up / number of models
    Nanos overhead{0};      // wall less the longest own time
};

struct RunSummary {
    RunStatus status = RunStatus::complete;
    std::vector<ModelSummary> models;
    std::optional<ParallelFigures> parallel;  // two models or more, in parallel
    Instrument instrument;
    // From the first preparation to the last end, warm-ups included; absent when it was cut off or
    // resumed.
    std::optional<Nanos> duration;
    std::string stopped_for = {};  // why the run stopped itself: "the cost passed ..."; "": not
};

struct RunRecord {
    RunHeader header;
    RunSummary summary;  // made anew from the iterations when it, or one of them, is not there
    Iterations iterations;
    std::vector<std::string> damage;  // records that could not be read, one sentence each
};

}  // namespace hexameter
