// Provider for servers that speak OpenAI's chat completions.
#include "hexameter/sdk/plugin.hpp"
#include "reply.hpp"
#include "request.hpp"
#include "support/chat/chat_codec.hpp"
#include "support/chat/reply_error.hpp"
#include "support/json/json_writer.hpp"

namespace hexameter::openai {
namespace {

using sdk::Status;

// "/v1" for "v1", "/v1" and "/v1/"; "" for "" and "/".
std::string normalised(std::string_view prefix) {
    while (!prefix.empty() && prefix.back() == '/') {
        prefix.remove_suffix(1);
    }
    return prefix.empty() || prefix.front() == '/' ? std::string(prefix)
                                                   : "/" + std::string(prefix);
}

bool names_model(const plugin_json::Value& entry, std::string_view model) {
    if (plugin_json::string_at(entry, {"id"}) == model) {
        return true;
    }
    const plugin_json::Value* aliases = plugin_json::find(entry, {"aliases"});
    if (aliases == nullptr || !aliases->IsArray()) {
        return false;
    }
    for (const plugin_json::Value& alias : aliases->GetArray()) {
        if (alias.IsString() && plugin_json::text_of(alias) == model) {
            return true;
        }
    }
    return false;
}

class OpenAi : public plugin_chat::ChatCodec<Reply> {
  public:
    explicit OpenAi(const sdk::Setup& setup)
        : OpenAi(setup, plugin_json::parse_config(setup.config_json)) {}

  private:
    OpenAi(const sdk::Setup& setup, const plugin_json::Document& config)
        : ChatCodec(setup, config, "http://127.0.0.1:8080"),
          prefix_(normalised(plugin_json::string_at(config, {"path_prefix"}).value_or("/v1"))) {
        server().refuse_end("/chat/completions");
        const std::string& url = server().url();
        if (url.size() >= prefix_.size() &&
            url.compare(url.size() - prefix_.size(), prefix_.size(), prefix_) == 0) {
            prefix_.clear();
        }
        if (const plugin_json::Value* found = plugin_json::find(config, {"extra_body"})) {
            check_extra_body(*found);
            extra_body_.CopyFrom(*found, extra_body_.GetAllocator());
        }
    }

    Status encode(State& state, const sdk::Request& request, sdk::HttpOut& out) override {
        if (request.kind() != sdk::Kind::generate) {
            begin(state, request, prefix_ + "/models");
            server().ask(out, "GET", state.path);
            return Status::ok;
        }
        plugin_chat::require_chat(request);
        begin(state, request, prefix_ + "/chat/completions");
        server().post(out, state.path, chat_body(request, extra_body_));
        return Status::ok;
    }

    void records(const State& state, std::string_view json, sdk::Sink& out) override {
        const plugin_json::Document list = plugin_json::parse(json, "the list of models");
        const plugin_json::Value* models = plugin_json::find(list, {"data"});
        if (models == nullptr || !models->IsArray()) {
            throw sdk::Error(Status::decode, "the list of models has no \"data\": " +
                                                 plugin_chat::plain_text(json));
        }
        if (state.kind == sdk::Kind::health) {
            out.record(R"({"status":"ok"})");
            return;
        }
        std::string known;
        bool found = state.kind == sdk::Kind::list_models;
        for (const plugin_json::Value& entry : models->GetArray()) {
            const auto id = plugin_json::string_at(entry, {"id"});
            if (!id || id->empty()) {
                throw sdk::Error(Status::decode, "a model of the list has no \"id\": " +
                                                     plugin_json::to_text(entry));
            }
            const bool wanted =
                state.kind == sdk::Kind::list_models || names_model(entry, state.model);
            found = found || wanted;
            if (wanted && out.record(plugin_json::to_text(entry)) != Status::ok) {
                return;
            }
            known.append(known.empty() ? "" : ", ").append(*id);
        }
        if (!found) {
            throw sdk::Error(Status::remote,
                             "the server has no model \"" + state.model + "\"; it has: " + known);
        }
    }

    std::string prefix_;
    plugin_json::Document extra_body_;  // null when the configuration has none
};

}  // namespace
}  // namespace hexameter::openai

HEXAMETER_PLUGIN(hexameter::sdk::provider<hexameter::openai::OpenAi>("openai"));
