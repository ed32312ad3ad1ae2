#include "transport/retry_after.hpp"

#include <gtest/gtest.h>

namespace hexameter::detail {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// The date of the example in RFC 9110, section 5.6.7.
constexpr std::time_t of_the_rfc = 784111777;  // date -d 'Sun, 06 Nov 1994 08:49:37 GMT' +%s

TEST(RetryAfter, TakesSecondsAndDates) {
    EXPECT_EQ(retry_after("retry-after: 120\n", of_the_rfc), seconds(120));
    EXPECT_EQ(retry_after("date: x\nretry-after: Sun, 06 Nov 1994 08:49:37 GMT\n", of_the_rfc - 30),
              seconds(30));
    EXPECT_EQ(retry_after("retry-after: Sunday, 06-Nov-94 08:49:37 GMT\n", of_the_rfc - 7),
              seconds(7));
    EXPECT_EQ(retry_after("retry-after: Sun, 06 Nov 1994 08:49:37 GMT\n", of_the_rfc + 5),
              seconds(0));
}

TEST(RetryAfter, TakesMillisecondsFirst) {
    EXPECT_EQ(retry_after("retry-after: 1\nretry-after-ms: 250\n", of_the_rfc), milliseconds(250));
}

TEST(RetryAfter, IsNoneWhereItSaysNothing) {
    EXPECT_EQ(retry_after("", of_the_rfc), std::nullopt);
    EXPECT_EQ(retry_after("x-retry-after: 5\nretry-after2: 5\n", of_the_rfc), std::nullopt);
    for (const char* value : {"soon", "-1", "1.5", "5 s", ""})
        EXPECT_EQ(retry_after("retry-after: " + std::string(value) + "\n", of_the_rfc),
                  std::nullopt)
            << value;
}

TEST(RetryAfter, OfAnAbsurdLengthIsAYear) {
    EXPECT_EQ(retry_after("retry-after: 99999999999999999999999\n", of_the_rfc),
              seconds(366 * 24 * 3600));
}

}  // namespace
}  // namespace hexameter::detail
