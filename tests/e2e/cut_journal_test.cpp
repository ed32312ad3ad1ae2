// A journal that ends anywhere, by the commands of its user: what came before the cut is shown as
// it was, and mended without a loss.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>

#include "e2e/event_log.hpp"
#include "e2e/program.hpp"
#include "e2e/simulator.hpp"

namespace hexameter::e2e {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// Each iteration by its number, as the report has it.
std::map<int, std::string> iterations_of(const Json& run) {
    std::map<int, std::string> found;
    for (const auto& one : run["iterations"].GetArray())
        found[one["iteration"].GetInt()] = text_of(one);
    return found;
}

// Places in the journal at which a frame begins or ends, and one within each.
std::set<std::size_t> places_of(const std::string& journal) {
    std::set<std::size_t> places{0, 1, journal.size() - 1};
    constexpr std::size_t parts = 12;
    for (std::size_t i = 1; i < parts; ++i) places.insert(i * journal.size() / parts);
    for (std::size_t at = journal.find("HXJ1"); at != std::string::npos;
         at = journal.find("HXJ1", at + 1))
        for (const auto place : {at, at + 1, at + 4}) places.insert(place);
    return places;
}

class CutJournal : public ::testing::TestWithParam<const char*> {};

TEST_P(CutJournal, IsShownAndMendedByWhatOfItIsThere) {
    const Cli cli;
    const Simulator simulator;
    ASSERT_EQ(cli.run({"run", "--provider", GetParam(), "--url", simulator.url(), "--model",
                       "swift", "--prompt", "Hello", "--iterations", "3", "--max-tokens", "2"})
                  .code,
              0);
    const auto id = cli.kept().at(0);
    const auto journal = cli.home() / "runs" / id / "journal.hxj";
    const auto whole = hexameter::testing::content_of(journal);
    const auto all = iterations_of(parsed(cli.run({"show", id, "--format", "json"}).out));
    ASSERT_EQ(all.size(), 3U);
    const auto places = places_of(whole);
    ASSERT_GT(places.size(), 20U);
    std::size_t most = 0;
    for (const auto place : places) {
        std::filesystem::remove_all(cli.home());
        std::filesystem::create_directories(journal.parent_path());
        std::ofstream(journal, std::ios::binary) << whole.substr(0, place);
        const auto shown = cli.run({"show", id, "--format", "json"});
        const auto mended = cli.run({"doctor", "--repair"});
        if (shown.code != 0) {
            EXPECT_EQ(most, 0U) << place;
            for (const auto& told : {shown, mended}) {
                EXPECT_EQ(told.code, 1) << place;
                EXPECT_THAT(told.out + told.err, HasSubstr("hexameter delete " + id));
            }
            EXPECT_THAT(shown.err, HasSubstr("journal.hxj: nothing in it can be read"));
            EXPECT_EQ(hexameter::testing::content_of(journal), whole.substr(0, place));
            EXPECT_EQ(cli.run({"delete", id}).code, 0);
            continue;
        }
        const auto before = iterations_of(parsed(shown.out));
        EXPECT_GE(before.size(), most) << place;
        most = before.size();
        for (const auto& [number, text] : before) EXPECT_EQ(text, all.at(number)) << place;
        const bool whole_frames = shown.err.find("warning: ") == std::string::npos;
        EXPECT_EQ(mended.code, 0) << place << mended.err;
        EXPECT_EQ(mended.err.find("made anew of " + std::to_string(most)) != std::string::npos,
                  !whole_frames)
            << place << mended.err;
        const auto then = cli.run({"show", id, "--format", "json"});
        EXPECT_EQ(then.code, 0) << place;
        EXPECT_THAT(then.err, Not(HasSubstr("warning: "))) << place;
        EXPECT_EQ(iterations_of(parsed(then.out)), before) << place;
    }
    EXPECT_EQ(most, 3U);
}

INSTANTIATE_TEST_SUITE_P(Both, CutJournal, ::testing::Values("openai", "ollama"),
                         [](const auto& given) { return std::string(given.param); });

}  // namespace
}  // namespace hexameter::e2e
