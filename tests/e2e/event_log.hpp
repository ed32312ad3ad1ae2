// What --events wrote, checked line by line.
#pragma once

#include <rapidjson/document.h>

#include <string>
#include <vector>

namespace hexameter::e2e {

using Json = rapidjson::Document;

// Fails the test, and gives null, when it is no JSON.
[[nodiscard]] Json parsed(const std::string& text);

// A string member; "" when it is not there.
[[nodiscard]] std::string text_at(const rapidjson::Value& object, const char* member);

// As JSON again.
[[nodiscard]] std::string text_of(const rapidjson::Value& value);

// Every line as JSON. Fails the test for a line that schemas/event.schema.json does not allow.
[[nodiscard]] std::vector<Json> valid_events(const std::string& lines);

// Fails the test unless each iteration tells its start, first token, tokens and end in that order.
void expect_order(const std::vector<Json>& events);

[[nodiscard]] std::size_t count_of(const std::vector<Json>& events, const std::string& type);

}  // namespace hexameter::e2e
