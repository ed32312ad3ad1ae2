#include "run/rehearsal.hpp"

#include <fmt/core.h>

#include <optional>
#include <utility>

#include "plugin/operation_number.hpp"
#include "run/http_adapter.hpp"
#include "run/job.hpp"
#include "run/modality_gate.hpp"
#include "run/score_answer.hpp"
#include "spec/fault.hpp"

namespace hexameter::detail {
namespace {

// Prepared for as long as this lives.
class PreparedSample {
  public:
    PreparedSample(ModalityGate& gate, const Sample& sample) : gate_(gate) {
        job_.op = next_operation();
        job_.sample = &sample;
        status_ = gate_.prepare(job_);
    }

    ~PreparedSample() { gate_.release(job_); }

    PreparedSample(const PreparedSample&) = delete;
    PreparedSample& operator=(const PreparedSample&) = delete;

    [[nodiscard]] const Status& status() const { return status_; }

    [[nodiscard]] const Job& job() const { return job_; }

    // What the modality hands to the metrics beside an answer; nothing where it cannot tell
    // without one. The request is gone after it.
    [[nodiscard]] std::optional<std::vector<ScoredPart>> references() {
        auto finished = gate_.finish(job_);
        if (finished.error || job_.status != IterationStatus::ok) return std::nullopt;
        return std::move(finished.references);
    }

  private:
    ModalityGate& gate_;
    Job job_;
    Status status_;
};

Status encode(const ResolvedModel& model, const RunSpec& spec, const Job& job) {
    const auto* codec = model.interface.codec;
    auto& host = model.provider->host();
    auto request = request_of(model, spec, job);
    request.remaining_ns = spec.limits.total_ms * 1'000'000;
    HttpAdapter adapter(request, host, model.base_url);
    host.begin(job.op, operation_seed(spec.seed, job));
    const auto status = codec->encode(model.provider->self(), job.op, &request, adapter.table());
    auto refused = host.take_error(job.op, status);
    codec->forget(model.provider->self(), job.op);
    host.end(job.op);
    if (status < 0 && !adapter.refused()) return refused;
    if (const auto written = adapter.take(); written.has_error())
        return written.error().at("plugin " + model.provider->info().id);
    return {};
}

void encode_all(const ResolvedRun& run, const Job& job, std::vector<Error>& faults) {
    for (std::size_t i = 0; i < run.models.size(); ++i) {
        const auto& model = run.models[i];
        if (model.interface.codec == nullptr) continue;
        if (const auto ok = encode(model, run.spec, job); !ok)
            faults.push_back(ok.error().at(model_place(run.spec, i)));
    }
}

// The metrics that no sample so far has what they need for: they give no value for an answer
// without a reference, and one as soon as there is a reference.
class Unscored {
  public:
    explicit Unscored(const ResolvedRun& run) : run_(run) {
        for (std::size_t i = 0; i < run.metrics.size(); ++i) metrics_.push_back(i);
    }

    void look_at(PreparedSample& sample) {
        if (metrics_.empty()) return;
        const auto references = sample.references();
        if (!references || !references->empty()) return metrics_.clear();
        std::erase_if(metrics_, [&](std::size_t i) {
            const std::vector<ScoredPart> any{{"x", "text/plain", {}, {}, 0, 0}};
            const auto value = [&](const std::vector<ScoredPart>& with) {
                return !ask_metric(run_.metrics[i], run_.spec, sample.job(), any, with)
                            .values.empty();
            };
            return value({}) || !value(any);
        });
    }

    void give_up() { metrics_.clear(); }

    void tell(std::vector<Error>& faults) const {
        for (const auto i : metrics_)
            faults.push_back(
                Error(ErrorCode::config,
                      "no sample has a reference, so that it could score nothing: "
                      "give the samples one, or leave the metric out")
                    .at(fmt::format("{} {}",
                                    place_in(run_.spec.places.get(), fmt::format("/metrics/{}", i)),
                                    run_.spec.metrics[i].id)));
    }

  private:
    const ResolvedRun& run_;
    std::vector<std::size_t> metrics_;
};

}  // namespace

std::vector<Error> rehearse(ResolvedRun& run, const std::function<Instant()>& clock) {
    const Instant until = clock() + rehearsal_budget;
    ModalityGate gate(*run.modality, run.modality_table, run.spec.seed);
    std::vector<Error> faults;
    Unscored unscored(run);
    bool encoded = false;
    std::size_t refused = 0;
    for (const auto& sample : run.samples) {
        if (&sample != run.samples.data() && clock() >= until) {
            unscored.give_up();  // a later one may have it
            break;
        }
        PreparedSample prepared(gate, sample);
        if (prepared.status().has_error()) {
            if (++refused <= most_listed_faults)
                faults.push_back(prepared.status().error().at(
                    sample_place(run.spec.dataset, run.spec.places.get(), sample.line)));
            continue;
        }
        if (!std::exchange(encoded, true)) encode_all(run, prepared.job(), faults);
        unscored.look_at(prepared);
    }
    if (refused == 0) unscored.tell(faults);
    if (refused > most_listed_faults)
        faults.emplace_back(ErrorCode::config,
                            fmt::format("and {} more", refused - most_listed_faults));
    return faults;
}

}  // namespace hexameter::detail
