#include "run/rehearsal.hpp"

#include <fmt/core.h>

#include <string>

#include "run/http_adapter.hpp"
#include "run/job.hpp"
#include "run/modality_gate.hpp"
#include "run/operation_number.hpp"

namespace hexameter::detail {
namespace {

constexpr std::size_t most_listed = 20;

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

}  // namespace

std::vector<Error> rehearse(ResolvedRun& run, const std::function<Instant()>& clock) {
    const Instant until = clock() + rehearsal_budget;
    ModalityGate gate(*run.modality, run.modality_table, run.spec.seed);
    std::vector<Error> faults;
    bool encoded = false;
    std::size_t refused = 0;
    for (const auto& sample : run.samples) {
        if (&sample != run.samples.data() && clock() >= until) break;
        const PreparedSample prepared(gate, sample);
        if (prepared.status().has_error()) {
            if (++refused <= most_listed)
                faults.push_back(prepared.status().error().at(
                    sample_place(run.spec.dataset, run.spec.places.get(), sample.line)));
            continue;
        }
        if (encoded) continue;
        encoded = true;
        for (std::size_t i = 0; i < run.models.size(); ++i) {
            const auto& model = run.models[i];
            if (model.interface.codec == nullptr) continue;
            if (const auto ok = encode(model, run.spec, prepared.job()); !ok)
                faults.push_back(ok.error().at(model_place(run.spec, i)));
        }
    }
    if (refused > most_listed)
        faults.emplace_back(ErrorCode::config, fmt::format("and {} more", refused - most_listed));
    return faults;
}

}  // namespace hexameter::detail
