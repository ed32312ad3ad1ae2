#include "transport/request_check.hpp"

#include <gmock/gmock.h>

namespace hexameter::detail {
namespace {

using ::testing::HasSubstr;

TEST(BaseUrlFault, NamesWhatCanBeNoAddress) {
    for (const char* url : {"http://host:1/v1", "https://host", "http://[::1]:8080/"})
        EXPECT_FALSE(base_url_fault(url)) << url;
    for (const char* url : {"http://host:65536/", "http://host:-1", "http://host/a b",
                            "http://[::1", "http://host/?x=y", "http://host/#part"}) {
        const auto fault = base_url_fault(url);
        ASSERT_TRUE(fault) << url;
        EXPECT_EQ(fault->code(), ErrorCode::config) << url;
    }
}

TEST(BaseUrlFault, DoesNotRepeatWhatMayHoldAPassword) {
    for (const char* url : {"http://me:s3 cr3t@host:1", "http://me:s3/cr3t@host", "http://s3?cr3t"})
        EXPECT_THAT(base_url_fault(url)->text(), ::testing::Not(HasSubstr("cr3t"))) << url;
}

TEST(RequestFault, NamesWhatHttpDoesNotAllow) {
    EXPECT_FALSE(request_fault({"POST", "", {{"X-A", "b c"}}, ""}));
    EXPECT_THAT(request_fault({"PO ST", "", {}, ""})->message(), HasSubstr("method"));
    for (const Header& bad : {Header{"X A", "b"}, Header{"", "b"}, Header{"X-A", "b\r\nX-B: c"},
                              Header{"X-A", std::string("b\0c", 3)}})
        EXPECT_THAT(request_fault({"GET", "", {bad}, ""})->message(), HasSubstr("header"));
}

}  // namespace
}  // namespace hexameter::detail
