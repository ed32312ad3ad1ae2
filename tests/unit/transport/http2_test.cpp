// HTTP/2 against a server by nghttp2: over TLS by ALPN, over http:// with prior knowledge.
#include <gmock/gmock.h>

#include <atomic>
#include <latch>

#include "support/http2_peer.hpp"
#include "unit/base/temp_folder.hpp"
#include "unit/transport/recording.hpp"

namespace hexameter::detail {
namespace {

using hexameter::testing::Http2Peer;
using hexameter::testing::serve_http2;
using hexameter::testing::TempFolder;
using hexameter::testing::TestCa;
using hexameter::testing::TlsIdentity;
using hexameter::testing::with_http2;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::uint32_t internal_error = 2;
constexpr std::uint32_t refused_stream = 7;

enum class Layer { tls, plain };

class Http2 : public ::testing::TestWithParam<Layer> {
  protected:
    Http2() {
        way_.ca_file = folder_.write("ca.pem", ca_.pem());
        way_.http = HttpVersion::http2;
    }

    [[nodiscard]] TlsIdentity identity() const {
        return GetParam() == Layer::tls ? with_http2(ca_.server()) : nullptr;
    }

    HttpRequest request(const FaultServer& server, std::string body = "{}") {
        HttpRequest request = post(server.url("/v1/chat"), std::move(body));
        request.connection = &way_;
        return request;
    }

    static Error fault_of(const Recording& got) {
        EXPECT_FALSE(got.ends.front().clean);
        return got.ends.front().error;
    }

