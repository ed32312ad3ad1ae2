#include "hexameter/sdk/request.hpp"

#include <gtest/gtest.h>

#include <array>

#include "hexameter/sdk/request_builder.hpp"

namespace hexameter::sdk {
namespace {

TEST(RequestBuilder, OwnsWhatItWasGiven) {
    RequestBuilder builder;
    {
        const std::string text = "a text that is too long for any small-string buffer to hold";
        builder.task(Task::chat).message(Role::system, text).message(Role::user);
        builder.text("look").part("image/png", std::string(100, 'x'), "cat.png", R"({"a":1})");
    }
    const Request request(builder.view());
    ASSERT_EQ(request.messages().size(), 2U);
    EXPECT_EQ(request.task(), Task::chat);
    EXPECT_EQ(request.kind(), Kind::generate);
    EXPECT_EQ(request.choices(), 1U);
    EXPECT_EQ(request.messages()[0].role(), Role::system);
    EXPECT_EQ(request.messages()[0].text(),
              "a text that is too long for any small-string buffer to hold");
    const Parts parts = request.messages()[1].parts();
    ASSERT_EQ(parts.size(), 2U);
    EXPECT_EQ(parts[1].mime(), "image/png");
    EXPECT_EQ(parts[1].name(), "cat.png");
    EXPECT_EQ(parts[1].data().size(), 100U);
    EXPECT_EQ(request.messages()[1].text(), "look") << "text parts only";
}

TEST(RequestBuilder, LeavesModelParametersAndTimeToTheHost) {
    RequestBuilder builder;
    builder.message(Role::user, "x");
    const hxm_request* raw = builder.view();
    EXPECT_EQ(raw->struct_size, sizeof(hxm_request));
    EXPECT_EQ(raw->model.n + raw->params_json.n + raw->remaining_ns, 0U);
}

TEST(RequestBuilder, BeginsAnewAfterClear) {
    RequestBuilder builder;
    builder.choices(3).message(Role::user, "x");
    builder.clear();
    builder.message(Role::user, "y");
    const Request request(builder.view());
    EXPECT_EQ(request.choices(), 1U);
    ASSERT_EQ(request.messages().size(), 1U);
    EXPECT_EQ(request.messages()[0].text(), "y");
}

TEST(Request, StepsOverElementsThatAreLongerThanOurs) {
    struct LongerPart {
        hxm_part known;
        std::uint64_t later;
    };

    std::array<LongerPart, 3> parts{};
    for (std::size_t i = 0; i < parts.size(); ++i) {
        parts[i].known.choice = static_cast<std::uint32_t>(i);
        parts[i].later = ~0ULL;
    }
    std::uint32_t expected = 0;
    for (const Part part : Parts(&parts[0].known, 3, sizeof(LongerPart))) {
        EXPECT_EQ(part.choice(), expected++);
    }
    EXPECT_EQ(expected, 3U);
}

TEST(Request, RefusesAStructThatIsTooShort) {
    hxm_request raw{};
    raw.struct_size = sizeof(hxm_request) - 8;
    EXPECT_THROW(Request{&raw}, Error);
    EXPECT_THROW(Request{nullptr}, Error);
}

}  // namespace
}  // namespace hexameter::sdk
