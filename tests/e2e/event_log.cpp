#include "e2e/event_log.hpp"

#include <gtest/gtest.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "e2e/program.hpp"
#include "spec/json_schema.hpp"
#include "unit/base/temp_folder.hpp"

namespace hexameter::e2e {

Json parsed(const std::string& text) {
    Json document;
    document.Parse(text.c_str(), text.size());
    EXPECT_FALSE(document.HasParseError()) << text.substr(0, 2000);
    return document;
}

std::string text_at(const rapidjson::Value& object, const char* member) {
    const auto found = object.FindMember(member);
    return found != object.MemberEnd() && found->value.IsString() ? found->value.GetString() : "";
}

std::string text_of(const rapidjson::Value& value) {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
    value.Accept(writer);
    return buffer.GetString();
}

std::vector<Json> valid_events(const std::string& lines) {
    const auto schema = detail::JsonSchema::parse(
        hexameter::testing::content_of(HEXAMETER_SOURCE_DIR "/schemas/event.schema.json"));
    std::vector<Json> events;
    if (!schema) {
        ADD_FAILURE() << schema.error().text();
        return events;
    }
    for (const auto& line : lines_of(lines)) {
        const auto faults = schema->check(line);
        if (!faults)
            ADD_FAILURE() << faults.error().text() << ": " << line;
        else
            for (const auto& fault : faults.value())
                ADD_FAILURE() << fault.pointer << ": " << fault.message << ": " << line;
        events.push_back(parsed(line));
    }
    return events;
}

void expect_order(const std::vector<Json>& events) {
    static const std::map<std::string, int> ranks{
        {"iteration_start", 1}, {"first_token", 2}, {"token", 3}, {"iteration_complete", 4}};
    std::map<std::tuple<std::string, int, bool>, int> reached;
    for (const auto& event : events) {
        const auto rank = ranks.find(text_at(event, "event"));
        if (rank == ranks.end()) continue;
        const auto iteration = std::tuple(text_at(event, "model"), event["iteration"].GetInt(),
                                          event.HasMember("warmup"));
        int& last = reached[iteration];
        const bool next = rank->second == last + 1 || (rank->second == 3 && last == 3);
        EXPECT_TRUE(next) << rank->first << " of iteration " << std::get<1>(iteration)
                          << " came after step " << last;
        last = rank->second;
    }
    for (const auto& [iteration, last] : reached) EXPECT_EQ(last, 4);
}

std::size_t count_of(const std::vector<Json>& events, const std::string& type) {
    return static_cast<std::size_t>(
        std::count_if(events.begin(), events.end(),
                      [&](const Json& event) { return text_at(event, "event") == type; }));
}

}  // namespace hexameter::e2e
