// Replies that are compressed though nobody asked for that, bombs among them: nothing is unpacked.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <cstdio>
#include <stdexcept>

#include "faults/faulty_run.hpp"
#include "faults/wires.hpp"
#include "hexameter/report.hpp"
#include "unit/base/temp_folder.hpp"

namespace hexameter::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string packed = "Content-Encoding: gzip\r\n";

constexpr std::size_t unpacked_bytes = std::size_t{256} << 20;

// Made once, by another process: what this one has ever held is measured.
const std::string& bomb() {
    static const std::string made = [] {
        const std::string command =
            "head -c " + std::to_string(unpacked_bytes) + " /dev/zero | gzip -1";
        FILE* const pipe = popen(command.c_str(), "r");
        if (pipe == nullptr) throw std::runtime_error("no gzip");
        std::string bytes(1 << 22, '\0');
        bytes.resize(fread(bytes.data(), 1, bytes.size(), pipe));
        pclose(pipe);
        return bytes;
    }();
    return made;
}

std::size_t most_memory_kib() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<std::size_t>(usage.ru_maxrss);
}

class Compressed : public ::testing::TestWithParam<const Wire*> {
  protected:
    // What the reply's head says of it, and whether it is in chunks.
    [[nodiscard]] FaultyRun run(const std::string& status, const std::string& coding, bool chunked,
                                const TlsIdentity& identity = {},
                                const Connection& connection = {}) {
        const Wire* wire = GetParam();
        const auto& bytes = bomb();
        EXPECT_GT(bytes.size(), 1000U);
        EXPECT_LT(bytes.size(), unpacked_bytes / 100);
        const std::string headers = "Content-Type: " + wire->content_type + "\r\n" + coding;
        const FaultServer server(
            serve_bytes(chunked ? chunked_head(headers) + chunk(bytes) + std::string(last_chunk)
                                : http_reply(status, headers, bytes)),
            identity);
        const auto before_kib = most_memory_kib();
        auto run = run_beside_a_good_model(wire->provider, server.url(""), {}, true, connection);
        EXPECT_LT(most_memory_kib() - before_kib, unpacked_bytes / 2 / 1024);
        for (const auto& row : run.of(bad_model)) {
            EXPECT_EQ(row.answer, "");
            EXPECT_TRUE(row.timeline.events.empty());
            EXPECT_LT(row.error.text().size(), 2000U);
        }
        return run;
    }
};

TEST_P(Compressed, BombsAreNotUnpackedAndTheRowSaysWhatToDo) {
    const std::vector<std::string> gist{"127.0.0.1:", "came compressed", "gzip",
                                        "switch compression off"};
    for (const bool chunked : {false, true})
        expect_only_bad_failed(run("200 OK", packed, chunked), ErrorCode::remote, gist);
    expect_only_bad_failed(run("500 Internal Server Error", packed, false), ErrorCode::remote,
                           gist);
    const std::string twice = packed + "Content-Encoding: identity\r\n";
    expect_only_bad_failed(run("200 OK", twice, false), ErrorCode::remote, {"came compressed"});
}

TEST_P(Compressed, BombsOverTlsAreNotUnpackedEither) {
    const TestCa ca;
    const TempFolder folder;
    Connection connection;
    connection.ca_file = folder.write("ca.pem", ca.pem());
    for (const auto http : {HttpVersion::http1, HttpVersion::automatic}) {
        connection.http = http;
        expect_only_bad_failed(run("200 OK", packed, false, ca.server(), connection),
                               ErrorCode::remote, {"came compressed"});
    }
}

TEST_P(Compressed, BombsThatAreNotCalledSoAreNoJson) {
    const auto run = this->run("200 OK", "", false);
    expect_only_bad_failed(run, ErrorCode::remote, {"127.0.0.1:"});
    const auto table = render_run(run.kept, ReportFormat::table, {});
    EXPECT_THAT(table, HasSubstr("is no JSON"));
    EXPECT_THAT(table, Not(HasSubstr(std::string(1, '\0'))));
}

INSTANTIATE_TEST_SUITE_P(Both, Compressed, ::testing::Values(&openai_wire(), &ollama_wire()),
                         [](const auto& of) { return of.param->provider; });

}  // namespace
}  // namespace hexameter::testing
