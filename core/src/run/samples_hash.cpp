#include "run/samples_hash.hpp"

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "base/sha256.hpp"

namespace hexameter::detail {

std::string compact_json(const std::string& json) {
    constexpr unsigned flags = rapidjson::kParseIterativeFlag | rapidjson::kParseFullPrecisionFlag;
    rapidjson::Document document;
    document.Parse<flags>(json.data(), json.size());
    if (document.HasParseError()) return json;
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
    document.Accept(writer);
    return {buffer.GetString(), buffer.GetSize()};
}

std::string samples_sha256(const std::vector<Sample>& samples) {
    Sha256 hash;
    for (const auto& sample : samples) {
        hash.add(compact_json(sample.json));
        hash.add({"\0", 1});  // so that the same bytes cut elsewhere hash differently
    }
    return hash.finish();
}

}  // namespace hexameter::detail
