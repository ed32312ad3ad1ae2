// A modality in C++: asks for a haiku on the sample's topic and counts the lines of the answer.
#include <rapidjson/document.h>

#include <hexameter/sdk/plugin.hpp>
#include <string>

namespace sdk = hexameter::sdk;

namespace {

class Haiku : public sdk::Modality<std::string> {  // the state of an operation: the answer so far
  public:
    using Modality::Modality;

  private:
    sdk::Status prepare(std::string& answer, std::string_view sample_json,
                        sdk::RequestBuilder& request) override {
        rapidjson::Document sample;
        sample.Parse(sample_json.data(), sample_json.size());
        if (!sample.IsObject() || !sample.HasMember("topic") || !sample["topic"].IsString()) {
            throw sdk::Error(sdk::Status::bad_argument, "the sample needs a \"topic\", a text");
        }
        answer.clear();
        request.task(sdk::Task::chat)
            .message(sdk::Role::user)
            .text("Write a haiku about ")
            .text(sample["topic"].GetString())
            .text(".");
        return sdk::Status::ok;
    }

    sdk::Status observe(std::string& answer, const sdk::Chunk& chunk, std::uint64_t) override {
        if (chunk.kind() == sdk::ChunkKind::content) {
            answer.append(chunk.text());
        }
        return sdk::Status::ok;
    }

    sdk::Status finish(std::string& answer, sdk::Status outcome, const hxm_timeline&,
                       sdk::Writer& out) override {
        if (!sdk::failed(outcome)) {
            int lines = 0;
            sdk::LineSplitter splitter;
            const auto count = [&](std::string_view) { return ++lines, sdk::Status::ok; };
            splitter.feed(answer, count);
            splitter.flush(count);
            out.metric(0, lines);
            out.candidate(answer);
        }
        return sdk::Status::ok;
    }
};

}  // namespace

HEXAMETER_PLUGIN(sdk::modality<Haiku>("haiku"));
