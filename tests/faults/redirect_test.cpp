// A request, and the key in it, goes to base_url's origin and nowhere else.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "faults/faulty_run.hpp"
#include "faults/wires.hpp"

namespace hexameter::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Redirect : public ::testing::TestWithParam<std::tuple<int, const Wire*>> {};

TEST_P(Redirect, ToAnotherServerIsNotFollowed) {
    const auto [status, wire] = GetParam();
    FaultServer elsewhere(serve_bytes(wire->answer({"Caught"}, 1)));
    FaultServer server(serve_bytes(http_reply(
        std::to_string(status) + " Elsewhere",
        "Location: " + elsewhere.url("/v1/chat/completions?token=abc") + "\r\n", "go there")));
    const auto run = run_beside_a_good_model(wire->provider, server.url(""), {});
    ASSERT_EQ(run.of(bad_model).size(), iterations_each);
    for (const auto& row : run.of(bad_model)) {
        EXPECT_EQ(row.status, IterationStatus::failed);
        EXPECT_THAT(row.error.text(), HasSubstr("HTTP " + std::to_string(status)));
        EXPECT_THAT(row.error.text(), HasSubstr(elsewhere.url("")));
        EXPECT_THAT(row.error.text(), Not(HasSubstr("abc")));
        EXPECT_EQ(row.answer, "");
    }
    EXPECT_EQ(elsewhere.connections(), 0U);
}

INSTANTIATE_TEST_SUITE_P(Every, Redirect,
                         ::testing::Combine(::testing::Values(301, 302, 303, 307, 308),
                                            ::testing::Values(&openai_wire(), &ollama_wire())),
                         [](const auto& given) {
                             return std::to_string(std::get<0>(given.param)) + "_" +
                                    std::get<1>(given.param)->provider;
                         });

}  // namespace
}  // namespace hexameter::testing
