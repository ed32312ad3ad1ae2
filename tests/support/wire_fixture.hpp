// A recorded exchange: NAME.http, byte for byte as it came over the socket, and beside it NAME.json
// with {"request": {"method", "path", "body"}, "kind"?}. kind: generate, list_models,
// describe_model or health; without it a GET lists models and a POST generates.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace hexameter::test {

struct WireFixture {
    std::string name;
    std::uint32_t kind = 0;  // HXM_KIND_*
    std::string model;
    bool streamed = false;
    std::uint32_t choices = 1;
    std::uint32_t status = 0;
    std::string headers;  // "name: value\n" each, names in lower case
    std::string body;     // without the chunks of the transfer
};

// Throws std::runtime_error when the files are not such an exchange.
[[nodiscard]] WireFixture read_wire_fixture(const std::filesystem::path& http_file);

// Every *.http of a folder, by name; none when there is no folder.
[[nodiscard]] std::vector<WireFixture> read_wire_fixtures(const std::filesystem::path& folder);

}  // namespace hexameter::test
