#include "transport/connection_check.hpp"

#include <gmock/gmock.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>

#include "support/tls_identity.hpp"
#include "unit/base/environment_variable.hpp"
#include "unit/base/temp_folder.hpp"

namespace hexameter::detail {
namespace {

using hexameter::testing::TempFolder;
using hexameter::testing::TestCa;
using hexameter::testing::Variable;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr const char* https = "https://lab.example:8443/v1";

std::string fault_of(const Connection& connection, std::string_view url = https) {
    const auto checked = check_connection(connection, url);
    if (checked) return {};
    EXPECT_EQ(checked.error().code(), ErrorCode::config);
    return checked.error().message();
}

class ConnectionCheck : public ::testing::Test {
  protected:
    Variable bundle_{"CURL_CA_BUNDLE", nullptr};
    Variable file_{"SSL_CERT_FILE", nullptr};
    Variable folders_{"SSL_CERT_DIR", nullptr};
    TempFolder folder_;
    TestCa ca_;
};

TEST_F(ConnectionCheck, HasNothingToSayOfTheDefault) {
    for (const char* url : {https, "http://127.0.0.1:8080", ""}) EXPECT_EQ(fault_of({}, url), "");
}

TEST_F(ConnectionCheck, NamesTheFieldAndThePathOfAFileThatCannotBeUsed) {
    Connection connection;
    connection.ca_file = "/no/ca.pem";
    EXPECT_THAT(fault_of(connection),
                AllOf(StartsWith("connection.ca_file: /no/ca.pem cannot be used: "),
                      HasSubstr("No such file")));
    connection = {};
    connection.client_cert = folder_.write("no.pem", "nothing");
    EXPECT_THAT(fault_of(connection),
                AllOf(StartsWith("connection.client_cert: "), HasSubstr("no certificate in PEM")));
    const auto pair = ca_.client();
    connection.client_cert = folder_.write("client.pem", pair.certificate);
    EXPECT_THAT(fault_of(connection),
                AllOf(StartsWith("connection.client_cert: "), HasSubstr("name it: client_key")));
    connection.client_key = folder_.write("other.key", ca_.client().key);
    EXPECT_THAT(fault_of(connection), AllOf(StartsWith("connection.client_key: "),
                                            HasSubstr("not the key of the certificate")));
    connection.client_key = folder_.write("client.key", pair.key);
    EXPECT_EQ(fault_of(connection), "");
    connection.client_cert.clear();
    EXPECT_THAT(fault_of(connection), StartsWith("connection.client_key: a key is shown with"));
}

TEST_F(ConnectionCheck, LooksAtTheEnvironmentsCasOnlyWhereTheyCount) {
    const Variable named("SSL_CERT_FILE", "/no/such.pem");
    Connection connection;
    EXPECT_THAT(fault_of(connection), HasSubstr("SSL_CERT_FILE"));
    connection.verify = false;
    EXPECT_EQ(fault_of(connection), "");
    connection = {};
    connection.ca_file = folder_.write("ca.pem", ca_.pem());
    EXPECT_EQ(fault_of(connection), "");
}

TEST_F(ConnectionCheck, RefusesAPathThatIsNoSocketAndLetsAServerStartLater) {
    Connection connection;
    connection.unix_socket = folder_.write("plain", "");
    EXPECT_THAT(fault_of(connection),
                AllOf(StartsWith("connection.unix_socket: "), HasSubstr("it is no socket")));
    connection.unix_socket = folder_.path() / std::string(120, 'x');
    EXPECT_THAT(fault_of(connection), HasSubstr("more than 107 bytes"));
    connection.unix_socket = folder_.path() / "later.sock";
    EXPECT_EQ(fault_of(connection), "");
}

TEST_F(ConnectionCheck, RefusesAConnectionForAProviderWithoutAServer) {
    Connection connection;
    connection.http = HttpVersion::http2;
    EXPECT_THAT(fault_of(connection, ""), StartsWith("connection: this provider has no server"));
}

}  // namespace
}  // namespace hexameter::detail
