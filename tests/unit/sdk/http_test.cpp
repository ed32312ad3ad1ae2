#include "hexameter/sdk/http.hpp"

#include <gtest/gtest.h>

#include "support/fake_sinks.hpp"

namespace hexameter::sdk {
namespace {

hxm_http_head head_of(std::uint32_t status, std::string_view headers) {
    return {sizeof(hxm_http_head), status, str(headers)};
}

TEST(HttpHead, FindsWholeNamesOnly) {
    const hxm_http_head raw =
        head_of(200, "x-content-type: wrong\ncontent-type: text/html\nempty:\nlast: value");
    const HttpHead head(&raw);
    EXPECT_EQ(head.header("content-type"), "text/html");
    EXPECT_EQ(head.header("last"), "value");
    EXPECT_EQ(head.header("empty"), "");
    EXPECT_EQ(head.header("content"), "");
    EXPECT_EQ(head.header("absent"), "");
}

TEST(HttpHead, TakesTheTwoHundredsForGood) {
    for (const auto& [status, ok] : std::vector<std::pair<std::uint32_t, bool>>{
             {199, false}, {200, true}, {299, true}, {404, false}}) {
        const hxm_http_head raw = head_of(status, "");
        EXPECT_EQ(HttpHead(&raw).ok(), ok) << status;
    }
}

TEST(HttpHead, RefusesAStructThatIsTooShort) {
    hxm_http_head raw = head_of(200, "");
    raw.struct_size = 8;
    EXPECT_THROW(HttpHead{&raw}, Error);
    EXPECT_THROW(HttpHead{nullptr}, Error);
}

TEST(HttpOut, ThrowsWhatTheHostRefuses) {
    test::FakeHttp http;
    const HttpOut out(&http.raw);
    out.target("POST", "/x");
    out.body("ab");
    out.body("cd");
    EXPECT_EQ(http.url, "/x");
    EXPECT_EQ(http.body, "abcd");
    try {
        out.body_part(3, 0, BodyForm::raw);
        FAIL() << "no error";
    } catch (const Error& e) {
        EXPECT_EQ(e.status(), Status::bad_argument);
    }
}

TEST(StatusOfHttp, TellsWhoIsToBlame) {
    EXPECT_EQ(status_of_http(401), Status::auth);
    EXPECT_EQ(status_of_http(429), Status::rate_limit);
    EXPECT_EQ(status_of_http(504), Status::timeout);
    EXPECT_EQ(status_of_http(404), Status::remote);
    EXPECT_EQ(status_of_http(500), Status::remote);
}

}  // namespace
}  // namespace hexameter::sdk
