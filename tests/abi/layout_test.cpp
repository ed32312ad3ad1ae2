#include "layout.h"

#include <gtest/gtest.h>
#include <hexameter/abi/hxm_plugin.h>

#include <vector>

namespace hexameter {
namespace {

#define FIELD(type, field, at) static_assert(offsetof(type, field) == (at), #type "." #field);
#define SIZE(type, bytes) static_assert(sizeof(type) >= (bytes), #type);
#define FROZEN(type, bytes) static_assert(sizeof(type) == (bytes), #type);
#define VALUE(name, value) static_assert((name) == (value), #name);
#include "layout_1_0.inc"
#include "values_1_0.inc"
#undef FIELD
#undef SIZE
#undef FROZEN
#undef VALUE

TEST(AbiLayout, IsTheSameInCAndInCpp) {
#define FIELD(type, field, at) offsetof(type, field),
#define SIZE(type, bytes) sizeof(type),
#define FROZEN(type, bytes) sizeof(type),
    const std::vector<std::size_t> cpp_layout{
#include "layout_1_0.inc"
    };
#undef FIELD
#undef SIZE
#undef FROZEN
    EXPECT_EQ(std::vector<std::size_t>(c_layout, c_layout + c_layout_count), cpp_layout);
}

// A peer of an older minor: its struct ends before our last field.
TEST(AbiGrowth, HasAndCallableFollowTheStructSize) {
    hxm_instance instance{};
    instance.struct_size = offsetof(hxm_instance, get_interface);
    EXPECT_TRUE(HXM_HAS(&instance, hxm_instance, destroy));
    EXPECT_FALSE(HXM_CALLABLE(&instance, hxm_instance, destroy)) << "null";
    EXPECT_FALSE(HXM_HAS(&instance, hxm_instance, get_interface));
    instance.struct_size += 7;
    EXPECT_FALSE(HXM_HAS(&instance, hxm_instance, get_interface)) << "half a field is none";
    EXPECT_TRUE(HXM_AT_HAS(sizeof(hxm_part), hxm_part, meta_json));
    EXPECT_FALSE(HXM_AT_HAS(sizeof(hxm_part) - 1, hxm_part, meta_json));
}

TEST(AbiGrowth, CopyTakesWhatThePeerHasAndZeroesTheRest) {
    hxm_timeline shorter{};
    shorter.struct_size = offsetof(hxm_timeline, end_ns);
    shorter.sent_ns = 5;
    shorter.end_ns = 7;
    hxm_timeline copy;
    HXM_COPY(&copy, &shorter, hxm_timeline);
    EXPECT_EQ(copy.struct_size, shorter.struct_size);
    EXPECT_EQ(copy.sent_ns, 5U);
    EXPECT_EQ(copy.end_ns, 0U);

    struct Longer {
        hxm_timeline known;
        std::uint64_t later;
    };

    Longer longer{};
    longer.known.struct_size = sizeof(Longer);
    longer.known.ready_ns = 9;
    HXM_COPY(&copy, &longer.known, hxm_timeline);
    EXPECT_EQ(copy.struct_size, sizeof(hxm_timeline));
    EXPECT_EQ(copy.ready_ns, 9U);
}

}  // namespace
}  // namespace hexameter
