#include "codec_player.hpp"

#include <gtest/gtest.h>

#include <array>

#include "hexameter/sdk/views.hpp"

namespace hexameter::test {

std::string line_of(const RecordedChunk& chunk) {
    static constexpr std::array kinds{"",      "content",  "reasoning", "tool_call", "usage",
                                      "claim", "progress", "record",    "finish"};
    return std::string(kinds.at(chunk.kind)) +
           ((chunk.flags & HXM_CHUNK_PIECE) != 0 ? " piece" : "") +
           ((chunk.flags & HXM_CHUNK_WHOLE) != 0 ? " whole " : " ") + std::to_string(chunk.choice) +
           ": " + chunk.bytes;
}

CodecPlayer::CodecPlayer(const std::string& id, const std::string& config_json)
    : file_(HEXAMETER_PLUGIN_DIR "/" + id + ".so"), instance_(file_.create(host, id, config_json)) {
    if (instance_ != nullptr) {
        table_ = instance_->interface<hxm_provider_codec>(HXM_IF_CODEC);
    }
    EXPECT_NE(table_, nullptr) << host.last_error();
}

hxm_status CodecPlayer::encode(FakeHttp& http, const hxm_request& request) {
    return table_->encode(instance_->self(), ++last_op_, &request, &http.raw);
}

Played CodecPlayer::play(const hxm_request& request, const Reply& reply,
                         const std::vector<std::string_view>& pieces, std::uint32_t how) {
    FakeHttp http(&request);
    EXPECT_GE(encode(http, request), 0) << host.last_error();
    const std::size_t errors_before = host.error_count();
    FakeSink fresh;
    FakeSink& into = sink == nullptr ? fresh : *sink;
    void* self = instance_->self();
    const hxm_http_head head{sizeof head, reply.status, sdk::str(reply.headers)};
    Played played;
    played.body = table_->head(self, last_op_, &head, into.raw());
    for (const std::string_view piece : pieces) {
        if (played.body == HXM_OK) {
            const std::string dies_at_once(piece);
            played.body = table_->body(self, last_op_, sdk::buf(dies_at_once), into.raw());
        }
    }
    played.end = table_->end(self, last_op_, how, into.raw());
    table_->forget(self, last_op_);
    for (const RecordedChunk& chunk : into.chunks()) {
        played.chunks.push_back(line_of(chunk));
        played.claimed_ns.push_back(chunk.claimed_ns);
    }
    if (host.error_count() > errors_before) {
        EXPECT_EQ(host.error_count(), errors_before + 1) << "an error is said once";
        played.error = host.last_error();
    }
    return played;
}

Played CodecPlayer::play_at_every_split(const hxm_request& request, const Reply& reply) {
    Played whole = play(request, reply);
    const std::string_view body = reply.body;
    std::vector<std::string_view> bytes;
    for (std::size_t at = 0; at < body.size(); ++at) {
        bytes.push_back(body.substr(at, 1));
        const Played split = play(request, reply, {body.substr(0, at), body.substr(at)});
        EXPECT_EQ(split, whole) << "split at byte " << at;
        if (!(split == whole)) {
            return whole;
        }
    }
    EXPECT_EQ(play(request, reply, bytes), whole) << "byte by byte";
    return whole;
}

ChatRequest::ChatRequest(bool streamed, std::uint32_t kind) : streamed_(streamed), kind_(kind) {
    builder.task(sdk::Task::chat);
}

const hxm_request& ChatRequest::get() {
    request_ = *builder.view();
    request_.kind = kind_;
    request_.model = sdk::str(model);
    request_.params_json = sdk::str(params);
    request_.flags = streamed_ ? HXM_RQ_STREAM : 0;
    return request_;
}

Reply recorded(const std::string& name) {
    const WireFixture fixture =
        read_wire_fixture(std::string(HEXAMETER_TEST_DATA) + "/wire/" + name + ".http");
    return {fixture.body, fixture.status, fixture.headers};
}

}  // namespace hexameter::test
