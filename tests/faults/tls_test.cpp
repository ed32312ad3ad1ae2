// Servers behind TLS that end badly: failed rows that say why and keep what was measured.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>

#include "faults/faulty_run.hpp"
#include "faults/wires.hpp"
#include "support/tls_identity.hpp"
#include "unit/base/environment_variable.hpp"
#include "unit/base/temp_folder.hpp"
#include "unit/store/same_records.hpp"

namespace hexameter::testing {
namespace {

using ::testing::HasSubstr;

class TlsServer : public ::testing::TestWithParam<const Wire*> {
  protected:
    TestCa ca_;
    TempFolder folder_;
    Variable bundle_{"CURL_CA_BUNDLE", nullptr};
    Variable roots_{"SSL_CERT_FILE", folder_.write("ca.pem", ca_.pem()).c_str()};
};

TEST_P(TlsServer, ThatAnswersIsMeasured) {
    FaultServer server(serve_bytes(GetParam()->answer({"Hello", " there"}, 2)), ca_.server());
    const auto run = run_beside_a_good_model(GetParam()->provider, server.url(""), {});
    for (const auto& row : run.of(bad_model)) {
        EXPECT_EQ(row.status, IterationStatus::ok) << row.error.text();
        EXPECT_EQ(row.answer, "Hello there");
        expect_sane_times(row);
    }
    EXPECT_EQ(server.connections(), 1U);
}

// Chunked, the transport sees that the reply is cut; ended by the connection's end, the codec does.
TEST_P(TlsServer, ThatClosesInMidStreamWithoutCloseNotifyIsAFailedRowThatKeepsItsTimes) {
    const std::string pieces = GetParam()->piece("Hello") + GetParam()->piece(" there");
    const std::string until_close =
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: " + GetParam()->content_type +
        "\r\n\r\n" + pieces;
    const std::vector<std::pair<std::string, ErrorCode>> cases{
        {GetParam()->stream_of({"Hello", " there"}), ErrorCode::transport},
        {until_close, ErrorCode::remote}};
    for (const auto& [reply, code] : cases) {
        FaultServer server(
            [&bytes = reply](FaultConnection& connection) {
                if (connection.read_request()) connection.send(bytes);
            },
            ca_.server());
        const auto run = run_beside_a_good_model(GetParam()->provider, server.url(""), {});
        const auto rows = run.of(bad_model);
        ASSERT_EQ(rows.size(), iterations_each);
        for (const auto& row : rows) {
            EXPECT_EQ(row.status, IterationStatus::failed);
            EXPECT_EQ(row.error.code(), code) << row.error.text();
            EXPECT_EQ(row.answer, "Hello there");
            EXPECT_EQ(row.timeline.events.size(), 2U);
            expect_sane_times(row);
        }
        for (const auto& row : run.of(good_model)) EXPECT_EQ(row.status, IterationStatus::ok);
        ASSERT_EQ(run.kept.iterations.size(), run.record.iterations.size());
        auto kept = run.kept.iterations.begin();
        for (const auto& row : run.record.iterations) {
            testing_store::expect_same(*kept, row);
            ++kept;
        }
    }
}

TEST_P(TlsServer, WhoseCertificateIsWrongIsAFailedRowThatSaysSo) {
    FaultServer server(serve_bytes(GetParam()->answer({"Hello"}, 1)), ca_.expired_server());
    const auto run = run_beside_a_good_model(GetParam()->provider, server.url(""), {});
    for (const auto& row : run.of(bad_model)) {
        EXPECT_EQ(row.status, IterationStatus::failed);
        EXPECT_EQ(row.error.code(), ErrorCode::transport);
        EXPECT_THAT(row.error.message(), HasSubstr("has expired"));
        EXPECT_FALSE(row.timeline.sent.has_value());
        expect_sane_times(row);
    }
}

INSTANTIATE_TEST_SUITE_P(Every, TlsServer, ::testing::Values(&openai_wire(), &ollama_wire()),
                         [](const auto& given) { return given.param->provider; });

}  // namespace
}  // namespace hexameter::testing
