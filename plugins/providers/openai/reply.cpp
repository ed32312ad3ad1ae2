// 1. An event goes to the sink only when all of it was read: its time may stand behind its text.
// 2. Usage and timings may come with every event; the last ones go to the sink, once, at the end,
//    whatever ends the reply.
// 3. A stream is whole by [DONE], or when every choice gave its reason and the server ended it.
// 4. Choices are those that came, whatever their numbers are: nobody waits for a lower one.
#include "reply.hpp"

#include <utility>

#include "support/chat/counts.hpp"
#include "support/chat/reply_error.hpp"
#include "support/chat/utf8.hpp"
#include "support/json/json_writer.hpp"

namespace hexameter::openai {
namespace {

using sdk::Status;

void write(plugin_json::JsonWriter& to, std::string_view name,
           const std::optional<std::uint64_t>& count) {
    if (count) {
        to.key(name).uint(*count);
    }
}

Status emit_tool_call(const ToolCallPiece& call, const sdk::ChunkNotes& notes, sdk::Sink& out) {
    plugin_json::JsonWriter json;
    json.begin_object();
    write(json, "index", call.index);
    if (!call.id.empty()) {
        json.key("id").string(plugin_chat::valid_utf8(call.id));
    }
    if (!call.name.empty()) {
        json.key("name").string(plugin_chat::valid_utf8(call.name));
    }
    if (!call.arguments.empty()) {
        json.key("arguments_piece").string(plugin_chat::valid_utf8(call.arguments));
    }
    json.end_object();
    const bool begins = !call.id.empty() || !call.name.empty();
    return out.put(sdk::ChunkKind::tool_call, "application/json", sdk::buf(json.text()),
                   begins ? 0 : HXM_CHUNK_PIECE, notes);
}

bool has_content(const ChoicePiece& choice) {
    return !choice.content.empty() || !choice.refusal.empty() || !choice.reasoning.empty() ||
           !choice.tool_calls.empty();
}

// The neutral word. A refusal ends as any other answer does, with "stop".
std::string_view reason_of(const ChoicePiece& choice, bool refused) {
    if (refused) {
        return "refusal";
    }
    return choice.finish_reason == "function_call" ? "tool_calls" : choice.finish_reason;
}

Status emit_choice(const ChoicePiece& choice, std::uint64_t sent_ns, bool whole, bool refused,
                   sdk::Sink& out) {
    const sdk::ChunkNotes notes{choice.index, 0, sent_ns, whole};
    Status status = Status::ok;
    if (!choice.reasoning.empty()) {
        status = out.reasoning(choice.reasoning, notes);
    }
    if (status == Status::ok && !choice.content.empty()) {
        status = out.content(choice.content, notes);
    }
    if (status == Status::ok && !choice.refusal.empty()) {
        status = out.content(choice.refusal, notes);
    }
    for (const ToolCallPiece& call : choice.tool_calls) {
        if (status == Status::ok) {
            status = emit_tool_call(call, notes, out);
        }
    }
    if (status == Status::ok && !choice.finish_reason.empty()) {
        status = out.finish(reason_of(choice, refused), notes);
    }
    return status;
}

}  // namespace

Status Reply::feed(std::string_view wire, sdk::Sink& out) {
    bytes_ += wire.size();
    try {
        return splitter_.feed(wire, [&](const sdk::SseEvent& event) { return take(event, out); });
    } catch (const sdk::Error&) {
        emit_sums(out);
        throw;
    }
}

void Reply::finish(sdk::Sink& out) {
    if (flush(out) != Status::ok) {
        return;
    }
    emit_sums(out);
    if (came_.none() || finished_ != came_) {
        throw sdk::Error(Status::remote, "the stream ended without finish_reason or [DONE]");
    }
}

void Reply::cut(sdk::Sink& out) {
    try {
        if (flush(out) != Status::ok) {
            return;
        }
    } catch (const sdk::Error& e) {
        // An event that the break tore in two: there is nothing to say of it but the break.
        if (e.status() != Status::decode) {
            throw;
        }
    }
    emit_sums(out);
}

void Reply::whole(std::string_view json, sdk::Sink& out) {
    read_event(json, scratch_, event_, "the reply", json.size());
    if (event_.failed) {
        throw plugin_chat::failure_of(json);
    }
    if (event_.choices.empty() && !event_.usage) {
        throw sdk::Error(Status::decode,
                         "the reply has no \"choices\": \"" + plugin_chat::plain_text(json) + "\"");
    }
    if (emit(out, true) == Status::ok) {
        end(out);
    }
}

Status Reply::flush(sdk::Sink& out) {
    try {
        return splitter_.flush([&](const sdk::SseEvent& event) { return take(event, out); });
    } catch (const sdk::Error&) {
        emit_sums(out);
        throw;
    }
}

Status Reply::take(const sdk::SseEvent& event, sdk::Sink& out) {
    if (event.event == "error") {
        throw plugin_chat::failure_of(event.data, "the server sent an error event");
    }
    if (event.data == "[DONE]") {
        end(out);
        return Status::complete;
    }
    if (event.data.empty()) {
        return Status::ok;
    }
    read_event(event.data, scratch_, event_, "an event of the stream", bytes_);
    if (event_.failed) {
        throw plugin_chat::failure_of(event.data);
    }
    return emit(out, false);
}

Status Reply::emit(sdk::Sink& out, bool whole) {
    for (const ChoicePiece& choice : event_.choices) {
        if (!choice.refusal.empty()) {
            refused_.set(choice.index);
        }
        const Status status =
            emit_choice(choice, event_.sent_ns, whole, refused_.test(choice.index), out);
        if (status != Status::ok) {
            return status;
        }
        came_.set(choice.index);
        if (has_content(choice)) {
            heard_.set(choice.index);
        }
        if (!choice.finish_reason.empty()) {
            finished_.set(choice.index);
        }
    }
    return Status::ok;
}

void Reply::end(sdk::Sink& out) {
    emit_sums(out);
    if ((heard_ | finished_).none() && !event_.usage) {
        throw plugin_chat::empty_reply();
    }
}

// The host learns of choices by what they say: of several, one without a word is an answer too.
void Reply::emit_wordless(sdk::Sink& out) const {
    if (came_.count() < 2) {
        return;
    }
    for (std::uint32_t i = 0; i < most_choices; ++i) {
        if (came_.test(i) && !heard_.test(i)) {
            out.content("", {i});
        }
    }
}

void Reply::emit_sums(sdk::Sink& out) {
    if (std::exchange(summed_, true)) {
        return;
    }
    emit_wordless(out);
    if (event_.usage) {
        plugin_json::JsonWriter json;
        json.begin_object();
        write(json, "input_tokens", event_.usage->input_tokens);
        write(json, "output_tokens", event_.usage->output_tokens);
        write(json, "reasoning_tokens", event_.usage->reasoning_tokens);
        write(json, "cached_tokens", event_.usage->cached_tokens);
        plugin_chat::write_unusable(json, event_.usage->unusable);
        json.key("raw").raw(event_.usage->raw).end_object();
        out.usage(json.text());
    }
    if (event_.timings) {
        plugin_json::JsonWriter json;
        json.begin_object();
        write(json, "prompt_ns", event_.timings->prompt_ns);
        write(json, "decode_ns", event_.timings->decode_ns);
        json.key("raw").raw(event_.timings->raw).end_object();
        out.claim(json.text());
    }
}

}  // namespace hexameter::openai
