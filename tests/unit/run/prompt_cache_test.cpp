#include "run/prompt_cache.hpp"

#include <gmock/gmock.h>

#include <set>

#include "plugin/operation_number.hpp"
#include "plugin/status.hpp"
#include "rig.hpp"
#include "run/modality_gate.hpp"

namespace hexameter::detail {
namespace {

using namespace hexameter::testing;  // NOLINT: the rig
using ::testing::MatchesRegex;

hxm_part part(std::string_view text, std::string_view mime = "text/plain") {
    hxm_part part{};
    part.mime = {mime.data(), mime.size()};
    part.data = {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
    return part;
}

std::string text_of(const hxm_request& request, std::uint32_t message, std::uint32_t number) {
    const auto* from = HXM_AT(hxm_message, request.messages, request.message_stride, message);
    const auto* at = HXM_AT(hxm_part, from->parts, from->part_stride, number);
    return {reinterpret_cast<const char*>(at->data.p), at->data.n};
}

// A prepared job with a system message of these parts before one of the user.
struct Prepared {
    explicit Prepared(std::vector<hxm_part> first) : parts(std::move(first)) {
        messages[0] = {HXM_ROLE_SYSTEM, static_cast<std::uint32_t>(parts.size()), sizeof(hxm_part),
                       0, parts.data()};
        messages[1] = {HXM_ROLE_USER, 1, sizeof(hxm_part), 0, &question};
        request.struct_size = sizeof(request);
        request.messages = messages;
        request.message_count = 2;
        request.message_stride = sizeof(hxm_message);
        job.prepared = &request;
    }

    std::vector<hxm_part> parts;
    hxm_part question = part("What is 2 + 2?");
    hxm_message messages[2]{};
    hxm_request request{};
    Job job;
};

TEST(PromptCache, PrefixIsShortRepeatableAndOfEachNumberAnother) {
    const auto key = prompt_key("20261121-1", "swift");
    EXPECT_THAT(unique_prefix(key, 0), MatchesRegex("\\[hexameter [0-9a-f]{8}\\] "));
    EXPECT_EQ(unique_prefix(key, 3), unique_prefix(prompt_key("20261121-1", "swift"), 3));
    EXPECT_NE(prompt_key("20261121-1", "swift"), prompt_key("20261121-2", "swift"));
    EXPECT_NE(prompt_key("20261121-1", "swift"), prompt_key("20261121-1", "steady"));
    std::set<std::string> all;
    for (std::uint32_t number = 0; number < 10'000; ++number)
        all.insert(unique_prefix(key, number));
    EXPECT_EQ(all.size(), 10'000u);
}

TEST(PromptCache, PutsThePrefixBeforeTheFirstTextAndLeavesTheModalitysRequest) {
    const std::string system = "Be brief.";
    Prepared prepared({part(system), part("And kind.")});
    make_prompt_unique(prepared.job, "[x] ");
    const auto& request = *prepared.job.prepared;
    EXPECT_NE(&request, &prepared.request);
    EXPECT_EQ(text_of(request, 0, 0), "[x] Be brief.");
    EXPECT_EQ(text_of(request, 0, 1), "And kind.");
    EXPECT_EQ(text_of(request, 1, 0), "What is 2 + 2?");
    EXPECT_EQ(text_of(prepared.request, 0, 0), system);
    EXPECT_EQ(prepared.job.prompt, "What is 2 + 2?");
}

TEST(PromptCache, PutsAPartOfItsOwnBeforeWhatIsNoText) {
    Prepared prepared({part("\x89PNG", "image/png")});
    make_prompt_unique(prepared.job, "[x] ");
    EXPECT_EQ(text_of(*prepared.job.prepared, 0, 0), "[x] ");
    EXPECT_EQ(text_of(*prepared.job.prepared, 0, 1), "\x89PNG");
}

TEST(PromptCache, LeavesARequestWithoutMessages) {
    Prepared prepared({});
    prepared.request.message_count = 0;
    make_prompt_unique(prepared.job, "[x] ");
    EXPECT_EQ(prepared.job.prepared, &prepared.request);
}

TEST(PromptCache, BustedMakesEachPromptOfARunUniqueAndThoseOfTheNextRunToo) {
    auto spec = spec_of({"inside"}, 2);
    spec.iterations = 2;
    spec.warmup = 1;
    spec.prompt_cache = PromptCache::bust;
    const auto prompts = [&] {
        EventLog log;
        static_cast<void>(run_spec(spec, &log));
        std::vector<std::string> sent;
        for (const auto& event : log.of(RunEventType::iteration_start)) sent.push_back(event.text);
        return sent;
    };
    const auto first = prompts();
    EXPECT_EQ(std::set<std::string>(first.begin(), first.end()).size(), 5u);
    for (const auto& prompt : first)
        EXPECT_THAT(prompt, MatchesRegex("\\[hexameter [0-9a-f]{8}\\] prompt [12]"));
    const auto second = prompts();
    std::set<std::string> all(first.begin(), first.end());
    all.insert(second.begin(), second.end());
    EXPECT_EQ(all.size(), 10u);
}

}  // namespace
}  // namespace hexameter::detail
