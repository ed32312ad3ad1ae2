// The provider `simulated`: models that exist in name only, in the process, without a network.
#include <chrono>
#include <hexameter/sdk/entry.hpp>

#include "config.hpp"
#include "hexameter/simulator/random.hpp"
#include "support/json/json_writer.hpp"
#include "timetable.hpp"

namespace hexameter::simulated {
namespace {

std::uint64_t monotonic_ns() {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return static_cast<std::uint64_t>(std::chrono::nanoseconds(now).count());
}

std::string record_of(const simulator::ModelProfile& model) {
    plugin_json::JsonWriter record;
    record.begin_object().key("id").string(model.name);
    record.key("description").string(model.description);
    record.key("family").string("simulated").key("format").string("simulated");
    record.key("ttft_ms").number(model.ttft_ms.median);
    record.key("itl_ms").number(model.itl_ms.median);
    record.key("accuracy").number(model.accuracy).end_object();
    return std::string(record.text());
}

class Simulated : public sdk::AsyncProvider {
  public:
    explicit Simulated(const sdk::Setup& setup)
        : AsyncProvider(setup), config_(read_config(setup.config_json)) {}

  private:
    sdk::Status start() override {
        timetable_.start();
        return sdk::Status::ok;
    }

    void stop() override { timetable_.stop(); }

    sdk::Status submit(const sdk::Request& request, const sdk::AsyncSink& out) override {
        switch (request.kind()) {
            case sdk::Kind::generate:
                generate(request, out);
                break;
            case sdk::Kind::list_models:
                tell(out, config_.models);
                break;
            case sdk::Kind::describe_model:
                tell(out, {model_of(request)});
                break;
            case sdk::Kind::health:
                out.sent();
                sdk::AsyncSink(out).record(R"({"status":"ok"})");
                out.done(sdk::Status::ok);
                break;
            default:
                return sdk::Status::unsupported;
        }
        return sdk::Status::ok;
    }

    void cancel(hxm_op op) override { timetable_.cancel(op); }

    void generate(const sdk::Request& request, const sdk::AsyncSink& out) {
        const std::uint64_t start_ns = monotonic_ns();
        const simulator::ModelProfile& model = model_of(request);
        simulator::PlanRequest wanted;
        std::string prompt;
        for (const sdk::Message message : request.messages()) {
            std::string text = message.text();
            wanted.input_bytes += text.size();
            if (message.role() == sdk::Role::user) {
                prompt = std::move(text);
            }
        }
        wanted.prompt = prompt;
        read_parameters(request.params_json(), wanted);
        const std::uint64_t seed = simulator::mix_seed(config_.seed, host().random_u64(out.op()));
        auto answer = std::make_unique<Answer>(host(), out, make_plan(model, wanted, seed, 0),
                                               request.streamed(), start_ns);
        out.sent();
        timetable_.add(std::move(answer));
    }

    static void tell(const sdk::AsyncSink& out,
                     const std::vector<simulator::ModelProfile>& models) {
        sdk::AsyncSink sink = out;
        sink.sent();
        for (const simulator::ModelProfile& model : models) {
            sink.record(record_of(model));
        }
        sink.done(sdk::Status::ok);
    }

    [[nodiscard]] const simulator::ModelProfile& model_of(const sdk::Request& request) const {
        const simulator::ModelProfile* model = find_model(config_.models, request.model());
        if (model == nullptr) {
            throw sdk::Error(sdk::Status::remote,
                             "there is no simulated model \"" + std::string(request.model()) +
                                 "\"; there are " + names_of(config_.models),
                             R"({"http_status":404})");
        }
        return *model;
    }

    Config config_;
    Timetable timetable_;
};

}  // namespace
}  // namespace hexameter::simulated

HEXAMETER_PLUGIN(hexameter::sdk::provider<hexameter::simulated::Simulated>("simulated"));
