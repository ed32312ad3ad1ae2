// The provider `null`: answers at once, inside submit. What a run against it costs is what the
// engine itself costs.
#include <hexameter/sdk/async.hpp>
#include <hexameter/sdk/entry.hpp>

#include "support/json/json.hpp"

namespace {

namespace sdk = hexameter::sdk;
namespace json = hexameter::plugin_json;

class Null : public sdk::AsyncProvider {
  public:
    explicit Null(const sdk::Setup& setup) : AsyncProvider(setup) {
        const json::Document config = json::parse_config(setup.config_json);
        tokens_ = json::uint_at(config, {"tokens"}).value_or(1);
    }

  private:
    sdk::Status submit(const sdk::Request& request, const sdk::AsyncSink& out) override {
        sdk::AsyncSink sink = out;
        if (request.kind() != sdk::Kind::generate) {
            sink.sent();
            sink.record(request.kind() == sdk::Kind::health ? R"({"status":"ok"})"
                                                            : R"({"id":"null"})");
            sink.done(sdk::Status::ok);
            return sdk::Status::ok;
        }
        sink.sent();
        sdk::Status answer = sdk::Status::ok;
        for (std::uint64_t i = 0; i < tokens_ && answer == sdk::Status::ok; ++i) {
            answer = sink.content(" null", {.units = 1});
        }
        if (answer == sdk::Status::ok) {
            answer = sink.finish("stop");
        }
        sink.done(answer == sdk::Status::stop ? sdk::Status::cancelled : answer);
        return sdk::Status::ok;
    }

    // Nothing is under way once submit has returned.
    void cancel(hxm_op) override {}

    std::uint64_t tokens_ = 1;
};

}  // namespace

HEXAMETER_PLUGIN(hexameter::sdk::provider<Null>("null"));
