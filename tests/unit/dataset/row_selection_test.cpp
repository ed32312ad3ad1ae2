#include "dataset/row_selection.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <set>

#include "unit/dataset/dataset_fixture.hpp"

namespace hexameter::detail {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;

// The expected rows were computed from the definition of row_key() by a program in Python.
class RowSelectionTest : public DatasetTest {
  protected:
    RowSelectionTest() {
        RunSpec spec;
        spec.seed = 7;
        seeds_ = sample_seeds(spec);
    }

    std::vector<std::string> rows(int count) {
        std::string content;
        for (int i = 0; i < count; ++i) content += "{}\n";
        return ids_of(load("q.jsonl", content));
    }
};

TEST_F(RowSelectionTest, ShufflesBySeedOfOrder) {
    spec_.shuffle = true;
    EXPECT_THAT(rows(10), ElementsAre("9", "10", "8", "5", "6", "1", "7", "2", "4", "3"));
    seeds_.order = 1;
    EXPECT_THAT(rows(10), ElementsAre("9", "5", "4", "8", "1", "2", "6", "10", "7", "3"));
    seeds_.sampling = 99;
    EXPECT_THAT(rows(10), ElementsAre("9", "5", "4", "8", "1", "2", "6", "10", "7", "3"));
}

TEST_F(RowSelectionTest, DrawsBySeedOfSamplingAndKeepsTheOrderOfTheFile) {
    spec_.sample = 4;
    EXPECT_THAT(rows(10), ElementsAre("3", "5", "6", "10"));
    seeds_.order = 99;
    EXPECT_THAT(rows(10), ElementsAre("3", "5", "6", "10"));
    seeds_.sampling = 1;
    EXPECT_THAT(rows(10), ElementsAre("4", "5", "8", "9"));
}

TEST_F(RowSelectionTest, DrawsThenShufflesThenCuts) {
    spec_.sample = 4;
    spec_.shuffle = true;
    EXPECT_THAT(rows(10), ElementsAre("10", "5", "6", "3"));
    spec_.limit = 2;
    EXPECT_THAT(rows(10), ElementsAre("10", "5"));
    spec_.shuffle = false;
    EXPECT_THAT(rows(10), ElementsAre("3", "5"));
    spec_.sample.reset();
    spec_.shuffle = true;
    spec_.limit = 3;
    EXPECT_THAT(rows(10), ElementsAre("9", "10", "8")) << "the first of all, shuffled";
}

TEST_F(RowSelectionTest, DrawsTheSameFromEveryFormat) {
    spec_.sample = 4;
    const std::vector<std::string> expected = {"3", "5", "6", "10"};
    EXPECT_THAT(ids_of(load("q.csv", "a\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n")),
                ElementsAreArray(expected));
    EXPECT_THAT(ids_of(load("q.json", "[{},{},{},{},{},{},{},{},{},{}]")),
                ElementsAreArray(expected));
    DatasetSpec inline_spec;
    inline_spec.sample = 4;
    inline_spec.inline_samples.assign(10, "{}");
    EXPECT_THAT(ids_of(load_dataset(inline_spec, "", nullptr, seeds_)), ElementsAreArray(expected));
}

TEST_F(RowSelectionTest, DrawsASmallerSampleFromALargerOne) {
    std::set<std::string> larger;
    for (const std::uint64_t size : {1U, 5U, 50U, 200U}) {
        spec_.sample = size;
        const auto drawn = rows(200);
        const std::set<std::string> chosen(drawn.begin(), drawn.end());
        ASSERT_EQ(chosen.size(), size);
        EXPECT_TRUE(std::includes(chosen.begin(), chosen.end(), larger.begin(), larger.end()));
        larger = chosen;
    }
}

// Chi-squared, with 19 degrees of freedom, over how often each of 20 rows is among 5 drawn of them
// by 2000 seeds: a fair draw stays below 43.8 in more than 999 cases of 1000.
TEST_F(RowSelectionTest, DrawsEachRowAsOften) {
    constexpr int draws = 2000;
    spec_.sample = 5;
    std::map<std::string, int> count;
    std::string content;
    for (int i = 0; i < 20; ++i) content += "{}\n";
    ASSERT_TRUE(load("q.jsonl", content).has_value());
    for (int i = 0; i < draws; ++i) {
        RunSpec spec;
        spec.seed = static_cast<std::uint64_t>(i);
        for (const auto& id : ids_of(load_dataset(spec_, "", nullptr, sample_seeds(spec))))
            ++count[id];
    }
    ASSERT_EQ(count.size(), 20U);
    double chi_squared = 0;
    const double expected = draws * 5 / 20.0;
    for (const auto& [id, n] : count) chi_squared += (n - expected) * (n - expected) / expected;
    EXPECT_LT(chi_squared, 43.8);
}

TEST_F(RowSelectionTest, DoesNotJudgeRowsThatAreNotDrawn) {
    spec_.sample = 1;
    std::string content;
    for (int i = 1; i <= 10; ++i) content += i == 10 ? "{}\n" : "no json\n";
    EXPECT_THAT(ids_of(load("q.jsonl", content)), ElementsAre("10"));
}

TEST_F(RowSelectionTest, RefusesToDrawMoreThanThereAre) {
    spec_.sample = 3;
    EXPECT_EQ(error_of("q.jsonl", "{}\n{}\n"),
              "q.jsonl: 3 samples are to be drawn, and there are 2; draw 2 at most, or take "
              "'sample' out to have them all");
    EXPECT_EQ(rows(3).size(), 3U);
    spec_.sample.reset();
    spec_.limit = 100;
    EXPECT_EQ(rows(3).size(), 3U) << "a limit is one";
}

}  // namespace
}  // namespace hexameter::detail
