#include "plugin/status.hpp"

#include <gtest/gtest.h>

namespace hexameter::detail {
namespace {

TEST(Status, BecomesTheErrorThatFitsIt) {
    EXPECT_EQ(error_code_of(HXM_OK), ErrorCode::none);
    EXPECT_EQ(error_code_of(HXM_E_CONFIG), ErrorCode::config);
    EXPECT_EQ(error_code_of(HXM_E_TIMEOUT), ErrorCode::timeout);
    EXPECT_EQ(error_code_of(HXM_E_TRANSPORT), ErrorCode::transport);
    EXPECT_EQ(error_code_of(HXM_E_RATE_LIMIT), ErrorCode::remote);
    EXPECT_EQ(error_code_of(HXM_E_CANCELLED), ErrorCode::cancelled);
    EXPECT_EQ(error_code_of(HXM_E_NOMEM), ErrorCode::limit);
    EXPECT_EQ(error_code_of(HXM_E_CRASHED), ErrorCode::plugin);
}

TEST(Status, OfANewerPluginIsItsNumber) {
    EXPECT_EQ(error_code_of(-99), ErrorCode::plugin);
    EXPECT_EQ(status_name(-99), "status -99");
    EXPECT_EQ(status_name(HXM_E_DECODE), "HXM_E_DECODE");
}

TEST(View, OfAnAbsentTextIsEmpty) {
    EXPECT_EQ(view({nullptr, 0}), "");
    EXPECT_EQ(view({nullptr, 5}), "");
    EXPECT_EQ(view(abi_str("abc")), "abc");
}

}  // namespace
}  // namespace hexameter::detail
