#include "store/codec_key.hpp"

#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <limits>

#include "base/words.hpp"

namespace hexameter::detail {
namespace {

// Stops the parser behind `status`, or at whatever is not expected.
class KeyHandler : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, KeyHandler> {
  public:
    explicit KeyHandler(IterationRecord& record) : record_(record) {}

    [[nodiscard]] bool complete() const { return complete_; }

    // Whatever has no function of its own here.
    static bool Default() { return false; }

    bool StartObject() { return !std::exchange(begun_, true); }

    bool Key(const char* text, rapidjson::SizeType size, bool /*copy*/) {
        key_ = {text, size};
        return true;
    }

    bool Uint(unsigned value) { return Uint64(value); }

    bool Uint64(std::uint64_t value) {
        if (key_ == "seq") {
            record_.seq = value;
            return true;
        }
        if (value > std::numeric_limits<std::uint32_t>::max()) return false;
        const auto number = static_cast<std::uint32_t>(value);
        if (key_ == "iteration")
            record_.iteration = number;
        else if (key_ == "repetition")
            record_.repetition = number;
        else
            return false;
        return true;
    }

    bool Bool(bool value) {
        record_.warmup = value;
        return key_ == "warmup";
    }

    bool String(const char* text, rapidjson::SizeType size, bool /*copy*/) {
        const std::string_view value(text, size);
        if (key_ == "model")
            record_.model = value;
        else if (key_ == "sample")
            record_.sample = value;
        else if (const auto status = iteration_status_from(value); key_ == "status" && status) {
            record_.status = *status;
            complete_ = true;
        }
        return (key_ == "model" || key_ == "sample");
    }

  private:
    IterationRecord& record_;
    std::string key_;
    bool begun_ = false;
    bool complete_ = false;
};

}  // namespace

std::optional<IterationRecord> decode_iteration_key(std::string_view json) {
    IterationRecord record;
    KeyHandler handler(record);
    rapidjson::MemoryStream stream(json.data(), json.size());
    rapidjson::Reader reader;
    reader.Parse(stream, handler);
    if (!handler.complete()) return std::nullopt;
    return record;
}

}  // namespace hexameter::detail
