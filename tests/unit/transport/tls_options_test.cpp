// Whom a client trusts, whom it shows itself to, and under which name, as a model's connection
// says it.
#include <gmock/gmock.h>

#include "unit/base/environment_variable.hpp"
#include "unit/base/temp_folder.hpp"
#include "unit/transport/recording.hpp"

namespace hexameter::detail {
namespace {

using hexameter::testing::TempFolder;
using hexameter::testing::TestCa;
using hexameter::testing::TlsIdentity;
using hexameter::testing::Variable;
using hexameter::testing::with_tls_1_2;
using ::testing::HasSubstr;
using ::testing::Not;

class TlsOptions : public ::testing::Test {
  protected:
    Connection trusting(const TestCa& ca) {
        Connection connection;
        connection.ca_file = folder_.write(std::to_string(++files_) + ".pem", ca.pem());
        return connection;
    }

    std::unique_ptr<Recording> ask(const FaultServer& server, const Connection& connection) {
        HttpRequest request = get(server.url("/v1/models"));
        request.connection = &connection;
        return fetch(loop_, request);
    }

    static FaultServer::Script ok() { return serve_bytes(http_reply("200 OK", {}, "ok")); }

    static void expect_ok(const Recording& got) {
        EXPECT_TRUE(got.ends.front().clean) << got.ends.front().error.text();
        EXPECT_EQ(got.body, "ok");
    }

    static std::string fault_of(const Recording& got) {
        EXPECT_FALSE(got.ends.front().clean);
        EXPECT_EQ(got.ends.front().error.code(), ErrorCode::transport);
        return got.ends.front().error.message();
    }

    // The environment names a file of no use, to show that it is not read.
    Variable bundle_{"CURL_CA_BUNDLE", "/no/such.pem"};
    TestCa ca_;
    TempFolder folder_;
    int files_ = 0;
    Loop loop_;
};

TEST_F(TlsOptions, TrustTheCaThatIsNamed) {
    FaultServer server(ok(), ca_.server());
    expect_ok(*ask(server, trusting(ca_)));
    const auto other = ask(server, trusting(TestCa("Another")));
    EXPECT_THAT(fault_of(*other), HasSubstr("is not trusted"));
    EXPECT_THAT(fault_of(*other), HasSubstr("trusted now: connection.ca_file"));
    EXPECT_THAT(fault_of(*other), Not(HasSubstr(folder_.path().string())));
}

TEST_F(TlsOptions, TrustTheCasOfAFolder) {
    FaultServer server(ok(), ca_.server());
    Connection connection;
    connection.ca_file = folder_.write("cas/" + ca_.file_name(), ca_.pem()).parent_path();
    expect_ok(*ask(server, connection));
}

TEST_F(TlsOptions, SayWhatIsWrongWithACertificate) {
    std::string pem;
    const std::pair<TlsIdentity, const char*> cases[] = {
        {ca_.expired_server(), "has expired"},
        {ca_.future_server(), "is not valid yet"},
        {ca_.server_elsewhere(), "is for another name"},
        {hexameter::testing::self_signed_server(pem),
         "is not trusted (SSL certificate problem: "
         "self-signed certificate)"}};
    for (const auto& [identity, words] : cases) {
        FaultServer server(ok(), identity);
        EXPECT_THAT(fault_of(*ask(server, trusting(ca_))), HasSubstr(words));
    }
}

TEST_F(TlsOptions, WithoutVerificationTakeAnyCertificate) {
    std::string pem;
    Connection connection;
    connection.verify = false;
    for (const auto& identity : {ca_.expired_server(), ca_.server_elsewhere(),
                                 hexameter::testing::self_signed_server(pem)}) {
        FaultServer server(ok(), identity);
        expect_ok(*ask(server, connection));
    }
}

// A connection that was opened without verification is none for a request that wants it.
TEST_F(TlsOptions, OfOneRequestAreNotAnothers) {
    FaultServer server(ok(), ca_.server());
    Connection unverified;
    unverified.verify = false;
    expect_ok(*ask(server, unverified));
    EXPECT_THAT(fault_of(*ask(server, trusting(TestCa("Another")))), HasSubstr("is not trusted"));
    expect_ok(*ask(server, unverified));
    expect_ok(*ask(server, trusting(ca_)));
}

TEST_F(TlsOptions, CheckTheNameThatIsGivenAndSendTheUrlsHost) {
    std::promise<std::string> host;
    FaultServer server(
        [&](hexameter::testing::FaultConnection& connection) {
            const auto request = connection.read_request();
            if (!request) return;  // a client that refuses the name
            host.set_value(request->header("host"));
            connection.send(http_reply("200 OK", {}, "ok"));
        },
        ca_.server_elsewhere());
    Connection connection = trusting(ca_);
    connection.server_name = "elsewhere.example";
    // What the environment says of proxies is not for this machine, whatever name it shows.
    const Variable proxy("https_proxy", "http://127.0.0.1:9");
    Loop loop;
    HttpRequest request = get(server.url());
    request.connection = &connection;
    expect_ok(*fetch(loop, request));
    EXPECT_EQ(host.get_future().get(), "127.0.0.1:" + std::to_string(server.port()));
    connection.server_name = "other.example";
    EXPECT_THAT(fault_of(*ask(server, connection)), HasSubstr("is for another name"));
}

TEST_F(TlsOptions, ShowAClientCertificateToAServerThatAsks) {
    FaultServer server(ok(), ca_.server_for_clients());
    const auto pair = ca_.client();
    Connection connection = trusting(ca_);
    connection.client_cert = folder_.write("client.pem", pair.certificate);
    connection.client_key = folder_.write("client.key", pair.key);
    expect_ok(*ask(server, connection));
    connection.client_cert = folder_.write("both.pem", pair.certificate + pair.key);
    connection.client_key.clear();
    expect_ok(*ask(server, connection));
}

TEST_F(TlsOptions, SayThatAServerWantsAClientCertificateOrRefusesIt) {
    FaultServer server(ok(), ca_.server_for_clients());
    const std::string peer = "127.0.0.1:" + std::to_string(server.port());
    Connection connection = trusting(ca_);
    EXPECT_THAT(fault_of(*ask(server, connection)),
                HasSubstr(peer + " wants a client certificate"));
    const auto pair = TestCa("Another").client();
    connection.client_cert = folder_.write("client.pem", pair.certificate + pair.key);
    EXPECT_THAT(fault_of(*ask(server, connection)),
                HasSubstr(peer + " refused the client certificate"));

    FaultServer old(ok(), with_tls_1_2(ca_.server_for_clients()));
    EXPECT_THAT(fault_of(*ask(old, trusting(ca_))), HasSubstr("does it want a client certificate"));
    EXPECT_THAT(fault_of(*ask(old, connection)), HasSubstr("refused the client certificate"));
}

TEST_F(TlsOptions, RefuseALowerVersionThanTheLeast) {
    FaultServer server(ok(), with_tls_1_2(ca_.server()));
    Connection connection = trusting(ca_);
    connection.min_tls = LeastTls::v1_2;
    expect_ok(*ask(server, connection));
    connection.min_tls = LeastTls::v1_3;
    EXPECT_THAT(fault_of(*ask(server, connection)), HasSubstr("connection.min_tls"));
}

}  // namespace
}  // namespace hexameter::detail
