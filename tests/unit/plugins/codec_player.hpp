// Plays recorded or written replies through a built codec as a host does.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "hexameter/sdk/request_builder.hpp"
#include "support/fake_sinks.hpp"
#include "support/plugin_file.hpp"
#include "support/wire_fixture.hpp"

namespace hexameter::test {

struct Played {
    std::vector<std::string> chunks;  // "content 0: text", the kind's name and the choice before it
    std::vector<std::uint64_t> claimed_ns;
    hxm_status body = HXM_OK;
    hxm_status end = HXM_OK;
    std::string error;

    bool operator==(const Played&) const = default;
};

// What a server answers.
struct Reply {
    std::string body;
    std::uint32_t status = 200;
    std::string headers = "content-type: text/event-stream\n";
};

// The line for a chunk, as Played has it; " piece" or " whole" after the kind by its flags.
[[nodiscard]] std::string line_of(const RecordedChunk& chunk);

class CodecPlayer {
  public:
    // Fails the test when the plugin refuses; then only config_error may be asked.
    explicit CodecPlayer(const std::string& id, const std::string& config_json = "{}");

    // Begins an operation of its own. The request's text must live as long as the player.
    [[nodiscard]] hxm_status encode(FakeHttp& http, const hxm_request& request);

    // encode, head, body once per piece while that is ok, end, forget.
    [[nodiscard]] Played play(const hxm_request& request, const Reply& reply,
                              const std::vector<std::string_view>& pieces,
                              std::uint32_t how = HXM_END_CLEAN);

    [[nodiscard]] Played play(const hxm_request& request, const Reply& reply,
                              std::uint32_t how = HXM_END_CLEAN) {
        return play(request, reply, {reply.body}, how);
    }

    // Of the reply played whole; fails the test when any split at a byte, or byte by byte, plays
    // otherwise.
    [[nodiscard]] Played play_at_every_split(const hxm_request& request, const Reply& reply);

    FakeHost host;
    FakeSink* sink = nullptr;  // to play into in place of a fresh one

  private:
    PluginFile file_;
    std::unique_ptr<PluginInstance> instance_;
    const hxm_provider_codec* table_ = nullptr;
    hxm_op last_op_ = 0;
};

// A request for a chat with one user's message.
class ChatRequest {
  public:
    explicit ChatRequest(bool streamed = true, std::uint32_t kind = HXM_KIND_GENERATE);

    [[nodiscard]] const hxm_request& get();

    sdk::RequestBuilder builder;
    std::string model = "tiny";
    std::string params = "{}";

  private:
    hxm_request request_{};
    bool streamed_;
    std::uint32_t kind_;
};

// The reply of a recording under tests/data/wire.
[[nodiscard]] Reply recorded(const std::string& name);

}  // namespace hexameter::test
