// How servers are reached, as a user says it and hears of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2e/event_log.hpp"
#include "e2e/program.hpp"
#include "support/http2_peer.hpp"

namespace hexameter::e2e {
namespace {

using hexameter::testing::FaultServer;
using hexameter::testing::Http2Peer;
using hexameter::testing::TestCa;
using hexameter::testing::with_http2;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

// The body of a recorded reply of llama.cpp's server, without its HTTP/1.1.
std::vector<std::string> recorded_events() {
    const auto reply = hexameter::testing::recorded_reply(HEXAMETER_TEST_DATA
                                                          "/wire/llama.cpp/chat_stream_usage.http");
    std::vector<std::string> events;
    for (std::size_t at = 0; (at = reply.bytes.find("data: ", at)) != std::string::npos;) {
        const auto end = reply.bytes.find("\n\n", at) + 2;
        events.push_back(reply.bytes.substr(at, end - at));
        at = end;
    }
    return events;
}

// Each event in a frame of its own, at the pace of a server that makes some.
FaultServer::Script stream_over_http2() {
    return [events = recorded_events()](hexameter::testing::FaultConnection& connection) {
        Http2Peer peer(connection);
        while (const auto request = peer.read_request()) {
            peer.head(request->stream, 200, {{"content-type", "text/event-stream"}});
            for (std::size_t i = 0; i < events.size(); ++i) {
                peer.data(request->stream, events[i], i + 1 == events.size());
                connection.pause(std::chrono::milliseconds(2));
            }
        }
    };
}

class ConnectionFlags : public ::testing::Test {
  protected:
    static std::vector<std::string> run_words(const FaultServer& server,
                                              const std::vector<std::string>& more) {
        std::vector<std::string> words{
            "run",      "--provider", "openai",       "--url", server.url("/v1"), "--model", "m",
            "--prompt", "Hi",         "--iterations", "2"};
        words.insert(words.end(), more.begin(), more.end());
        return words;
    }

    static FaultServer::Script recorded() {
        return hexameter::testing::serve_recorded(
            {{"/v1/chat/completions", HEXAMETER_TEST_DATA "/wire/llama.cpp/chat_stream_usage.http"},
             {"/v1/models", HEXAMETER_TEST_DATA "/wire/llama.cpp/models.http"}});
    }

    ConnectionFlags() { cli_.set("COLUMNS", "300"); }

