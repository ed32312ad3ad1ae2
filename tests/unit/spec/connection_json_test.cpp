// The object `connection` of a model, from run files and back.
#include <gmock/gmock.h>

#include "hexameter/run_spec.hpp"

namespace hexameter {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string run_with(const std::string& connection) {
    return "modality: text\ndataset: {samples: [{prompt: Hi}]}\n"
           "models: [{provider: p, model: m, connection: " +
           connection + "}]\n";
}

Connection connection_of(const std::string& text, const char* folder = "/lab") {
    const auto spec = parse_run_spec(run_with(text), "run.yaml", folder);
    if (!spec) {
        ADD_FAILURE() << spec.error().text();
        return {};
    }
    return spec->models.front().connection;
}

TEST(ConnectionJson, IsReadWithPathsFromTheFolder) {
    const auto connection = connection_of(
        "{ca_file: ../ca.pem, client_cert: me.pem, client_key: /keys/me.key, server_name: lab,"
        " verify: false, min_tls: 1.3, http: 2, unix_socket: run/lab.sock}");
    EXPECT_EQ(connection.ca_file, "/ca.pem");
    EXPECT_EQ(connection.client_cert, "/lab/me.pem");
    EXPECT_EQ(connection.client_key, "/keys/me.key");
    EXPECT_EQ(connection.server_name, "lab");
    EXPECT_FALSE(connection.verify);
    EXPECT_EQ(connection.min_tls, LeastTls::v1_3);
    EXPECT_EQ(connection.http, HttpVersion::http2);
    EXPECT_EQ(connection.unix_socket, "/lab/run/lab.sock");
    EXPECT_EQ(connection_of("{http: 1.1, verify: true}"), Connection{});
    EXPECT_EQ(connection_of("{http: auto}").http, HttpVersion::automatic);
    EXPECT_EQ(connection_of("{min_tls: 1.2}").min_tls, LeastTls::v1_2);
}

TEST(ConnectionJson, GoesThroughTheTextOfASpecUnchanged) {
    for (const char* text :
         {"{}", "{http: auto, min_tls: 1.2}", "{http: 2, min_tls: 1.3, verify: false}",
          "{ca_file: a, client_cert: b, client_key: c, server_name: d.e, unix_socket: f}"}) {
        auto spec = parse_run_spec(run_with(text), "run.yaml", "/lab");
        ASSERT_TRUE(spec) << spec.error().text();
        const auto back = parse_run_spec(to_json(spec.value()), "back.json", "/elsewhere");
        ASSERT_TRUE(back) << back.error().text();
        EXPECT_EQ(back->models.front().connection, spec->models.front().connection) << text;
    }
}

TEST(ConnectionJson, OfTheDefaultIsNotWritten) {
    RunSpec spec;
    spec.models.emplace_back();
    EXPECT_THAT(to_json(spec), Not(HasSubstr("connection")));
}

TEST(ConnectionJson, HasFaultsWithTheirPlace) {
    const std::pair<const char*, const char*> cases[] = {
        {"{http: 3}", "models[0].connection.http"},
        {"{http: '2'}", "models[0].connection.http"},
        {"{min_tls: 1.1}", "models[0].connection.min_tls"},
        {"{ca_file: ''}", "models[0].connection.ca_file"},
        {"{server_name: 'a b'}", "models[0].connection.server_name"},
        {"{server_name: \"a\\r\\nX: 1\"}", "models[0].connection.server_name"},
        {"{verify: no}", "models[0].connection.verify"},
        {"{ca: x}", "models[0].connection"}};
    for (const auto& [text, place] : cases) {
        const auto spec = parse_run_spec(run_with(text), "run.yaml", "/lab");
        ASSERT_FALSE(spec) << text;
        EXPECT_THAT(spec.error().text(), AllOf(HasSubstr("run.yaml:3:"), HasSubstr(place)));
    }
}

}  // namespace
}  // namespace hexameter
