#include "transport/http1_request.hpp"

#include <gmock/gmock.h>

namespace hexameter::detail {
namespace {

using ::testing::HasSubstr;

TEST(Http1Target, IsHostPortAndPathOfAPlainUrl) {
    const auto target = http1_target("http://Server.example:8080/v1/chat?x=1#part");
    ASSERT_TRUE(target);
    EXPECT_EQ(target->port, "8080");
    EXPECT_EQ(target->path, "/v1/chat?x=1");
    EXPECT_THAT(target->authority, HasSubstr(":8080"));
    const auto bare = http1_target("http://127.0.0.1");
    ASSERT_TRUE(bare);
    EXPECT_EQ(bare->port, "80");
    EXPECT_EQ(bare->path, "/");
    EXPECT_EQ(bare->authority, "127.0.0.1");
}

TEST(Http1Target, TakesTheBracketsOffAnAddressButNotOffTheHostHeader) {
    const auto target = http1_target("http://[::1]:11434/api/chat");
    ASSERT_TRUE(target);
    EXPECT_EQ(target->host, "::1");
    EXPECT_EQ(target->authority, "[::1]:11434");
}

TEST(Http1Target, LeavesEverythingElseToLibcurl) {
    for (const char* url : {"https://host/", "ftp://host/", "http://user@host/",
                            "http://user:pw@host/", "http://[fe80::1%25eth0]/",
                            "http://h\xC3\xB6st/", "http://", "http://host/a b", "host", ""})
        EXPECT_FALSE(http1_target(url)) << url;
}

TEST(Http1Head, SaysWhatTheRequestSaysAndItsLength) {
    const auto target = http1_target("http://host:81/v1?a=b");
    ASSERT_TRUE(target);
    const HttpRequest request{"POST", "", {{"X-Empty", ""}, {"X-Twice", "1"}}, "{}"};
    EXPECT_EQ(
        http1_head(request, *target),
        "POST /v1?a=b HTTP/1.1\r\nHost: host:81\r\nAccept: */*\r\nAccept-Encoding: identity\r\n"
        "X-Empty:\r\nX-Twice: 1\r\nContent-Length: 2\r\n\r\n");
    EXPECT_EQ(http1_head({"GET", "", {{"accept", "text/event-stream"}}, ""}, *target),
              "GET /v1?a=b HTTP/1.1\r\nHost: host:81\r\nAccept-Encoding: identity\r\n"
              "accept: text/event-stream\r\n\r\n");
    EXPECT_THAT(http1_head({"POST", "", {}, ""}, *target), HasSubstr("Content-Length: 0\r\n"));
}

}  // namespace
}  // namespace hexameter::detail
