#include "fuzz/codec_input.hpp"

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "hexameter/sdk/request_builder.hpp"
#include "hexameter/sdk/views.hpp"
#include "support/fake_sinks.hpp"

namespace hexameter::fuzz {
namespace {

enum Circumstance : std::uint8_t { streamed = 1, listing = 2, refused = 4, cut = 8, json = 16 };

constexpr std::size_t head_bytes = 2;

}  // namespace

struct CodecInput::Played {
    std::vector<test::RecordedChunk> chunks;
    hxm_status body = HXM_OK;
    hxm_status end = HXM_OK;
    std::string error;
    std::size_t errors = 0;
    bool ended_itself = false;

    bool operator==(const Played&) const = default;
};

CodecInput::CodecInput(const std::string& codec)
    : file_(HEXAMETER_PLUGIN_DIR "/" + codec + ".so"), instance_(file_.create(host_, codec)) {
    if (instance_ == nullptr) throw std::runtime_error(host_.last_error());
    table_ = instance_->interface<hxm_provider_codec>(HXM_IF_CODEC);
    if (table_ == nullptr) throw std::runtime_error(codec + " is no codec");
}

CodecInput::Played CodecInput::play(std::span<const std::uint8_t> input, std::size_t piece_bytes) {
    const std::uint8_t how = input[0];
    sdk::RequestBuilder builder;
    builder.task(sdk::Task::chat);
    builder.message(sdk::Role::user, "Say hello.");
    hxm_request request = *builder.view();
    request.kind = (how & listing) != 0 ? HXM_KIND_LIST_MODELS : HXM_KIND_GENERATE;
    request.model = sdk::str("tiny");
    request.params_json = sdk::str("{}");
    request.flags = (how & streamed) != 0 ? HXM_RQ_STREAM : 0;
    request.remaining_ns = 60'000'000'000U;

    Played played;
    const hxm_op op = ++last_op_;
    test::FakeSink sink;
    test::FakeHttp http(&request);
    if (table_->encode(instance_->self(), op, &request, &http.raw) < 0)
        throw std::runtime_error("encode: " + host_.last_error());
    const auto errors_before = host_.error_count();
    const std::string headers = (how & json) != 0 ? "content-type: application/json\n"
                                                  : "content-type: text/event-stream\n";
    const hxm_http_head head{sizeof head, (how & refused) != 0 ? 429U : 200U, sdk::str(headers)};
    played.body = table_->head(instance_->self(), op, &head, sink.raw());
    for (auto rest = input.subspan(head_bytes); !rest.empty() && played.body == HXM_OK;) {
        const auto size = std::min(piece_bytes, rest.size());
        // A copy that dies at once: what keeps a view into it is caught by asan.
        const std::string piece(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(size));
        played.body = table_->body(instance_->self(), op, sdk::buf(piece), sink.raw());
        rest = rest.subspan(size);
    }
    const auto end = (how & cut) != 0 ? HXM_END_CUT : HXM_END_CLEAN;
    played.end = table_->end(instance_->self(), op, end, sink.raw());
    table_->forget(instance_->self(), op);
    played.chunks = sink.chunks();
    played.errors = host_.error_count() - errors_before;
    if (played.errors > 0) played.error = host_.last_error();
    played.ended_itself = !sink.dones().empty() || sink.sents() > 0;
    return played;
}

std::string CodecInput::fault(std::span<const std::uint8_t> input) {
    if (input.size() < head_bytes) return {};
    const Played whole = play(input, input.size());
    const Played split = play(input, std::size_t{1} + input[1]);
    const bool failed = whole.body < 0 || whole.end < 0;
    if (!(whole == split)) return "the split of the body changes what comes of it";
    if (whole.ended_itself) return "the codec ended the operation";
    if (failed && whole.error.empty()) return "it failed without a word";
    if (!failed && whole.errors > 0) return "it went well with an error: " + whole.error;
    if (whole.errors > 1) return "it told of more than one error";
    return {};
}

}  // namespace hexameter::fuzz
