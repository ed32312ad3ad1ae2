// 1. A line goes to the sink only when all of it was read: its time may stand behind its text.
// 2. A reply whose first line has done is one that was not streamed.
// 3. The line with done ends the reply, whatever follows it.
#include "reply.hpp"

#include "support/chat/counts.hpp"
#include "support/chat/reply_error.hpp"
#include "support/chat/utf8.hpp"
#include "support/json/json_writer.hpp"

namespace hexameter::ollama {
namespace {

using sdk::Status;

struct Member {
    std::string_view name;
    std::string_view peers_name;
    const std::optional<std::uint64_t>& value;
};

// The members that are there under their neutral names, and under the peer's own in "raw"; "" when
// none is.
std::string totals_json(std::initializer_list<Member> members,
                        const std::vector<std::string_view>& unusable) {
    plugin_json::JsonWriter json;
    json.begin_object();
    bool any = false;
    for (const Member& member : members) {
        if (member.value) {
            json.key(member.name).uint(*member.value);
            any = true;
        }
    }
    plugin_chat::write_unusable(json, unusable);
    json.key("raw").begin_object();
    for (const Member& member : members) {
        if (member.value) {
            json.key(member.peers_name).uint(*member.value);
        }
    }
    json.end_object().end_object();
    return any || !unusable.empty() ? std::string(json.text()) : std::string();
}

Status emit_tool_call(std::size_t index, const ToolCall& call, const sdk::ChunkNotes& notes,
                      sdk::Sink& out) {
    plugin_json::JsonWriter json;
    json.begin_object().key("index").uint(index);
    json.key("name").string(plugin_chat::valid_utf8(call.name));
    json.key("arguments_piece").string(plugin_chat::valid_utf8(call.arguments)).end_object();
    return out.tool_call(json.text(), notes);
}

}  // namespace

Status Reply::feed(std::string_view wire, sdk::Sink& out) {
    bytes_ += wire.size();
    return splitter_.feed(wire, [&](std::string_view line) { return take(line, out); });
}

void Reply::finish(sdk::Sink& out) {
    if (splitter_.flush([&](std::string_view line) { return take(line, out); }) == Status::ok) {
        throw sdk::Error(Status::remote, "the stream ended without \"done\": true");
    }
}

void Reply::cut(sdk::Sink& out) {
    try {
        static_cast<void>(splitter_.flush([&](std::string_view line) { return take(line, out); }));
    } catch (const sdk::Error& e) {
        // A line that the break tore in two: there is nothing to say of it but the break.
        if (e.status() != Status::decode) {
            throw;
        }
    }
}

void Reply::whole(std::string_view json, sdk::Sink& /*out*/) {
    throw sdk::Error(Status::decode,
                     "the reply is no chat reply: \"" + plugin_chat::plain_text(json) + "\"");
}

Status Reply::take(std::string_view line, sdk::Sink& out) {
    read_event(line, scratch_, event_, "a line of the reply", bytes_);
    if (event_.failed) {
        emit_totals(out);
        throw plugin_chat::failure_of(line);
    }
    if (!event_.has_message && !event_.done) {
        whole(line, out);
    }
    const Status status = emit(out);
    begun_ = true;
    answered_ = answered_ || says_something();
    if (status != Status::ok || !event_.done) {
        return status;
    }
    emit_totals(out);
    if (!answered_) {
        throw plugin_chat::empty_reply();
    }
    return Status::complete;
}

Status Reply::emit(sdk::Sink& out) const {
    const sdk::ChunkNotes notes{0, 0, event_.sent_ns, event_.done && !begun_};
    Status status = Status::ok;
    if (!event_.thinking.empty()) {
        status = out.reasoning(event_.thinking, notes);
    }
    if (status == Status::ok && !event_.content.empty()) {
        status = out.content(event_.content, notes);
    }
    for (std::size_t i = 0; status == Status::ok && i < event_.tool_calls.size(); ++i) {
        status = emit_tool_call(i, event_.tool_calls[i], notes, out);
    }
    if (status == Status::ok && !event_.done_reason.empty()) {
        status = out.finish(event_.done_reason, notes);
    }
    return status;
}

bool Reply::says_something() const {
    return !event_.content.empty() || !event_.thinking.empty() || !event_.tool_calls.empty() ||
           !event_.done_reason.empty() || event_.totals.prompt_eval_count ||
           event_.totals.eval_count;
}

void Reply::emit_totals(sdk::Sink& out) const {
    const Totals& totals = event_.totals;
    const std::string usage =
        totals_json({{"input_tokens", "prompt_eval_count", totals.prompt_eval_count},
                     {"output_tokens", "eval_count", totals.eval_count}},
                    totals.unusable);
    const std::string claim =
        totals_json({{"load_ns", "load_duration", totals.load_duration_ns},
                     {"prompt_ns", "prompt_eval_duration", totals.prompt_eval_duration_ns},
                     {"decode_ns", "eval_duration", totals.eval_duration_ns},
                     {"total_ns", "total_duration", totals.total_duration_ns}},
                    {});
    if (!usage.empty()) {
        out.usage(usage);
    }
    if (!claim.empty()) {
        out.claim(claim);
    }
}

}  // namespace hexameter::ollama