    TestCa ca_;
    TempFolder folder_;
    Connection way_;
    Loop loop_;
};

void count_pieces(Recording& got, std::atomic<int>& heard) {
    got.on_piece = [&heard](std::string_view) {
        ++heard;
        heard.notify_one();
        return BodyVerdict::more;
    };
}

TEST_P(Http2, CarriesAnExchangeAndKeepsTheConnection) {
    std::promise<hexameter::testing::Http2Request> first;
    FaultServer server(
        [&](FaultConnection& connection) {
            Http2Peer peer(connection);
            for (bool told = false; const auto request = peer.read_request(); told = true) {
                if (!told) first.set_value(*request);
                peer.head(request->stream, 200, {{"content-type", "text/plain"}});
                peer.data(request->stream, "ok", true);
            }
        },
        identity());
    for (int turn = 0; turn < 2; ++turn) {
        const auto got = fetch(loop_, request(server, "question"));
        ASSERT_TRUE(got->ends.front().clean) << got->ends.front().error.text();
        EXPECT_EQ(got->ends.front().new_connection, turn == 0);
        EXPECT_EQ(got->heads.front().status, 200);
        EXPECT_TRUE(got->heads.front().http2);
        EXPECT_EQ(got->heads.front().headers, "content-type: text/plain\n");
        EXPECT_EQ(got->body, "ok");
        EXPECT_THAT(got->calls, ElementsAre("sent", "head", "body", "end"));
    }
    EXPECT_EQ(server.connections(), 1U);
    auto asked = first.get_future().get();
    EXPECT_EQ(asked.headers[":path"], "/v1/chat");
    EXPECT_EQ(asked.headers[":method"], "POST");
    EXPECT_EQ(asked.headers[":authority"], "127.0.0.1:" + std::to_string(server.port()));
    EXPECT_EQ(asked.body, "question");
}

// Each piece goes out once the one before was heard: what is told apart is told apart by us.
TEST_P(Http2, HandsOnEachPieceWithAStampOfUserSpaceThatIsAnUpperBound) {
    constexpr int pieces = 20;
    std::vector<Instant> sends;
    std::atomic<int> heard = 0;
    FaultServer server(
        [&](FaultConnection& connection) {
            Http2Peer peer(connection);
            const auto request = peer.read_request();
            peer.head(request->stream, 200);
            for (int i = 0; i < pieces; ++i) {
                sends.push_back(now());
                peer.data(request->stream, "x", i + 1 == pieces);
                heard.wait(i);
            }
        },
        identity());
    Recording got;
    count_pieces(got, heard);
    start(loop_, request(server), got);
    ASSERT_TRUE(got.wait().clean) << got.wait().error.text();
    ASSERT_EQ(got.pieces.size(), pieces);
    for (std::size_t i = 0; i < pieces; ++i) {
        EXPECT_EQ(got.pieces[i].stamp.source, TimingSource::host_wire);
        EXPECT_TRUE(got.pieces[i].stamp.coalesced);
        EXPECT_GE(got.pieces[i].stamp.at, sends[i]);
        EXPECT_LE(got.pieces[i].stamp.at, got.pieces[i].seen);
    }
}

TEST_P(Http2, SendsRequestsThatAreInFlightTogetherOverOneConnection) {
    constexpr int streams = 40;
    FaultServer server(
        [&](FaultConnection& connection) {
            Http2Peer peer(connection);
            std::vector<std::int32_t> all;
            while (all.size() < streams) {
                const auto request = peer.read_request();
                if (!request) return;
                all.push_back(request->stream);
            }
            for (const auto stream : all) peer.head(stream, 200);
            for (const char* piece : {"one ", "two "})
                for (const auto stream : all) peer.data(stream, piece);
            for (const auto stream : all) peer.data(stream, "three", true);
            while (peer.read_request()) continue;
        },
        identity());
    std::vector<std::unique_ptr<Recording>> all;
    for (int i = 0; i < streams; ++i) {
        all.push_back(std::make_unique<Recording>());
        start(loop_, request(server), *all.back());
    }
    for (const auto& one : all) {
        EXPECT_TRUE(one->wait().clean) << one->wait().error.text();
        EXPECT_EQ(one->body, "one two three");
    }
    EXPECT_EQ(server.connections(), 1U);
}

TEST_P(Http2, ACancelEndsTheStreamAndNotTheConnection) {
    std::promise<bool> was_reset;
    std::promise<void> was_cut;
    FaultServer server(
        [&](FaultConnection& connection) {
            Http2Peer peer(connection);
            auto first = peer.read_request();
            auto second = peer.read_request();
            if (first->body != "cut") std::swap(first, second);  // they may come in any order
            peer.head(first->stream, 200);
            peer.data(first->stream, "one");
            was_cut.get_future().wait();
            peer.data(first->stream, "two");
            was_reset.set_value(peer.wait_reset(first->stream));
            peer.head(second->stream, 200);
            peer.data(second->stream, "other", true);
            while (const auto next = peer.read_request()) {
                peer.head(next->stream, 200);
                peer.data(next->stream, "next", true);
            }
        },
        identity());
    Recording cut;
    Recording other;
    ExchangeId id = 0;
    cut.on_piece = [&](std::string_view) {
        loop_.http().cancel(id);
        return BodyVerdict::more;
    };
    loop_.post([&] {
        id = loop_.http().start(request(server, "cut"), cut);
        loop_.http().start(request(server), other);
    });
    EXPECT_TRUE(cut.wait().stopped);
    was_cut.set_value();
    EXPECT_TRUE(was_reset.get_future().get());
    EXPECT_TRUE(other.wait().clean) << other.wait().error.text();
    EXPECT_EQ(other.body, "other");
    EXPECT_EQ(fetch(loop_, request(server))->body, "next");
    EXPECT_EQ(server.connections(), 1U);
}

// So that the server stops working on it at once.
TEST_P(Http2, CutTheOnlyStreamOfAConnectionEndsThatToo) {
    std::promise<void> gone;
    FaultServer server(
        [&](FaultConnection& connection) {
            Http2Peer peer(connection);
            while (const auto request = peer.read_request()) {
                peer.head(request->stream, 200);
                peer.data(request->stream, "one");
                if (connection.index() > 0) peer.data(request->stream, "two", true);
            }
            if (connection.index() == 0) gone.set_value();
        },
        identity());
    Recording cut;
    cut.on_piece = [](std::string_view) { return BodyVerdict::stop; };
    start(loop_, request(server), cut);
    EXPECT_TRUE(cut.wait().stopped);
    gone.get_future().wait();
    EXPECT_EQ(fetch(loop_, request(server))->body, "onetwo");
    EXPECT_EQ(server.connections(), 2U);
}

TEST_P(Http2, AStreamThatIsResetInMidReplyIsAnErrorThatSaysSo) {
    std::atomic<int> heard = 0;
    FaultServer server(
        [&](FaultConnection& connection) {
            Http2Peer peer(connection);
            for (int turn = 0; const auto request = peer.read_request(); ++turn) {
                peer.head(request->stream, 200);
                peer.data(request->stream, "one");
                heard.wait(turn);
                peer.reset(request->stream, internal_error);
            }
        },
        identity());
    for (int turn = 0; turn < 2; ++turn) {
        Recording got;
        count_pieces(got, heard);
        start(loop_, request(server), got);
        got.wait();
        const Error error = fault_of(got);
        EXPECT_EQ(error.code(), ErrorCode::transport);
        EXPECT_THAT(error.message(), HasSubstr("127.0.0.1:" + std::to_string(server.port()) +
                                               " broke off the reply"));
        EXPECT_THAT(error.message(), HasSubstr("INTERNAL_ERROR"));
        EXPECT_THAT(error.message(), HasSubstr("after 3 body bytes"));
        EXPECT_EQ(got.body, "one");
    }
    EXPECT_EQ(server.connections(), 1U);
}

// The server says that it has not worked on it.
TEST_P(Http2, AStreamThatIsRefusedIsSentAgain) {
    FaultServer server(
        [](FaultConnection& connection) {
            Http2Peer peer(connection);
            while (const auto request = peer.read_request()) {
                if (connection.index() == 0) {
                    peer.reset(request->stream, refused_stream);
                    continue;
                }
                peer.head(request->stream, 200);
                peer.data(request->stream, "ok", true);
            }
        },
        identity());
    const auto got = fetch(loop_, request(server));
    EXPECT_TRUE(got->ends.front().clean) << got->ends.front().error.text();
    EXPECT_EQ(got->body, "ok");
    EXPECT_EQ(got->sent.size(), 2U);
    EXPECT_EQ(got->again[0], "");
    EXPECT_THAT(got->again[1], HasSubstr("refused its stream"));
}

TEST_P(Http2, AStreamThatIsRefusedAgainIsAnErrorThatSaysSo) {
    FaultServer server(
        [](FaultConnection& connection) {
            Http2Peer peer(connection);
            while (const auto request = peer.read_request())
                peer.reset(request->stream, refused_stream);
        },
        identity());
    const auto got = fetch(loop_, request(server));
    EXPECT_EQ(fault_of(*got).code(), ErrorCode::transport);
    EXPECT_THAT(fault_of(*got).message(), HasSubstr("REFUSED_STREAM"));
    EXPECT_THAT(fault_of(*got).message(), HasSubstr("2 times"));
    EXPECT_FALSE(got->ends.front().replied);
    EXPECT_EQ(got->sent.size(), 2U);
}

TEST_P(Http2, AServerThatGoesAwayBeforeItRepliesIsAnErrorThatSaysSo) {
    FaultServer server(
        [](FaultConnection& connection) {
            Http2Peer peer(connection);
            while (peer.read_request()) peer.go_away(0);
        },
        identity());
    const auto got = fetch(loop_, request(server));
    EXPECT_EQ(fault_of(*got).code(), ErrorCode::transport);
    EXPECT_THAT(fault_of(*got).message(), HasSubstr("GOAWAY"));
    EXPECT_FALSE(got->ends.front().replied);
    EXPECT_LE(got->sent.size(), 2U);
}

TEST_P(Http2, AServerThatGoesAwayFinishesWhatItTookAndGetsNoMore) {
    FaultServer server(
        [](FaultConnection& connection) {
            Http2Peer peer(connection);
            const auto request = peer.read_request();
            if (!request) return;
            peer.head(request->stream, 200);
            peer.go_away(request->stream);
            peer.data(request->stream, "ok", true);
            while (peer.read_request()) continue;
        },
        identity());
    for (int turn = 0; turn < 3; ++turn) {
        const auto got = fetch(loop_, request(server));
        EXPECT_TRUE(got->ends.front().clean) << got->ends.front().error.text();
        EXPECT_EQ(got->body, "ok");
    }
    EXPECT_EQ(server.connections(), 3U);
}

TEST_P(Http2, AServerThatGoesAwayInMidReplyAndClosesIsAnError) {
    FaultServer server(
        [](FaultConnection& connection) {
            Http2Peer peer(connection);
            const auto request = peer.read_request();
            peer.head(request->stream, 200);
            peer.data(request->stream, "one");
            peer.go_away(request->stream, internal_error);
        },
        identity());
    const auto got = fetch(loop_, request(server));
    EXPECT_EQ(fault_of(*got).code(), ErrorCode::transport) << fault_of(*got).text();
    EXPECT_THAT(fault_of(*got).message(), HasSubstr("log"));
    EXPECT_EQ(got->body, "one");
}

TEST_P(Http2, NamesTheStallLimit) {
    FaultServer server(
        [](FaultConnection& connection) {
            Http2Peer peer(connection);
            const auto request = peer.read_request();
            peer.head(request->stream, 200);
            peer.data(request->stream, "one");
            while (peer.read_request()) continue;
        },
        identity());
    HttpRequest asked = request(server);
    asked.stall_ms = 100;
    const auto got = fetch(loop_, asked);
    EXPECT_EQ(fault_of(*got).code(), ErrorCode::timeout);
    EXPECT_THAT(fault_of(*got).message(), HasSubstr("for 100 ms (limits.stall_ms)"));
}

TEST_P(Http2, TakesNoMoreOfABodyThanTheLimit) {
    FaultServer server(serve_http2(std::string(100'000, 'x')), identity());
    HttpRequest asked = request(server);
    asked.max_body_bytes = 50'000;
    const auto got = fetch(loop_, asked);
    EXPECT_EQ(fault_of(*got).code(), ErrorCode::limit);
    EXPECT_THAT(fault_of(*got).message(), HasSubstr("more than 50000 bytes of body"));
}

TEST_P(Http2, AHeadThatIsTooLongIsAnErrorThatSaysSo) {
    FaultServer server(
        [](FaultConnection& connection) {
            Http2Peer peer(connection);
            while (const auto request = peer.read_request()) {
                std::map<std::string, std::string> headers;
                for (int i = 0; i < 40; ++i)
                    headers["x-" + std::to_string(i)] = std::string(8000, 'x');
                peer.head(request->stream, 200, headers);
                peer.data(request->stream, "ok", true);
            }
        },
        identity());
    const auto got = fetch(loop_, request(server));
    EXPECT_EQ(fault_of(*got).code(), ErrorCode::transport);
    EXPECT_THAT(fault_of(*got).message(),
                HasSubstr(GetParam() == Layer::tls ? "without a reply" : "more than 64 KiB"));
    EXPECT_TRUE(got->body.empty());
}

INSTANTIATE_TEST_SUITE_P(Over, Http2, ::testing::Values(Layer::tls, Layer::plain),
                         [](const auto& given) {
                             return given.param == Layer::tls ? "Tls" : "PlainText";
                         });

class Http2Asked : public ::testing::Test {
  protected:
    std::unique_ptr<Recording> ask(const FaultServer& server, HttpVersion http) {
        auto& way = ways_.emplace_back();
        way.ca_file = folder_.write("ca.pem", ca_.pem());
        way.http = http;
        HttpRequest request = get(server.url());
        request.connection = &way;
        return fetch(loop_, request);
    }

    TestCa ca_;
    TempFolder folder_;
    std::deque<Connection> ways_;
    Loop loop_;
};

TEST_F(Http2Asked, OfAServerThatLacksItOverTlsIsHttp1) {
    FaultServer server(serve_bytes(http_reply("200 OK", {}, "ok")), ca_.server());
    for (const auto http : {HttpVersion::http2, HttpVersion::automatic}) {
        const auto got = ask(server, http);
        EXPECT_EQ(got->body, "ok") << got->ends.front().error.text();
        EXPECT_FALSE(got->heads.front().http2);
    }
}

TEST_F(Http2Asked, OfAServerThatLacksItOverPlainTextIsAnError) {
    FaultServer server(serve_bytes(http_reply("400 Bad Request", {}, "what?")));
    const auto got = ask(server, HttpVersion::http2);
    EXPECT_EQ(got->ends.front().error.code(), ErrorCode::transport);
    EXPECT_THAT(got->ends.front().error.message(), HasSubstr("is not HTTP/2"));
    EXPECT_THAT(got->ends.front().error.message(), HasSubstr("connection.http"));
}

TEST_F(Http2Asked, IsEachRequestsOwnAndNoConnectionIsShared) {
    FaultServer server(
        [](FaultConnection& connection) {
            // The first bytes tell which of the two it is: the preface of HTTP/2 is no request.
            if (connection.index() == 1) return serve_http2("two")(connection);
            serve_bytes(http_reply("200 OK", {}, "one"))(connection);
        },
        with_http2(ca_.server()));
    const auto expect = [&](HttpVersion http, const char* body, bool http2) {
        const auto got = ask(server, http);
        EXPECT_EQ(got->body, body) << got->ends.front().error.text();
        ASSERT_EQ(got->heads.size(), 1U);
        EXPECT_EQ(got->heads.front().http2, http2);
    };
    expect(HttpVersion::http1, "one", false);
    expect(HttpVersion::http2, "two", true);
    expect(HttpVersion::automatic, "two", true);
    expect(HttpVersion::http1, "one", false);
    EXPECT_EQ(server.connections(), 2U);
}

TEST_F(Http2Asked, AutomaticOverPlainTextIsHttp1OverOwnSockets) {
    FaultServer server(serve_bytes(http_reply("200 OK", {}, "ok")));
    const auto got = ask(server, HttpVersion::automatic);
    EXPECT_EQ(got->body, "ok") << got->ends.front().error.text();
    EXPECT_FALSE(got->heads.front().http2);
}

}  // namespace
}  // namespace hexameter::detail
