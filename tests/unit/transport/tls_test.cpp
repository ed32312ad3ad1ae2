// The transport over TLS, against a server whose certificates are made here.
#include <gmock/gmock.h>

#include <latch>
#include <optional>

#include "support/tls_identity.hpp"
#include "unit/base/environment_variable.hpp"
#include "unit/base/temp_folder.hpp"
#include "unit/transport/paced_server.hpp"

namespace hexameter::detail {
namespace {

using hexameter::testing::TempFolder;
using hexameter::testing::TestCa;
using hexameter::testing::TlsIdentity;
using hexameter::testing::Variable;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// A CA that SSL_CERT_FILE names; the loop is made by the test, after that.
class Tls : public ::testing::Test {
  protected:
    void trust(const std::string& pem) {
        const auto file = folder_.write("ca.pem", pem);
        named_.emplace("SSL_CERT_FILE", file.c_str());
    }

    void SetUp() override { trust(ca_.pem()); }

    TestCa ca_;
    TempFolder folder_;
    Variable bundle_{"CURL_CA_BUNDLE", nullptr};
    Variable folders_{"SSL_CERT_DIR", nullptr};
    std::optional<Variable> named_;
};

void expect_failure(const Recording& got, ErrorCode code, const std::vector<std::string>& words) {
    const ExchangeEnd& end = got.ends.front();
    EXPECT_FALSE(end.clean);
    EXPECT_EQ(end.error.code(), code);
    for (const auto& word : words) EXPECT_THAT(end.error.message(), HasSubstr(word));
}

TEST_F(Tls, CarriesAnExchangeAndKeepsTheConnection) {
    FaultServer server(
        serve_bytes(chunked_head() + chunk("one ") + chunk("two") + std::string(last_chunk)),
        ca_.server());
    Loop loop;
    for (int turn = 0; turn < 2; ++turn) {
        const auto got = fetch(loop, post(server.url("/chat"), "{}"));
        ASSERT_TRUE(got->ends.front().clean) << got->ends.front().error.text();
        EXPECT_EQ(got->ends.front().new_connection, turn == 0);
        EXPECT_EQ(got->body, "one two");
        EXPECT_THAT(got->calls, ElementsAre("sent", "head", "body", "body", "end"));
        EXPECT_GE(got->head_stamp.at, got->sent.front());
    }
    EXPECT_EQ(server.connections(), 1U);
}

TEST_F(Tls, CarriesABodyOfManyRecords) {
    const std::string large(1'000'000, 'x');
    FaultServer server(serve_bytes(http_reply("200 OK", {}, large)), ca_.server());
    Loop loop;
    const auto got = fetch(loop, post(server.url(), large));
    ASSERT_TRUE(got->ends.front().clean) << got->ends.front().error.text();
    EXPECT_EQ(got->body, large);
    Instant last = got->sent.front();
    for (const Piece& piece : got->pieces) {
        EXPECT_GE(piece.stamp.at, last);
        EXPECT_LT(piece.stamp.at, piece.seen);
        last = piece.stamp.at;
    }
}

TEST_F(Tls, StampsOfSingleRecordsLieBetweenTheServersSendAndOurRead) {
    Loop loop;
    wait_for_kernel_stamps(loop);
    constexpr int chunks = 200;
    PacedServer paced(chunks, ca_.server());
    for (int turn = 0; turn < 2; ++turn) {
        paced.has(-1);
        paced.sends.clear();
        Recording got;
        paced.listen(loop, got);
        start(loop, get(paced.server.url()), got);
        ASSERT_TRUE(got.wait().clean) << got.wait().error.text();
        EXPECT_GE(got.head_stamp.at, got.sent.front());
        expect_exact_stamps(got, paced.sends);
    }
}

TEST_F(Tls, RecordsThatArrivedBeforeOneReadAreMarkedAsCoalesced) {
    Loop loop;
    wait_for_kernel_stamps(loop);
    std::latch blocked(1);
    std::latch all_arrived(1);
    std::promise<void> has_all;
    std::promise<void> has_last;
    Instant last_sent;
    Instant released;
    FaultServer server(
        [&](FaultConnection& connection) {
            connection.read_request();
            connection.send(chunked_head() + chunk("a"));
            blocked.wait();
            connection.send(chunk("b"));
            connection.wait_acknowledged();
            last_sent = now();
            connection.send_together({chunk("c"), chunk("d")});
            connection.wait_acknowledged();
            released = now();
            all_arrived.count_down();
            has_all.get_future().wait();
            connection.send(chunk("e"));
            has_last.get_future().wait();
            connection.send(last_chunk);
        },
        ca_.server());
    Recording got;
    when_body_is(loop, got,
                 {{"a",
                   [&] {
                       blocked.count_down();
                       all_arrived.wait();
                   }},
                  {"abcd", [&] { has_all.set_value(); }},
                  {"abcde", [&] { has_last.set_value(); }}});
    start(loop, get(server.url()), got);
    ASSERT_TRUE(got.wait().clean) << got.wait().error.text();
    ASSERT_EQ(got.pieces.size(), 5U);
    for (const std::size_t i : {1U, 2U, 3U}) expect_late_stamp(got.pieces[i], last_sent, released);
    EXPECT_FALSE(got.pieces[4].stamp.coalesced);
    EXPECT_EQ(got.pieces[4].stamp.source, TimingSource::kernel_rx);
}

TEST_F(Tls, ARecordInTwoSegmentsIsStampedByTheSecond) {
    Loop loop;
    wait_for_kernel_stamps(loop);
    constexpr int records = 50;
    std::vector<Instant> second_sends;
    FaultServer server(
        [&](FaultConnection& connection) {
            connection.read_request();
            connection.send(chunked_head());
            for (int i = 0; i < records; ++i)
                connection.send_halves(chunk(std::string(1000, 'x')), [&] {
                    connection.wait_acknowledged();
                    // Rounds of the loop, in which it may read the half.
                    for (int round = 0; round < 3; ++round) run_on(loop, [] {});
                    second_sends.push_back(now());
                });
            connection.send(last_chunk);
        },
        ca_.server());
    const auto got = fetch(loop, get(server.url()));
    ASSERT_TRUE(got->ends.front().clean) << got->ends.front().error.text();
    ASSERT_EQ(got->pieces.size(), second_sends.size());
    for (std::size_t i = 0; i < got->pieces.size(); ++i)
        EXPECT_GE(got->pieces[i].stamp.at, second_sends[i]) << i;
}

TEST_F(Tls, OpensANewConnectionWhenTheServerClosedTheKeptOne) {
    FaultServer server(
        [](FaultConnection& connection) {
            connection.read_request();
            connection.send(http_reply("200 OK", {}, "ok"));
            if (connection.index() % 2 == 0) connection.finish_sending();
        },
        ca_.server());
    Loop loop;
    for (int i = 0; i < 6; ++i) {
        const auto got = fetch(loop, post(server.url(), "{}"));
        ASSERT_TRUE(got->ends.front().clean) << got->ends.front().error.text();
        EXPECT_EQ(got->body, "ok");
    }
    EXPECT_EQ(server.connections(), 6U);
}

TEST_F(Tls, ABodyMayEndWithTheConnection) {
    FaultServer server(
        [](FaultConnection& connection) {
            connection.read_request();
            connection.send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nwhole");
            connection.finish_sending();
        },
        ca_.server());
    Loop loop;
    const auto got = fetch(loop, get(server.url()));
    EXPECT_TRUE(got->ends.front().clean) << got->ends.front().error.text();
    EXPECT_EQ(got->body, "whole");
}

TEST_F(Tls, ACloseInMidStreamIsAnErrorWithOrWithoutCloseNotify) {
    for (const bool notify : {false, true}) {
        FaultServer server(
            [&](FaultConnection& connection) {
                connection.read_request();
                connection.send(chunked_head() + chunk("one"));
                if (notify) connection.finish_sending();
            },
            ca_.server());
        Loop loop;
        const auto got = fetch(loop, get(server.url()));
        EXPECT_EQ(got->body, "one");
        expect_failure(*got, ErrorCode::transport, {"closed the connection", "3 body bytes"});
    }
}

TEST_F(Tls, AnUnknownCaIsNamedAsSuch) {
    FaultServer server(serve_bytes(http_reply("200 OK", {}, "ok")), TestCa("Another").server());
    {
        Loop loop;
        expect_failure(
            *fetch(loop, get(server.url())), ErrorCode::transport,
            {"the certificate of 127.0.0.1:" + std::to_string(server.port()) + " is not trusted",
             "SSL certificate problem", "SSL_CERT_FILE", "trusted now: SSL_CERT_FILE"});
    }
    {
        const Variable bundle("CURL_CA_BUNDLE", folder_.write("lab.pem", ca_.pem()).c_str());
        Loop loop;
        expect_failure(*fetch(loop, get(server.url())), ErrorCode::transport,
                       {"by the environment variable CURL_CA_BUNDLE", "now: CURL_CA_BUNDLE"});
    }
    named_.reset();
    named_.emplace("SSL_CERT_FILE", nullptr);
    Loop loop;
    expect_failure(*fetch(loop, get(server.url())), ErrorCode::transport,
                   {"is not trusted", "trusted now: the system's CAs"});
}

TEST_F(Tls, ACaMadeAnewUnderItsOldNameIsHintedAt) {
    FaultServer server(serve_bytes(http_reply("200 OK", {}, "ok")), TestCa().server());
    Loop loop;
    expect_failure(*fetch(loop, get(server.url())), ErrorCode::transport,
                   {"TLS with 127.0.0.1:", "a CA that is trusted here (SSL_CERT_FILE)"});
}

TEST_F(Tls, ADateThatIsNotRightIsNamedAsSuch) {
    const auto ok = serve_bytes(http_reply("200 OK", {}, "ok"));
    FaultServer old(ok, ca_.expired_server());
    FaultServer early(ok, ca_.future_server());
    Loop loop;
    expect_failure(*fetch(loop, get(old.url())), ErrorCode::transport,
                   {"the certificate of 127.0.0.1:", "has expired", "renew", "clock"});
    expect_failure(*fetch(loop, get(early.url())), ErrorCode::transport,
                   {"the certificate of 127.0.0.1:", "is not valid yet", "clock"});
}

TEST_F(Tls, AnotherNameIsNamedAsSuch) {
    FaultServer server(serve_bytes(http_reply("200 OK", {}, "ok")), ca_.server_elsewhere());
    Loop loop;
    // Trouble of another kind before must not colour what is said.
    FaultServer old(serve_bytes(""), ca_.expired_server());
    static_cast<void>(fetch(loop, get(old.url())));
    expect_failure(*fetch(loop, get(server.url())), ErrorCode::transport,
                   {"the certificate of 127.0.0.1:", "is for another name", "'127.0.0.1'", "URL"});
}

TEST_F(Tls, ASelfSignedCertificateIsTrustedOnceNamed) {
    std::string pem;
    FaultServer server(serve_bytes(http_reply("200 OK", {}, "ok")),
                       hexameter::testing::self_signed_server(pem));
    {
        Loop loop;
        expect_failure(*fetch(loop, get(server.url())), ErrorCode::transport,
                       {"is not trusted", "self-signed", "SSL_CERT_FILE"});
    }
    trust(pem);
    Loop loop;
    const auto got = fetch(loop, get(server.url()));
    EXPECT_TRUE(got->ends.front().clean) << got->ends.front().error.text();
}

TEST_F(Tls, ACaIsFoundInAFolderToo) {
    FaultServer server(serve_bytes(http_reply("200 OK", {}, "ok")), ca_.server());
    const auto file = folder_.write("cas/" + ca_.file_name(), ca_.pem());
    named_.reset();
    named_.emplace("SSL_CERT_FILE", nullptr);
    const Variable cas("SSL_CERT_DIR", file.parent_path().c_str());
    Loop loop;
    const auto got = fetch(loop, get(server.url()));
    EXPECT_TRUE(got->ends.front().clean) << got->ends.front().error.text();
}

TEST_F(Tls, RootsThatCannotBeUsedFailHttpsAloneAndAreNamed) {
    FaultServer server(serve_bytes(http_reply("200 OK", {}, "ok")), ca_.server());
    FaultServer plain(serve_bytes(http_reply("200 OK", {}, "ok")));
    trust("no certificate\n");
    {
        Loop loop;
        expect_failure(*fetch(loop, get(server.url())), ErrorCode::config,
                       {"what SSL_CERT_FILE names", "PEM"});
        EXPECT_TRUE(fetch(loop, get(plain.url()))->ends.front().clean);
    }
    const Variable bundle("CURL_CA_BUNDLE", "/no/such.pem");
    Loop loop;
    const std::string address = server.url().substr(std::string_view("https").size());
    for (const char* scheme : {"https", "HTTPS"})
        expect_failure(*fetch(loop, get(scheme + address)), ErrorCode::config,
                       {"what CURL_CA_BUNDLE names", "No such file"});
    EXPECT_TRUE(fetch(loop, get(plain.url()))->ends.front().clean);
}

}  // namespace
}  // namespace hexameter::detail
