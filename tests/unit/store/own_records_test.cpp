// Journals that hold more than the records of their run, or those twice.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hexameter/history.hpp"
#include "store/folders.hpp"
#include "store_fixtures.hpp"

namespace hexameter {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing_store::file_bytes;
using testing_store::keep_run;
using testing_store::small_header;
using testing_store::write_bytes;
using testing_store::write_journal;

const std::string own = "20261121-083012-0001";
const std::string other = "20261121-083012-0002";

class OwnRecords : public testing_store::TemporaryHome {
  protected:
    [[nodiscard]] std::string bytes_of(const std::string& id) const {
        return file_bytes(detail::journal_file(home(), id));
    }

    // Holds what list and show tell of the run against one another and those numbers.
    void expect_iterations(const std::vector<std::uint64_t>& seqs, const std::string& damage) {
        const auto history = History::open(home());
        ASSERT_TRUE(history.has_value()) << history.error().text();
        EXPECT_THAT(history.value()->warnings(),
                    ElementsAre(AllOf(HasSubstr("run " + own + ": "), HasSubstr(damage))));
        const auto lines = history.value()->list({});
        ASSERT_TRUE(lines.has_value());
        const auto& line = lines.value().back();
        ASSERT_EQ(line.id, own);
        EXPECT_EQ(line.ok, seqs.size());
        const auto run = history.value()->read(own);
        ASSERT_TRUE(run.has_value()) << run.error().text();
        std::vector<std::uint64_t> read;
        for (const auto& iteration : run->iterations) read.push_back(iteration.seq);
        EXPECT_EQ(read, seqs);
        EXPECT_THAT(run->damage, ElementsAre(HasSubstr(damage)));
        EXPECT_EQ(run->summary.status, line.status);
        ASSERT_EQ(run->summary.models.size(), 1U);
        EXPECT_EQ(run->summary.models[0].ok, seqs.size());
        const auto again = History::open(home());
        EXPECT_THAT(again.value()->warnings(), IsEmpty());
        EXPECT_EQ(again.value()->list({}).value().back().ok, seqs.size());
    }
};

TEST_F(OwnRecords, AreTakenOnceFromAJournalThatHoldsThemTwice) {
    keep_run(home(), small_header(own), 3);
    write_bytes(detail::journal_file(home(), own), bytes_of(own) + bytes_of(own));
    expect_iterations({1, 2, 3}, "before them: 3");
}

TEST_F(OwnRecords, AreTakenOnceThoughTheIndexSawNeitherCopy) {
    write_journal(home(), small_header(own), 3, false);
    write_bytes(detail::journal_file(home(), own), bytes_of(own) + bytes_of(own));
    expect_iterations({1, 2, 3}, "before them: 3");
}

TEST_F(OwnRecords, AreToldFromThoseOfARunBehindThem) {
    keep_run(home(), small_header(own), 2);
    keep_run(home(), small_header(other), 5);
    write_bytes(detail::journal_file(home(), own), bytes_of(own) + bytes_of(other));
    expect_iterations({1, 2}, "records of run " + other + " too");
}

TEST_F(OwnRecords, OfAnInterruptedRunDoNotGetTheSummaryOfTheOneBehindThem) {
    write_journal(home(), small_header(own), 2, false);
    write_journal(home(), small_header(other), 2, true);
    write_bytes(detail::journal_file(home(), own), bytes_of(own) + bytes_of(other));
    expect_iterations({1, 2}, "records of run " + other + " too");
}

TEST_F(OwnRecords, GoOnBehindThoseOfAnotherRun) {
    write_journal(home(), small_header(other), 4, true);
    write_journal(home(), small_header(own), 2, true);
    const auto first = bytes_of(own);
    std::filesystem::remove(detail::journal_file(home(), own));
    write_journal(home(), small_header(own), 0, false);
    write_bytes(detail::journal_file(home(), own), bytes_of(own) + bytes_of(other) + first);
    expect_iterations({1, 2}, "records of run " + other + " too");
}

}  // namespace
}  // namespace hexameter
