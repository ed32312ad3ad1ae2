// How much of a reply is read at most, and which codings are not read at all.
#include <gmock/gmock.h>

#include "unit/transport/recording.hpp"

namespace hexameter::detail {
namespace {

using hexameter::testing::TestCa;
using ::testing::HasSubstr;

class TransferLimit : public ::testing::TestWithParam<HttpWay> {
  protected:
    static Error fault_of(const Recording& got) {
        EXPECT_FALSE(got.ends.front().clean);
        EXPECT_FALSE(got.ends.front().stopped);
        return got.ends.front().error;
    }

    Loop loop_{GetParam()};
};

TEST_P(TransferLimit, OfABodyIsALimitOfWhatIsHandedOn) {
    constexpr std::uint64_t limit_bytes = 100'000;
    const std::string block(limit_bytes, 'x');
    for (const bool over : {false, true}) {
        FaultServer plain(serve_bytes(http_reply("200 OK", {}, block + (over ? "y" : ""))));
        FaultServer chunked(serve_bytes(chunked_head() + chunk(block) + (over ? chunk("y") : "") +
                                        std::string(last_chunk)));
        for (const FaultServer* server : {&plain, &chunked}) {
            HttpRequest request = get(server->url());
            request.max_body_bytes = limit_bytes;
            const auto got = fetch(loop_, request);
            EXPECT_LE(got->body.size(), limit_bytes);
            if (!over) {
                EXPECT_TRUE(got->ends.front().clean) << got->ends.front().error.text();
                continue;
            }
            EXPECT_EQ(fault_of(*got).code(), ErrorCode::limit);
            EXPECT_THAT(fault_of(*got).message(), HasSubstr("sent more than 100000 bytes of body"));
        }
    }
}

TEST_P(TransferLimit, OfABodyHoldsForOneWithoutEnd) {
    FaultServer server([](FaultConnection& connection) {
        connection.read_request();
        connection.send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
        const std::string block(1 << 16, 'x');
        while (connection.send(block)) continue;
    });
    HttpRequest request = get(server.url());
    request.max_body_bytes = 1 << 20;
    EXPECT_EQ(fault_of(*fetch(loop_, request)).code(), ErrorCode::limit);
}

TEST_P(TransferLimit, OfAHeadHoldsForHeadersWithoutEnd) {
    FaultServer server([](FaultConnection& connection) {
        connection.read_request();
        connection.send("HTTP/1.1 200 OK\r\n");
        std::string lines;
        for (int i = 0; i < 1000; ++i) lines += "X-Header: " + std::string(80, 'x') + "\r\n";
        while (connection.send(lines)) continue;
    });
    EXPECT_THAT(fault_of(*fetch(loop_, get(server.url()))).message(),
                HasSubstr("sent a head of more than 256 KiB"));
}

TEST_P(TransferLimit, NoTransferCodingIsTakenThatNobodyAskedFor) {
    // A bomb: 1 MiB of zeros that gzip makes 1 KiB of would have to be unpacked first.
    for (const char* coding : {"gzip", "gzip, chunked", "deflate"}) {
        FaultServer server(serve_bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: " +
                                       std::string(coding) + "\r\n\r\n\x1F\x8B\x08"));
        const auto got = fetch(loop_, get(server.url()));
        EXPECT_EQ(fault_of(*got).code(), ErrorCode::remote);
        EXPECT_THAT(fault_of(*got).message(),
                    HasSubstr("answered HTTP 200 with Transfer-Encoding: " + std::string(coding)));
        EXPECT_THAT(fault_of(*got).message(), HasSubstr("switch compression off"));
        EXPECT_EQ(got->body, "");
    }
}

TEST_P(TransferLimit, AContentCodingIsHandedOnAsItCame) {
    const std::string packed = "\x1F\x8B\x08packed";
    FaultServer server(serve_bytes(http_reply("200 OK", "Content-Encoding: gzip\r\n", packed)));
    const auto got = fetch(loop_, get(server.url()));
    EXPECT_TRUE(got->ends.front().clean) << got->ends.front().error.text();
    EXPECT_EQ(got->body, packed);
    EXPECT_THAT(got->heads.front().headers, HasSubstr("content-encoding: gzip\n"));
}

TEST_P(TransferLimit, AServerThatSpeaksTlsOnlyIsHintedAt) {
    FaultServer server(serve_bytes(http_reply("200 OK", {}, "ok")), TestCa().server());
    const std::string url = "http://127.0.0.1:" + std::to_string(server.port()) + "/";
    EXPECT_THAT(fault_of(*fetch(loop_, get(url))).message(), HasSubstr("https"));

    // What some send before they go.
    FaultServer alerts([](FaultConnection& connection) {
        connection.read_request();
        connection.send(std::string("\x15\x03\x03\x00\x02\x02\x46", 7));
    });
    const auto got = fetch(loop_, get(alerts.url()));
    EXPECT_THAT(fault_of(*got).message(), HasSubstr("not HTTP"));
    EXPECT_THAT(fault_of(*got).message(), HasSubstr("does it speak https there"));

    FaultServer resets([](FaultConnection& connection) {
        connection.read_request();
        connection.reset();
    });
    EXPECT_THAT(fault_of(*fetch(loop_, get(resets.url()))).message(),
                HasSubstr("without a reply: look into the server's log; if it speaks https"));
}

INSTANTIATE_TEST_SUITE_P(Ways, TransferLimit, each_way, name_of_way);

}  // namespace
}  // namespace hexameter::detail
