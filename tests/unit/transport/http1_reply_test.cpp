#include "transport/http1_reply.hpp"

#include <gmock/gmock.h>

#include <string_view>

namespace hexameter::detail {
namespace {

using State = Http1Reply::State;

std::span<const std::uint8_t> bytes_of(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

// A reply fed in pieces of `step` bytes, until its end or until nothing is left.
struct Fed {
    explicit Fed(std::string_view wire, std::size_t step = std::string::npos,
                 bool bodyless = false) {
        reply.begin(bodyless);
        for (std::size_t at = 0; at < wire.size() && state == State::more; at += step) {
            state = reply.take(bytes_of(wire.substr(at, step)), scratch);
            if (reply.has_head()) head = reply.head();
            body.append(reply.body().begin(), reply.body().end());
            if (step == std::string::npos) break;
        }
    }

    Http1Reply reply;
    std::string scratch;
    State state = State::more;
    HttpHead head;
    std::string body;
};

// RFC 9112, section 7.1: extensions and trailers; upper and lower case sizes.
constexpr std::string_view chunked =
    "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-Two:  b \r\n\r\n"
    "4;name=value\r\nWiki\r\n5\r\npedia\r\nE\r\n in\r\n\r\nchunks.\r\n0\r\nX-Late: 1\r\n\r\n";
constexpr std::string_view chunked_body = "Wikipedia in\r\n\r\nchunks.";

TEST(Http1Reply, IsTheSameAtEveryBoundary) {
    for (std::size_t step = 1; step <= chunked.size(); ++step) {
        const Fed fed(chunked, step);
        EXPECT_EQ(fed.state, State::complete) << step;
        EXPECT_EQ(fed.head.status, 200) << step;
        EXPECT_EQ(fed.head.headers, "transfer-encoding: chunked\nx-two: b\n") << step;
        EXPECT_EQ(fed.body, chunked_body) << step;
        EXPECT_TRUE(fed.reply.keeps_alive()) << step;
    }
}

TEST(Http1Reply, IsTheSameWhateverTwoPiecesItComesIn) {
    for (std::size_t cut = 1; cut < chunked.size(); ++cut) {
        Http1Reply reply;
        reply.begin(false);
        std::string scratch;
        EXPECT_EQ(reply.take(bytes_of(chunked.substr(0, cut)), scratch), State::more) << cut;
        std::string body(reply.body().begin(), reply.body().end());
        EXPECT_EQ(reply.take(bytes_of(chunked.substr(cut)), scratch), State::complete) << cut;
        body.append(reply.body().begin(), reply.body().end());
        EXPECT_EQ(body, chunked_body) << cut;
    }
}

TEST(Http1Reply, HandsABlockOfManyChunksOnAsOne) {
    const Fed fed(chunked);
    EXPECT_EQ(fed.body, chunked_body);
    EXPECT_EQ(fed.state, State::complete);
}

TEST(Http1Reply, PointsIntoTheBytesWhereTheBodyCameInOnePiece) {
    const std::string_view wire = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody";
    Http1Reply reply;
    reply.begin(false);
    std::string scratch;
    EXPECT_EQ(reply.take(bytes_of(wire), scratch), State::complete);
    EXPECT_EQ(static_cast<const void*>(reply.body().data()), wire.data() + wire.size() - 4);
}

TEST(Http1Reply, EndsWithTheConnectionWhereNoLengthIsGiven) {
    Fed fed("HTTP/1.1 200 OK\r\n\r\nall of it", 7);
    EXPECT_EQ(fed.state, State::more);
    EXPECT_EQ(fed.body, "all of it");
    EXPECT_EQ(fed.reply.take_end(), State::complete);
    EXPECT_FALSE(fed.reply.keeps_alive());
}

TEST(Http1Reply, IsCutWhenTheConnectionEndsBeforeIt) {
    for (const std::string_view wire :
         {"HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbod",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n",
          "HTTP/1.1 100 Continue\r\n\r\n"}) {
        Fed fed(wire);
        EXPECT_EQ(fed.state, State::more) << wire;
        EXPECT_FALSE(fed.reply.untouched()) << wire;
        EXPECT_EQ(fed.reply.take_end(), State::cut) << wire;
    }
    Fed nothing("");
    EXPECT_TRUE(nothing.reply.untouched());
    EXPECT_EQ(nothing.reply.take_end(), State::cut);
}

TEST(Http1Reply, HasNoBodyWhereThereCannotBeOne) {
    const Fed head("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n", 3, true);
    EXPECT_EQ(head.state, State::complete);
    EXPECT_EQ(head.body, "");
    for (const std::string_view status : {"204 No Content", "304 Not Modified"}) {
        const Fed fed("HTTP/1.1 " + std::string(status) + "\r\n\r\n");
        EXPECT_EQ(fed.state, State::complete) << status;
        EXPECT_TRUE(fed.reply.keeps_alive()) << status;
    }
}

TEST(Http1Reply, KeepsNoConnectionThatTheServerWillCloseOrThatSaysMoreThanItsReply) {
    EXPECT_FALSE(Fed("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
                     .reply.keeps_alive());
    EXPECT_FALSE(Fed("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n").reply.keeps_alive());
    const Fed surplus("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\n");
    EXPECT_EQ(surplus.state, State::complete);
    EXPECT_EQ(surplus.body, "ok");
    EXPECT_FALSE(surplus.reply.keeps_alive());
}

TEST(Http1Reply, RefusesWhatIsNotHttp) {
    for (const std::string_view wire :
         {"220 mail.example ESMTP\r\n", "<html>\r\n\r\n", "HTTP/2 200\r\n\r\n",
          "HTTP/1.1 abc OK\r\n\r\n", "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabcd\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n"})
        EXPECT_EQ(Fed(wire, 1).state, State::broken) << wire;
}

TEST(Http1Reply, ReadsWhatServersSendInPractice) {
    for (const std::string_view wire :
         {"HTTP/1.1 200\r\nContent-Length: 4\r\n\r\nbody",
          "HTTP/1.1 200 OK\nContent-Length: 4\n\nbody",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4  \r\nbody\r\n0\r\n\r\n",
          // RFC 9112, section 6.3: chunked overrides the length.
          "HTTP/1.1 200 OK\r\nContent-Length: 9\r\nTransfer-Encoding: "
          "chunked\r\n\r\n4\r\nbody\r\n0\r\n"
          "\r\n",
          "HTTP/1.1 200 OK\r\nConnection: keep-alive; x=1\r\nContent-Length: 4\r\n\r\nbody",
          "HTTP/1.1 200 OK\r\nX-Odd: a\x01z\r\nContent-Length: 4\r\n\r\nbody"}) {
        for (const std::size_t step : {std::string::npos, std::size_t{1}}) {
            const Fed fed(wire, step);
            EXPECT_EQ(fed.state, State::complete) << wire << " " << fed.reply.fault();
            EXPECT_EQ(fed.body, "body") << wire;
        }
    }
}

TEST(Http1Reply, RefusesAnEndlessChunkLineAndTrailer) {
    const std::string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    const std::string much(2 * Http1Reply::max_head_bytes, 'e');
    EXPECT_EQ(Fed(head + "1;" + much, 4096).state, State::head_too_long);
    EXPECT_EQ(Fed(head + "0\r\nX-Late: " + much, 4096).state, State::head_too_long);
}

TEST(Http1Reply, NamesWhatIsBroken) {
    const std::string ok = "HTTP/1.1 200 OK\r\n";
    const std::string chunked_head = ok + "Transfer-Encoding: chunked\r\n\r\n";
    const std::string length = "its Content-Length is no number that can be";
    for (const auto& [wire, fault] : std::vector<std::pair<std::string, std::string>>{
             {ok + "Content-Length: -5\r\n\r\n", length},
             {ok + "Content-Length: 99999999999999999999999\r\n\r\n", length},
             {ok + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n",
              "it has more than one Content-Length"},
             {chunked_head + "FFFFFFFFFFFFFFFFF\r\n",
              "the size of a chunk is no number that can be"},
             {"HTTP/1.1 20 OK\r\n\r\n", "its status is below 100"}}) {
        const Fed fed(wire);
        EXPECT_EQ(fed.state, State::broken) << wire;
        EXPECT_TRUE(fed.reply.begins_well()) << wire;
        EXPECT_EQ(fed.reply.fault(), fault) << wire;
    }
    const Fed mail("220 mail.example ESMTP\r\n");
    EXPECT_EQ(mail.state, State::broken);
    EXPECT_FALSE(mail.reply.begins_well());
}

TEST(Http1Reply, RefusesAnEndlessHead) {
    const std::string endless =
        "HTTP/1.1 200 OK\r\nX-Long: " + std::string(Http1Reply::max_head_bytes, 'v');
    EXPECT_EQ(Fed(endless).state, State::head_too_long);
    EXPECT_EQ(Fed(endless, 4096).state, State::head_too_long);
}

TEST(Http1Reply, IsReadyForTheNextReply) {
    Fed fed(chunked);
    fed.reply.begin(false);
    EXPECT_TRUE(fed.reply.untouched());
    EXPECT_FALSE(fed.reply.has_head());
    EXPECT_EQ(fed.reply.take(bytes_of("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"),
                             fed.scratch),
              State::complete);
    EXPECT_EQ(fed.reply.head().status, 404);
    EXPECT_EQ(fed.reply.head().headers, "content-length: 0\n");
    EXPECT_TRUE(fed.reply.body().empty());
}

}  // namespace
}  // namespace hexameter::detail
