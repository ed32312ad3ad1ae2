// A store that cannot be written: a disk that fills up, a home that may only be read. What was told
// complete is there, nothing that was there is damaged, and the words say what to do.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "e2e/event_log.hpp"
#include "e2e/own_mounts.hpp"
#include "e2e/program.hpp"
#include "e2e/simulator.hpp"
#include "support/fault_server.hpp"

namespace hexameter::e2e {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

std::vector<std::string> run_of(const char* provider, const std::string& url,
                                const std::vector<std::string>& more) {
    std::vector<std::string> words{"run",     "--provider", provider,   "--url", url,
                                   "--model", "swift",      "--prompt", "Hello"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

void spoil(const std::filesystem::path& journal) {
    auto bytes = hexameter::testing::content_of(journal);
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 0x55);
    std::ofstream(journal, std::ios::binary) << bytes;
}

std::string id_of(const std::filesystem::path& journal) {
    return journal.parent_path().filename().string();
}

class SmallDisk : public ::testing::TestWithParam<const char*> {
  protected:
    void SetUp() override {
        if (!disk_.allowed()) GTEST_SKIP() << "no mounts of one's own on this machine";
    }

    [[nodiscard]] Finished run(const std::vector<std::string>& more) const {
        return disk_.run(run_of(GetParam(), simulator_.url(), more));
    }

    // Leaves no room for a frame. The events of the run that met it.
    [[nodiscard]] std::vector<Json> fill() const {
        const auto full = run({"--iterations", "100000", "--concurrency", "8", "--events", "-"});
        EXPECT_EQ(full.code, 1);
        EXPECT_THAT(full.err, AllOf(HasSubstr("journal.hxj: cannot append: No space left"),
                                    HasSubstr("free some space, or set HEXAMETER_HOME"),
                                    HasSubstr("what could be kept is in")));
        return valid_events(full.out);
    }

    Cli cli_;
    const OwnMounts disk_{cli_, "mount -t tmpfs -o size=256k none HOME"};
    const Simulator simulator_{{"--ttft-ms", "1", "--itl-ms", "1"}};
};

TEST_P(SmallDisk, ThatFillsUpEndsTheRunAndLosesNothingThatWasTold) {
    ASSERT_EQ(run({"--iterations", "3"}).code, 0);
    const auto first = id_of(disk_.journals().at(0));
    const auto before = disk_.run({"show", first, "--format", "json"}).out;
    const auto events = fill();
    const auto shown = disk_.run({"show", "latest", "--format", "json"});
    EXPECT_EQ(shown.code, 0);
    EXPECT_THAT(shown.err, HasSubstr("free some space, or set HEXAMETER_HOME"));
    const Json run = parsed(shown.out);
    EXPECT_EQ(text_at(run["summary"], "status"), "interrupted");
    EXPECT_EQ(run["damage"].Size(), 0U);
    EXPECT_GT(run["iterations"].Size(), 0U);
    EXPECT_EQ(run["iterations"].Size(), count_of(events, "iteration_complete"));
    for (const auto& iteration : run["iterations"].GetArray())
        EXPECT_EQ(text_at(iteration, "status"), "ok");
    EXPECT_EQ(run["summary"]["models"][0]["ok"].GetUint(), run["iterations"].Size());
    EXPECT_EQ(disk_.run({"show", first, "--format", "json"}).out, before);
    EXPECT_THAT(disk_.run({"list"}).out, AllOf(HasSubstr(first), HasSubstr("interrupted")));
}

TEST_P(SmallDisk, ThatIsFullStartsNoRun) {
    static_cast<void>(fill());
    const auto none = run({"--events", "-"});
    EXPECT_EQ(none.code, 1);
    EXPECT_EQ(none.out, "");
    EXPECT_THAT(none.err, AllOf(HasSubstr("No space left"), HasSubstr("free some space")));
    EXPECT_THAT(disk_.journals(), SizeIs(1));
    EXPECT_EQ(run({"--no-keep"}).code, 0);
}

TEST_P(SmallDisk, ThatIsFullIsToldByTheDoctorWhoMendsNothingUntilThereIsRoom) {
    ASSERT_EQ(run({"--iterations", "3"}).code, 0);
    static_cast<void>(fill());
    const auto journals = disk_.journals();
    spoil(journals.at(0));
    const auto before = files_below(disk_.home() / "runs");
    const auto mended = disk_.run({"doctor", "--repair"});
    EXPECT_EQ(mended.code, 1);
    EXPECT_THAT(mended.err, AllOf(HasSubstr("error: run " + id_of(journals[0]) + ": "),
                                  Not(HasSubstr("run " + id_of(journals[0]) + ": run ")),
                                  HasSubstr("No space left on device; free some space"),
                                  HasSubstr("the run stays as it was"), HasSubstr("history.db")));
    EXPECT_TRUE(files_below(disk_.home() / "runs") == before);
    EXPECT_THAT(disk_.run({"doctor"}).out, HasSubstr("hexameter delete --older-than"));

    EXPECT_EQ(disk_.run({"delete", id_of(journals[1])}).code, 0);
    const auto then = disk_.run({"doctor", "--repair"});
    EXPECT_THAT(then.err, HasSubstr("made anew of 2 iterations"));
    EXPECT_THAT(disk_.run({"show", "latest"}).out, HasSubstr("2 of 3 iterations are here"));
}

INSTANTIATE_TEST_SUITE_P(Both, SmallDisk, ::testing::Values("openai", "ollama"),
                         [](const auto& given) { return std::string(given.param); });

class ReadOnlyHome : public ::testing::TestWithParam<const char*> {
  protected:
    void SetUp() override {
        ASSERT_EQ(cli_.run(quick_run({"--iterations", "3"})).code, 0);
        ASSERT_EQ(cli_.run(quick_run({"--iterations", "3"})).code, 0);
        const auto runs = cli_.kept();
        ASSERT_THAT(runs, SizeIs(2));
        whole_ = runs[1];
        spoilt_ = runs[0];
        spoil(cli_.home() / "runs" / spoilt_ / "journal.hxj");
        shown_ = cli_.run({"show", whole_, "--format", "json"}).out;
        before_ = files_below(cli_.home());
        disk_.emplace(cli_, "mount --bind HOME HOME && mount -o remount,bind,ro HOME");
        if (!disk_->allowed()) GTEST_SKIP() << "no mounts of one's own on this machine";
    }

    void TearDown() override {
        EXPECT_TRUE(files_below(cli_.home()) == before_);
        EXPECT_THAT(cli_.run({"doctor", "--repair"}).err, HasSubstr("made anew of 2 iterations"));
    }

    Cli cli_;
    std::string whole_;
    std::string spoilt_;
    std::string shown_;  // the whole one, before
    std::map<std::string, std::string> before_;
    std::optional<OwnMounts> disk_;
};

TEST_P(ReadOnlyHome, StartsNoRunThatWouldBeKept) {
    const hexameter::testing::FaultServer server([](auto& /*connection*/) {});
    const auto run = disk_->run(run_of(GetParam(), server.url(""), {}));
    EXPECT_EQ(run.code, 1);
    EXPECT_EQ(run.out, "");
    EXPECT_THAT(run.err, AllOf(HasSubstr((cli_.home() / "runs").string()),
                               HasSubstr("Read-only file system; make it writable, or set")));
    EXPECT_EQ(server.connections(), 0U);
    const Simulator simulator;
    EXPECT_EQ(disk_->run(run_of(GetParam(), simulator.url(), {"--no-keep"})).code, 0);
}

TEST_P(ReadOnlyHome, IsListedShownAndCompared) {
    EXPECT_THAT(disk_->run({"list"}).out, AllOf(HasSubstr(whole_), HasSubstr(spoilt_)));
    EXPECT_EQ(disk_->run({"show", whole_, "--format", "json"}).out, shown_);
    EXPECT_EQ(disk_->run({"compare", whole_, spoilt_}).code, 0);
}

TEST_P(ReadOnlyHome, IsToldByTheDoctorWhoMendsNothing) {
    const auto looked = disk_->run({"doctor"});
    EXPECT_EQ(looked.code, 1);
    EXPECT_THAT(looked.out, AllOf(HasSubstr("Read-only file system"), HasSubstr("--no-keep")));
    const auto mended = disk_->run({"doctor", "--repair"});
    EXPECT_EQ(mended.code, 1);
    EXPECT_THAT(mended.err, AllOf(HasSubstr("error: run " + spoilt_ + ": " + cli_.home().string()),
                                  HasSubstr("Read-only file system; make it writable, or set"),
                                  HasSubstr("the run stays as it was")));
}

TEST_P(ReadOnlyHome, RefusesWhatWouldChangeIt) {
    for (const auto& words : std::vector<std::vector<std::string>>{
             {"delete", whole_}, {"run", "--resume", spoilt_}, {"repeat", whole_}}) {
        const auto refused = disk_->run(words);
        EXPECT_EQ(refused.code, 1) << words[0];
        EXPECT_THAT(refused.err, HasSubstr("Read-only file system; make it writable"));
    }
}

INSTANTIATE_TEST_SUITE_P(Both, ReadOnlyHome, ::testing::Values("openai", "ollama"),
                         [](const auto& given) { return std::string(given.param); });

}  // namespace
}  // namespace hexameter::e2e
