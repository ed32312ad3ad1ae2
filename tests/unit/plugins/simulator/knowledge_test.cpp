#include "hexameter/simulator/knowledge.hpp"

#include <gtest/gtest.h>

namespace hexameter::simulator {
namespace {

std::optional<std::string> right(std::string_view prompt) {
    Random random(1);
    return answer_to(prompt, true, random);
}

TEST(Knowledge, ComputesSumsInFiguresAndWords) {
    EXPECT_EQ(right("What is 17 + 25? Answer with a number."), "42");
    EXPECT_EQ(right("what is 17 minus 25? Answer with a number."), "-8");
    EXPECT_EQ(right("What is 12x12? Answer with a number."), "144");
    EXPECT_EQ(right("What is 999999999 * 999999999? Answer with a number."), "999999998000000001");
    EXPECT_EQ(right("Please: What is -3 times 4? answer with the figure only"), "-12");
}

TEST(Knowledge, AnswersInASentenceUnlessToldHow) {
    EXPECT_EQ(right("What is 2 + 2?"), "2 + 2 = 4.");
    EXPECT_EQ(right("What is the capital of France?"), "The capital of France is Paris.");
}

TEST(Knowledge, KnowsTheCapitalsOfTwelveCountries) {
    const std::pair<const char*, const char*> known[] = {
        {"France", "Paris"},    {"Japan", "Tokyo"},   {"Canada", "Ottawa"}, {"Kenya", "Nairobi"},
        {"Brazil", "Brasilia"}, {"Norway", "Oslo"},   {"Egypt", "Cairo"},   {"India", "New Delhi"},
        {"Peru", "Lima"},       {"Poland", "Warsaw"}, {"Vietnam", "Hanoi"}, {"Portugal", "Lisbon"}};
    for (const auto& [country, city] : known) {
        const std::string prompt =
            "What is the capital of " + std::string(country) + "? Answer with one word.";
        EXPECT_EQ(right(prompt), city);
    }
}

TEST(Knowledge, WrongAnswersAreNeverRight) {
    Random random(9);
    for (int i = 0; i < 200; ++i) {
        EXPECT_NE(answer_to("What is 6 + 7? Answer with a number.", false, random), "13");
        EXPECT_NE(answer_to("Capital of Peru? Answer with one word.", false, random), "Lima");
    }
}

TEST(Knowledge, HasNothingForOtherPrompts) {
    for (const char* prompt :
         {"", "Hello", "What is love?", "What is 3 / 4?", "What is 4", "What is 4 +",
          "What is 1234567890123 + 1?", "What is the capital of Atlantis?", "capital of "}) {
        EXPECT_EQ(right(prompt), std::nullopt) << prompt;
    }
}

}  // namespace
}  // namespace hexameter::simulator
