#include "support/wire_fixture.hpp"

#include <rapidjson/document.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>

#include "hexameter/abi/hxm_plugin.h"

namespace hexameter::test {
namespace {

std::string slurp(const std::filesystem::path& file) {
    const std::ifstream in(file, std::ios::binary);
    if (!in) {
        throw std::runtime_error("cannot read " + file.string());
    }
    std::ostringstream all;
    all << in.rdbuf();
    return all.str();
}

std::string dechunked(const std::string& body) {
    std::string whole;
    std::size_t at = 0;
    while (at < body.size()) {
        const std::size_t line_end = body.find("\r\n", at);
        const std::size_t n = std::stoul(body.substr(at, line_end - at), nullptr, 16);
        if (n == 0) {
            break;
        }
        whole.append(body, line_end + 2, n);
        at = line_end + 2 + n + 2;
    }
    return whole;
}

std::string headers_of(const std::string& head) {
    std::istringstream lines(head);
    std::string line;
    std::string all;
    std::getline(lines, line);
    while (std::getline(lines, line)) {
        if (!line.empty() && line.back() == '\r') {
            line.pop_back();
        }
        const auto name_end = line.begin() + static_cast<std::ptrdiff_t>(line.find(':'));
        std::transform(line.begin(), name_end, line.begin(),
                       [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        all.append(line).push_back('\n');
    }
    return all;
}

std::uint32_t kind_of(const rapidjson::Document& recorded) {
    static const std::map<std::string, std::uint32_t> kinds{
        {"generate", HXM_KIND_GENERATE},
        {"list_models", HXM_KIND_LIST_MODELS},
        {"describe_model", HXM_KIND_DESCRIBE_MODEL},
        {"health", HXM_KIND_HEALTH}};
    if (recorded.HasMember("kind")) {
        return kinds.at(recorded["kind"].GetString());
    }
    const std::string method = recorded["request"]["method"].GetString();
    return method == "GET" ? HXM_KIND_LIST_MODELS : HXM_KIND_GENERATE;
}

bool is_stream(const std::string& headers) {
    return headers.find("text/event-stream") != std::string::npos ||
           headers.find("application/x-ndjson") != std::string::npos;
}

}  // namespace

WireFixture read_wire_fixture(const std::filesystem::path& http_file) {
    const std::string wire = slurp(http_file);
    const std::size_t head_end = wire.find("\r\n\r\n");
    if (wire.compare(0, 5, "HTTP/") != 0 || head_end == std::string::npos) {
        throw std::runtime_error(http_file.string() + " is no HTTP reply");
    }
    WireFixture fixture;
    fixture.name = http_file.stem().string();
    fixture.status = static_cast<std::uint32_t>(std::stoul(wire.substr(wire.find(' ') + 1)));
    fixture.headers = headers_of(wire.substr(0, head_end));
    fixture.body = wire.substr(head_end + 4);
    if (fixture.headers.find("transfer-encoding: chunked") != std::string::npos) {
        fixture.body = dechunked(fixture.body);
    }

    std::filesystem::path json_file = http_file;
    rapidjson::Document recorded;
    recorded.Parse(slurp(json_file.replace_extension(".json")));
    if (!recorded.IsObject() || !recorded.HasMember("request")) {
        throw std::runtime_error(json_file.string() + " has no \"request\"");
    }
    fixture.kind = kind_of(recorded);
    const rapidjson::Value& request = recorded["request"];
    if (request.HasMember("body") && request["body"].IsObject()) {
        const rapidjson::Value& body = request["body"];
        fixture.model = body.HasMember("model") ? body["model"].GetString() : "";
        fixture.streamed =
            body.HasMember("stream") ? body["stream"].GetBool() : is_stream(fixture.headers);
        fixture.choices = body.HasMember("n") ? body["n"].GetUint() : 1;
    }
    return fixture;
}

std::vector<WireFixture> read_wire_fixtures(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> files;
    if (std::filesystem::is_directory(folder)) {
        for (const auto& entry : std::filesystem::directory_iterator(folder)) {
            if (entry.path().extension() == ".http") {
                files.push_back(entry.path());
            }
        }
    }
    std::sort(files.begin(), files.end());
    std::vector<WireFixture> fixtures;
    fixtures.reserve(files.size());
    for (const std::filesystem::path& file : files) {
        fixtures.push_back(read_wire_fixture(file));
    }
    return fixtures;
}

}  // namespace hexameter::test
