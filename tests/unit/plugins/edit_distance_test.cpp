#include "support/text/edit_distance.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <vector>

#include "hexameter/sdk/error.hpp"

namespace hexameter::plugin_text {
namespace {

// By the definition, row by row.
std::uint64_t by_the_table(const std::u32string& a, const std::u32string& b) {
    std::vector<std::uint64_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), 0);
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::uint64_t diagonal = row[0]++;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::uint64_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
        }
    }
    return row.back();
}

// A text of `letters` different characters from the state of a generator (Numerical Recipes).
std::u32string text_of(std::size_t size, std::uint32_t letters, std::uint32_t& state) {
    std::u32string text;
    for (std::size_t i = 0; i < size; ++i) {
        state = state * 1664525U + 1013904223U;
        text += U'a' + (state >> 8U) % letters;
    }
    return text;
}

TEST(EditDistance, GivesThePublishedValues) {
    EXPECT_EQ(edit_distance(U"kitten", U"sitting"), 3U) << "Wikipedia, Levenshtein distance";
    EXPECT_EQ(edit_distance(U"saturday", U"sunday"), 3U) << "Wikipedia, the same";
    EXPECT_EQ(edit_distance(U"flaw", U"lawn"), 2U) << "Wikipedia, the same";
    EXPECT_EQ(edit_distance(U"GUMBO", U"GAMBOL"), 2U) << "PostgreSQL, fuzzystrmatch";
    EXPECT_EQ(edit_distance(U"lewenstein", U"levenshtein"), 2U) << "rapidfuzz, docs";
    EXPECT_EQ(edit_distance(U"intention", U"execution"), 5U) << "Wagner and Fischer; Jurafsky";
    EXPECT_EQ(edit_distance(U"This is a test", U"This test"), 5U) << "jiwer, test_cer.py: 5/14";
}

TEST(EditDistance, IsTheLengthOfTheOtherWhereOneIsEmpty) {
    EXPECT_EQ(edit_distance(U"", U""), 0U);
    EXPECT_EQ(edit_distance(U"", U"abc"), 3U);
    EXPECT_EQ(edit_distance(U"abc", U""), 3U);
    EXPECT_EQ(edit_distance(U"same", U"same"), 0U);
}

TEST(EditDistance, AgreesWithTheTableAroundTheEndsOfBlocks) {
    std::uint32_t state = 1;
    for (const std::size_t rows : {1, 2, 63, 64, 65, 127, 128, 129, 200}) {
        for (const std::size_t columns : {1, 64, 130, 333}) {
            for (const std::uint32_t letters : {2U, 4U, 90U, 70'000U}) {
                const auto a = text_of(rows, letters, state);
                const auto b = text_of(columns, letters, state);
                EXPECT_EQ(edit_distance(a, b), by_the_table(a, b))
                    << rows << " x " << columns << " of " << letters;
            }
        }
    }
}

TEST(EditDistance, AgreesWithTheTableForTextsThatAreNearlyEqual) {
    std::uint32_t state = 7;
    for (int i = 0; i < 50; ++i) {
        const auto a = text_of(300, 20, state);
        auto b = a;
        for (int edit = 0; edit < 5; ++edit) {
            state = state * 1664525U + 1013904223U;
            const std::size_t at = (state >> 8U) % b.size();
            edit % 2 == 0 ? b.erase(at, 1) : b.insert(at, 1, U'!');
        }
        EXPECT_EQ(edit_distance(a, b), by_the_table(a, b));
    }
}

TEST(EditDistance, TakesTextsOfAHundredThousandCharacters) {
    std::uint32_t state = 3;
    const auto a = text_of(100'000, 26, state);
    const auto b = text_of(100'000, 26, state);
    const auto distance = edit_distance(a, b);
    EXPECT_GT(distance, 50'000U);
    EXPECT_LT(distance, 100'000U);
}

TEST(EditDistance, RefusesTextsThatWouldTakeMinutes) {
    const std::u32string a(2'000'000, U'a');
    const std::u32string b(2'000'000, U'b');
    EXPECT_THROW(static_cast<void>(edit_distance(a, b)), sdk::Error);
}

}  // namespace
}  // namespace hexameter::plugin_text