    TestCa ca_;
    Cli cli_;
    const std::string file_ = cli_.folder().write("ca.pem", ca_.pem()).string();
};

TEST_F(ConnectionFlags, NameACaAndAreRecorded) {
    FaultServer server(recorded(), ca_.server());
    const auto run = cli_.run(run_words(server, {"--ca-file", file_}));
    EXPECT_EQ(run.code, 0) << run.err;
    EXPECT_THAT(run.out, HasSubstr("connection of m: CA ca.pem"));
    const auto show = cli_.run({"show", "latest", "--format", "json"});
    EXPECT_THAT(show.out, HasSubstr("\"ca_file\":\"" + file_ + "\""));
}

TEST_F(ConnectionFlags, ThatLeaveACertificateUncheckedAreSaidInEveryReport) {
    FaultServer server(recorded(), ca_.expired_server());
    for (const char* format : {"table", "md"}) {
        const auto run = cli_.run(run_words(server, {"--insecure", "--format", format}));
        EXPECT_EQ(run.code, 0) << run.err;
        EXPECT_THAT(run.out, HasSubstr("certificate of the server NOT VERIFIED"));
    }
    const auto json = cli_.run({"show", "latest", "--format", "json"});
    EXPECT_THAT(json.out, HasSubstr("\"connection\":{\"verify\":false}"));
    EXPECT_EQ(cli_.run(run_words(server, {})).code, 5);
}

TEST_F(ConnectionFlags, ThatCannotBeUsedAreRefusedBeforeTheStartByField) {
    FaultServer server(recorded(), ca_.server());
    const auto pair = ca_.client();
    const auto certificate = cli_.folder().write("client.pem", pair.certificate).string();
    const auto other = cli_.folder().write("other.key", ca_.client().key).string();
    const auto text = cli_.folder().write("no.pem", "no certificate").string();
    const std::pair<std::vector<std::string>, std::vector<std::string>> cases[] = {
        {{"--ca-file", "/no/ca.pem"}, {"connection.ca_file", "/no/ca.pem", "No such file"}},
        {{"--ca-file", text}, {"connection.ca_file", text, "no certificate in PEM"}},
        {{"--client-cert", text}, {"connection.client_cert", text}},
        {{"--client-key", other}, {"connection.client_key", "--client-cert"}},
        {{"--client-cert", certificate, "--client-key", other},
         {"connection.client_key", other, "not the key of the certificate"}},
        {{"--unix-socket", text}, {"connection.unix_socket", text, "no socket"}},
        {{"--http", "3"}, {"--http: must be 1.1, 2 or auto, not 3"}},
        {{"--min-tls", "1.1"}, {"--min-tls: must be 1.2 or 1.3, not 1.1"}},
        {{"--server-name", "a b"}, {"server_name"}}};
    for (const auto& [flags, gist] : cases) {
        const auto run = cli_.run(run_words(server, flags));
        EXPECT_EQ(run.code, 2) << flags.front();
        for (const auto& words : gist) EXPECT_THAT(run.err, HasSubstr(words));
    }
    EXPECT_THAT(cli_.kept(), SizeIs(0));
}

TEST_F(ConnectionFlags, AreFieldsOfARunFileWithPathsFromItsFolder) {
    FaultServer server(recorded(), ca_.server_for_clients());
    const auto pair = ca_.client();
    cli_.folder().write("tls/client.pem", pair.certificate);
    cli_.folder().write("tls/client.key", pair.key);
    const auto file = cli_.folder().write(
        "run.yaml",
        "modality: text\ndataset: {samples: [{prompt: Hi}]}\nmodels:\n"
        "  - provider: openai\n    model: m\n    config: {base_url: \"" +
            server.url("/v1") +
            "\"}\n    connection: {ca_file: ca.pem, client_cert: tls/client.pem,\n"
            "                 client_key: tls/client.key, min_tls: 1.3, http: auto}\n");
    const auto run = cli_.run({"run", file.string()});
    EXPECT_EQ(run.code, 0) << run.out << run.err;
    EXPECT_THAT(run.out, HasSubstr("client certificate client.pem, TLS 1.3 at least, HTTP/2 where "
                                   "offered"));
}

TEST_F(ConnectionFlags, WrongInARunFileAreFaultsWithTheirPlace) {
    const auto file = cli_.folder().write(
        "run.yaml",
        "modality: text\ndataset: {samples: [{prompt: Hi}]}\nmodels:\n"
        "  - provider: openai\n    model: m\n    connection: {http: 3, cafile: x}\n");
    const auto run = cli_.run({"run", file.string()});
    EXPECT_EQ(run.code, 2);
    EXPECT_THAT(run.err, HasSubstr("run.yaml:6:18 models[0].connection.http: "));
    EXPECT_THAT(run.err, HasSubstr("cafile"));
}

TEST_F(ConnectionFlags, AreTakenByModelsToo) {
    FaultServer server(recorded(), ca_.server());
    const std::vector<std::string> words{"models", "--provider", "openai", "--url",
                                         server.url("/v1")};
    EXPECT_EQ(cli_.run(words).code, 5);
    auto trusting = words;
    trusting.insert(trusting.end(), {"--ca-file", file_});
    const auto list = cli_.run(trusting);
    EXPECT_EQ(list.code, 0) << list.err;
}

TEST_F(ConnectionFlags, OfARunWithoutAServerAreRefused) {
    const auto run =
        cli_.run({"run", "--provider", "null", "--model", "m", "--prompt", "Hi", "--insecure"});
    EXPECT_EQ(run.code, 2);
    EXPECT_THAT(run.err, HasSubstr("no model of this run has a server"));
}

TEST_F(ConnectionFlags, AskForHttp2WhichIsNotedInEachRow) {
    FaultServer tls(stream_over_http2(), with_http2(ca_.server()));
    FaultServer plain(stream_over_http2());
    FaultServer old(recorded(), ca_.server());
    for (const FaultServer* server : {&tls, &plain, &old}) {
        const auto run =
            cli_.run(run_words(*server, {"--ca-file", file_, "--http", "2", "--format", "json"}));
        EXPECT_EQ(run.code, 0) << run.out << run.err;
        const Json json = parsed(run.out);
        ASSERT_TRUE(json.IsObject());
        for (const auto& row : json["iterations"].GetArray()) {
            EXPECT_EQ(text_at(row, "status"), "ok");
            ASSERT_GT(row["timeline"]["events"].Size(), 1U);
            for (const auto& event : row["timeline"]["events"].GetArray()) {
                const bool by_kernel = text_at(event, "source") == "kernel_rx";
                EXPECT_TRUE(server == &old || !by_kernel);
            }
        }
        EXPECT_THAT(run.out,
                    HasSubstr(server == &old ? "HTTP/2 was asked for, and the server spoke HTTP/1.1"
                                             : "HTTP/2: streams share a connection"));
    }
}

TEST_F(ConnectionFlags, LeadToASimulatedServerAtAUnixSocket) {
    const auto path = (cli_.folder().path() / "sim.sock").string();
    auto server = cli_.start({"simulate", "--unix", path, "--ttft-ms", "5", "--itl-ms", "1"});
    server.wait_for_line("listening on " + path);
    const auto run = cli_.run({"run", "--provider", "ollama", "--model", "swift", "--prompt",
                               "What is 17 + 25?", "--unix-socket", path});
    EXPECT_EQ(run.code, 0) << run.out << run.err;
    EXPECT_THAT(run.out, HasSubstr("Unix socket " + path));
    EXPECT_THAT(run.out, HasSubstr("kernel stamps 0.0 %, coalesced 100.0 %"));
    server.signal(SIGTERM);
    EXPECT_EQ(server.finish().code, 0);
    EXPECT_FALSE(std::filesystem::exists(path));
    const auto gone = cli_.run({"run", "--provider", "ollama", "--model", "swift", "--prompt", "Hi",
                                "--unix-socket", path});
    EXPECT_EQ(gone.code, 5);
    EXPECT_THAT(gone.out, HasSubstr("nothing is there: is the server running"));
}

}  // namespace
}  // namespace hexameter::e2e
