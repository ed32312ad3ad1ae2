// Provider for Ollama's own API.
#include "hexameter/sdk/plugin.hpp"
#include "reply.hpp"
#include "request.hpp"
#include "support/chat/chat_codec.hpp"
#include "support/chat/reply_error.hpp"
#include "support/chat/utf8.hpp"
#include "support/json/json_writer.hpp"

namespace hexameter::ollama {
namespace {

using sdk::Status;

// The entry with its name in front as "id".
std::string record_of(std::string_view id, const plugin_json::Value& entry) {
    plugin_json::JsonWriter json;
    json.begin_object().key("id").string(plugin_chat::valid_utf8(id));
    for (const auto& [name, value] : entry.GetObject()) {
        if (plugin_json::text_of(name) != "id") {
            json.key(plugin_json::text_of(name)).value(value);
        }
    }
    json.end_object();
    return std::string(json.text());
}

class Ollama : public plugin_chat::ChatCodec<Reply> {
  public:
    explicit Ollama(const sdk::Setup& setup)
        : ChatCodec(setup, plugin_json::parse_config(setup.config_json), "http://127.0.0.1:11434") {
        for (const std::string_view path : {"/api/chat", "/api/generate", "/api"}) {
            server().refuse_end(path);
        }
    }

  private:
    Status encode(State& state, const sdk::Request& request, sdk::HttpOut& out) override {
        switch (request.kind()) {
            case sdk::Kind::generate:
                plugin_chat::require_chat(request);
                begin(state, request, "/api/chat");
                server().post(out, state.path, chat_body(request));
                return Status::ok;
            case sdk::Kind::describe_model:
                begin(state, request, "/api/show");
                server().post(out, state.path, show_body(request.model()));
                return Status::ok;
            case sdk::Kind::list_models:
            case sdk::Kind::health:
                begin(state, request, "/api/tags");
                server().ask(out, "GET", state.path);
                return Status::ok;
        }
        throw sdk::Error(Status::unsupported, "this provider does not know that kind of request");
    }

    void records(const State& state, std::string_view json, sdk::Sink& out) override {
        const plugin_json::Document reply = plugin_json::parse(json, "the reply");
        const plugin_json::Value* models = plugin_json::find(reply, {"models"});
        const bool one = state.kind == sdk::Kind::describe_model;
        if (!reply.IsObject() || (!one && (models == nullptr || !models->IsArray()))) {
            throw sdk::Error(Status::decode, "the list of models has no \"models\": " +
                                                 plugin_chat::plain_text(json));
        }
        if (one) {
            out.record(record_of(state.model, reply));
        } else if (state.kind == sdk::Kind::health) {
            out.record(R"({"status":"ok"})");
        } else {
            list(*models, out);
        }
    }

    static void list(const plugin_json::Value& models, sdk::Sink& out) {
        for (const plugin_json::Value& entry : models.GetArray()) {
            const auto name = plugin_json::string_at(entry, {"model"});
            const auto id = name ? name : plugin_json::string_at(entry, {"name"});
            if (!id || id->empty()) {
                throw sdk::Error(Status::decode, "a model of the list has no \"name\": " +
                                                     plugin_json::to_text(entry));
            }
            if (out.record(record_of(*id, entry)) != Status::ok) {
                return;
            }
        }
    }
};

}  // namespace
}  // namespace hexameter::ollama

HEXAMETER_PLUGIN(hexameter::sdk::provider<hexameter::ollama::Ollama>("ollama"));
