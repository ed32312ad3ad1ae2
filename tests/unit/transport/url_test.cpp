#include "transport/url.hpp"

#include <gtest/gtest.h>

namespace hexameter::detail {
namespace {

TEST(UrlTest, NamesAPeerWithoutItsSecrets) {
    EXPECT_EQ(Url("http://user:pw@host:81/path?key=1").peer(), "host:81");
    EXPECT_EQ(Url("https://host/").peer(), "host:443");
    EXPECT_EQ(Url("nonsense ://").peer(), "the server");
}

TEST(UrlTest, TellsApartWhatHasNoPartAndWhatIsNoUrl) {
    EXPECT_EQ(Url("http://host/a?b").part(CURLUPART_QUERY), "b");
    EXPECT_FALSE(Url("http://host/a").part(CURLUPART_QUERY));
    EXPECT_EQ(Url("http://host/").fault(), nullptr);
    EXPECT_STREQ(Url("http://host:65536/").fault(),
                 "Port number was not a decimal number between "
                 "0 and 65535");
}

}  // namespace
}  // namespace hexameter::detail
