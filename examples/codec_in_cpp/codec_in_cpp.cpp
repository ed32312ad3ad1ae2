// A codec in C++: streamed chats of servers that speak as OpenAI's does. It never sees a socket.
#include <rapidjson/document.h>
#include <rapidjson/pointer.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <hexameter/sdk/plugin.hpp>
#include <string>

namespace sdk = hexameter::sdk;
using sdk::Status;

namespace {

struct Reply {
    sdk::SseSplitter events;
    std::string refusal;  // the body of a reply that is none of 200
    std::uint32_t http_status = 0;
    bool finished = false;
};

class Codec : public sdk::CodecProvider<Reply> {
  public:
    using CodecProvider::CodecProvider;

  private:
    Status encode(Reply&, const sdk::Request& request, sdk::HttpOut& out) override {
        if (request.kind() != sdk::Kind::generate) {
            throw sdk::Error(Status::unsupported, "this example answers chats only");
        }
        rapidjson::StringBuffer text;
        rapidjson::Writer<rapidjson::StringBuffer> json(text);
        const auto string = [&](std::string_view s) {
            json.String(s.data(), static_cast<rapidjson::SizeType>(s.size()));
        };
        json.StartObject();
        json.Key("model");
        string(request.model());
        json.Key("stream");
        json.Bool(true);
        json.Key("messages");
        json.StartArray();
        for (const sdk::Message message : request.messages()) {
            json.StartObject();
            json.Key("role");
            string(to_string(message.role()));
            json.Key("content");
            string(message.text());
            json.EndObject();
        }
        json.EndArray();
        json.EndObject();
        out.target("POST", "/v1/chat/completions");
        out.header("content-type", "application/json");
        out.body({text.GetString(), text.GetSize()});
        return Status::ok;
    }

    Status head(Reply& reply, const sdk::HttpHead& head, sdk::Sink&) override {
        reply.http_status = head.ok() ? 0 : head.status();
        return Status::ok;
    }

    Status body(Reply& reply, std::string_view wire, sdk::Sink& out) override {
        if (reply.http_status != 0) {
            reply.refusal.append(wire);
            return Status::ok;
        }
        return reply.events.feed(
            wire, [&](const sdk::SseEvent& event) { return take(reply, event.data, out); });
    }

    Status end(Reply& reply, sdk::End how, sdk::Sink&) override {
        if (reply.http_status != 0) {
            throw sdk::Error(sdk::status_of_http(reply.http_status),
                             "HTTP " + std::to_string(reply.http_status) + ": " + reply.refusal);
        }
        if (!reply.finished && how == sdk::End::clean) {
            throw sdk::Error(Status::decode, "the reply ended without \"data: [DONE]\"");
        }
        return Status::ok;
    }

    static Status take(Reply& reply, std::string_view data, sdk::Sink& out) {
        if (data == "[DONE]") {
            reply.finished = true;
            return Status::complete;
        }
        rapidjson::Document event;
        event.Parse(data.data(), data.size());
        if (!event.IsObject() || event.HasMember("error")) {
            throw sdk::Error(Status::remote, "the server said: " + std::string(data));
        }
        const auto* content = rapidjson::Pointer("/choices/0/delta/content").Get(event);
        if (content == nullptr || !content->IsString() || content->GetStringLength() == 0) {
            return Status::ok;
        }
        return out.content({content->GetString(), content->GetStringLength()});
    }
};

}  // namespace

HEXAMETER_PLUGIN(sdk::provider<Codec>("mini_openai"));
