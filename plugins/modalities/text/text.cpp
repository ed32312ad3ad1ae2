// The text modality: a sample becomes a chat request, the answer becomes candidates for metrics.
//
// Order of the messages: the system prompt (the sample's, else the configured one, unless the
// sample's own messages begin with one), the sample's messages, then the user's message (template,
// else prompt).
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "filters.hpp"
#include "hexameter/sdk/plugin.hpp"
#include "support/json/json.hpp"
#include "template.hpp"

namespace hexameter::text {
namespace {

using sdk::Status;

struct Answer {
    std::vector<std::string> references;
    std::map<std::uint32_t, std::string> content;  // by choice
};

sdk::Role role_of(std::string_view word) {
    for (const sdk::Role role :
         {sdk::Role::system, sdk::Role::user, sdk::Role::assistant, sdk::Role::tool}) {
        if (sdk::to_string(role) == word) {
            return role;
        }
    }
    throw sdk::Error(Status::bad_argument, "the sample has a message of the role \"" +
                                               std::string(word) +
                                               "\"; roles are system, user, assistant, tool");
}

void add_messages(const plugin_json::Value& messages, sdk::RequestBuilder& request) {
    if (!messages.IsArray()) {
        throw sdk::Error(Status::bad_argument, "the sample's \"messages\" must be an array");
    }
    for (const plugin_json::Value& message : messages.GetArray()) {
        const auto role = plugin_json::string_at(message, {"role"});
        const auto content = plugin_json::string_at(message, {"content"});
        if (!role || !content) {
            throw sdk::Error(Status::bad_argument,
                             "each of the sample's messages needs \"role\" and \"content\", both "
                             "text");
        }
        request.message(role_of(*role), *content);
    }
}

std::vector<std::string> references_of(const plugin_json::Value& sample) {
    const plugin_json::Value* reference = plugin_json::find(sample, {"reference"});
    if (reference == nullptr) {
        return {};
    }
    if (reference->IsString()) {
        return {std::string(plugin_json::text_of(*reference))};
    }
    std::vector<std::string> all;
    if (reference->IsArray()) {
        for (const plugin_json::Value& one : reference->GetArray()) {
            if (one.IsString()) {
                all.emplace_back(plugin_json::text_of(one));
            }
        }
    }
    if (!reference->IsArray() || all.size() != reference->Size()) {
        throw sdk::Error(Status::bad_argument,
                         "the sample's \"reference\" must be text or an array of texts");
    }
    return all;
}

class TextModality : public sdk::Modality<Answer> {
  public:
    explicit TextModality(const sdk::Setup& setup)
        : TextModality(setup, plugin_json::parse_config(setup.config_json)) {}

  private:
    TextModality(const sdk::Setup& setup, const plugin_json::Document& config)
        : Modality(setup), filters_(plugin_json::find(config, {"filter"})) {
        system_ = plugin_json::string_at(config, {"system"}).value_or("");
        if (const auto text = plugin_json::string_at(config, {"template"})) {
            template_.emplace(*text);
        }
    }

    Status prepare(Answer& answer, std::string_view sample_json,
                   sdk::RequestBuilder& request) override {
        const plugin_json::Document sample =
            plugin_json::parse(sample_json, "the sample", Status::bad_argument);
        if (!sample.IsObject()) {
            throw sdk::Error(Status::bad_argument, "the sample must be a JSON object");
        }
        const plugin_json::Value* messages = plugin_json::find(sample, {"messages"});
        const auto prompt = plugin_json::string_at(sample, {"prompt"});
        if (messages == nullptr && !prompt && !template_) {
            throw sdk::Error(Status::bad_argument,
                             "the sample has neither \"prompt\" nor \"messages\"; give it one, or "
                             "configure a template over its fields: " +
                                 known_fields(sample));
        }
        answer.references = references_of(sample);
        answer.content.clear();

        request.task(sdk::Task::chat);
        const std::string_view system =
            plugin_json::string_at(sample, {"system"}).value_or(system_);
        const bool brings_system =
            messages != nullptr &&
            plugin_json::string_at(*messages, {0, "role"}) == std::string_view("system");
        if (!system.empty() && !brings_system) {
            request.message(sdk::Role::system, system);
        }
        if (messages != nullptr) {
            add_messages(*messages, request);
        }
        if (template_) {
            request.message(sdk::Role::user, template_->fill(sample));
        } else if (prompt) {
            request.message(sdk::Role::user, *prompt);
        }
        return Status::ok;
    }

    Status observe(Answer& answer, const sdk::Chunk& chunk, std::uint64_t /*t_ns*/) override {
        switch (chunk.kind()) {
            case sdk::ChunkKind::content:
                answer.content[chunk.choice()].append(chunk.text());
                break;
            case sdk::ChunkKind::reasoning:
            case sdk::ChunkKind::tool_call:
                answer.content.try_emplace(chunk.choice());
                break;
            default:
                break;
        }
        return Status::ok;
    }

    // An answer without a word is an answer; a failed request is none.
    Status finish(Answer& answer, Status outcome, const hxm_timeline& /*times*/,
                  sdk::Writer& out) override {
        if (sdk::failed(outcome)) {
            return Status::ok;
        }
        if (answer.content.empty()) {
            answer.content.try_emplace(0);
        }
        hand_on(answer, out);
        for (const std::string& reference : answer.references) {
            out.reference(reference);
        }
        return Status::ok;
    }

    // The choices as the filters leave them, and how many of them held what was looked for.
    void hand_on(const Answer& answer, sdk::Writer& out) const {
        std::vector<Choice> choices;
        for (const auto& [number, text] : answer.content) {
            choices.push_back({number, text, {}});
        }
        choices = filters_(std::move(choices));
        double extracted = 0;
        for (const Choice& choice : choices) {
            out.candidate(choice.text, choice.number);
            if (!choice.fault.empty()) {
                out.note(choice.fault);
            }
            extracted += choice.fault.empty() ? 1 : 0;
        }
        if (filters_.extract()) {
            out.metric(0, extracted / static_cast<double>(choices.size()));
        }
    }

    std::string system_;
    std::optional<Template> template_;
    Filters filters_;
};

}  // namespace
}  // namespace hexameter::text

HEXAMETER_PLUGIN(hexameter::sdk::modality<hexameter::text::TextModality>("text"));
