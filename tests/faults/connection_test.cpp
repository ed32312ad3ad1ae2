// Connections that fail before a request is sent or in mid-reply: TLS, certificates, names. Failed
// rows that say why and keep what was measured.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>

#include "faults/faulty_run.hpp"
#include "faults/wires.hpp"
#include "support/tls_identity.hpp"
#include "unit/base/environment_variable.hpp"
#include "unit/base/temp_folder.hpp"

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
        expect_kept(run);
    }
}

INSTANTIATE_TEST_SUITE_P(Every, TlsServer, ::testing::Values(&openai_wire(), &ollama_wire()),
                         [](const auto& given) { return given.param->provider; });

struct WrongCertificate {
    const char* name;
    TlsIdentity (*of)(const TestCa&);
    std::vector<std::string> gist;
};

TlsIdentity of_another_ca(const TestCa& /*ca*/) {
    return TestCa("Another").server();
}

TlsIdentity self_signed(const TestCa& /*ca*/) {
    std::string pem;
    return self_signed_server(pem);
}

std::vector<WrongCertificate> wrong_certificates() {
    return {
        {"expired",
         [](const TestCa& ca) { return ca.expired_server(); },
         {"has expired", "renew it"}},
        {"of_tomorrow",
         [](const TestCa& ca) { return ca.future_server(); },
         {"is not valid yet", "clocks"}},
        {"of_another_host",
         [](const TestCa& ca) { return ca.server_elsewhere(); },
         {"is for another name", "write the URL"}},
        {"of_another_ca", of_another_ca, {"is not trusted", "--ca-file"}},
        {"self_signed", self_signed, {"is not trusted", "self-signed", "--ca-file"}},
    };
}

class WrongTls : public ::testing::TestWithParam<std::tuple<WrongCertificate, const Wire*>> {
  protected:
    [[nodiscard]] FaultyRun run(const Connection& connection) const {
        const auto& [fault, wire] = GetParam();
        const FaultServer server(serve_bytes(wire->answer({"Hello"}, 1)), fault.of(ca_));
        return run_beside_a_good_model(wire->provider, server.url(""), {}, true, connection);
    }

    TestCa ca_;
    TempFolder folder_;
    const std::filesystem::path ca_file_ = folder_.write("ca.pem", ca_.pem());
    Variable bundle_{"CURL_CA_BUNDLE", nullptr};
    Variable roots_{"SSL_CERT_FILE", nullptr};
};

// The CA of the expired one and its kin is trusted here, by the flag and by the environment.
TEST_P(WrongTls, IsAFailedRowThatSaysWhyAndNothingWasSent) {
    Connection by_flag;
    by_flag.ca_file = ca_file_;
    const auto expect_refused = [&](const FaultyRun& run) {
        auto gist = std::get<0>(GetParam()).gist;
        gist.emplace_back("the certificate of 127.0.0.1:");
        expect_only_bad_failed(run, ErrorCode::transport, gist);
        for (const auto& row : run.of(bad_model)) {
            EXPECT_FALSE(row.timeline.sent.has_value());
            EXPECT_TRUE(row.timeline.events.empty());
            EXPECT_EQ(row.timeline.attempts.size(), 1U);
        }
    };
    expect_refused(run(by_flag));
    const Variable roots("SSL_CERT_FILE", ca_file_.c_str());
    expect_refused(run({}));
}

TEST_P(WrongTls, IsMeasuredWithoutVerificationWhichIsRecorded) {
    Connection insecure;
    insecure.verify = false;
    const auto run = this->run(insecure);
    for (const auto& row : run.record.iterations) {
        EXPECT_EQ(row.status, IterationStatus::ok) << row.error.text();
        expect_sane_times(row);
    }
    EXPECT_FALSE(run.kept.header.spec.models[0].connection.verify);
    expect_kept(run);
}

INSTANTIATE_TEST_SUITE_P(Every, WrongTls,
                         ::testing::Combine(::testing::ValuesIn(wrong_certificates()),
                                            ::testing::Values(&openai_wire(), &ollama_wire())),
                         [](const auto& given) {
                             return std::string(std::get<0>(given.param).name) + "_" +
                                    std::get<1>(given.param)->provider;
                         });

class UnknownName : public ::testing::TestWithParam<const Wire*> {};

// No name has a label of over 63 letters (RFC 1035, 2.3.4): the resolver says so by itself, and
// asks no name server.
TEST_P(UnknownName, IsAFailedRowThatNamesIt) {
    const std::string name = std::string(64, 'n') + ".invalid";
    for (const char* scheme : {"http://", "https://"}) {
        const auto run = run_beside_a_good_model(GetParam()->provider, scheme + name + ":8080", {});
        expect_only_bad_failed(run, ErrorCode::transport,
                               {"the name of " + name + ":8080 was not found", "spelling"});
        for (const auto& row : run.of(bad_model)) {
            EXPECT_FALSE(row.timeline.sent.has_value());
            EXPECT_EQ(row.timeline.attempts.size(), 1U);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Both, UnknownName, ::testing::Values(&openai_wire(), &ollama_wire()),
                         [](const auto& given) { return given.param->provider; });

}  // namespace
}  // namespace hexameter::testing
