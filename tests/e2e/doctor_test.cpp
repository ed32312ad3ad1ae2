// The doctor, of the machine that the tests run on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>

#include "e2e/event_log.hpp"
#include "e2e/program.hpp"

namespace hexameter::e2e {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// "home.writable" -> what was found there.
std::map<std::string, Json> found_by(const Finished& doctor) {
    std::map<std::string, Json> rows;
    const Json all = parsed(doctor.out);
    for (const auto& row : all.GetArray()) {
        auto& copy = rows[text_at(row, "section") + '.' + text_at(row, "check")];
        copy.CopyFrom(row, copy.GetAllocator());
    }
    return rows;
}

TEST(Doctor, LooksAtMachineHomePluginsAndServers) {
    const Cli cli;
    const auto doctor = cli.run({"doctor", "--format", "json"});
    EXPECT_EQ(doctor.code, 0) << doctor.out;
    const auto rows = found_by(doctor);
    for (const char* check :
         {"machine.cores", "machine.governor", "machine.turbo", "machine.load", "machine.clock",
          "machine.kernel_stamps", "machine.open_files", "machine.ports", "machine.memory",
          "configuration.file", "home.writable", "home.free_disk", "plugins.modality",
          "plugins.provider", "servers.ollama", "servers.openai"}) {
        ASSERT_TRUE(rows.contains(check)) << check;
        EXPECT_NE(text_at(rows.at(check), "state"), "problem") << check;
    }
    for (const auto& [check, row] : rows)
        EXPECT_EQ(text_at(row, "state") == "ok", text_at(row, "meaning").empty()) << check;
    EXPECT_FALSE(std::filesystem::exists(cli.home()));
}

// Its settings are gone; what it measured is not.
TEST(Doctor, TellsWhatIsLeftOfARunWhoseHeaderIsLost) {
    const Cli cli;
    ASSERT_EQ(cli.run(quick_run({"--iterations", "3"})).code, 0);
    const auto id = cli.kept().at(0);
    const auto journal = cli.home() / "runs" / id / "journal.hxj";
    auto bytes = hexameter::testing::content_of(journal);
    bytes[20] ^= 1;
    std::ofstream(journal, std::ios::binary) << bytes;
    EXPECT_EQ(cli.run({"doctor"}).code, 1);
    for (int time = 0; time < 2; ++time) {
        const auto mended = cli.run({"doctor", "--repair", "--format", "json"});
        EXPECT_EQ(mended.code, 0) << mended.err;
        EXPECT_EQ(mended.err.find("made anew of 3 iterations") != std::string::npos, time == 0);
        const auto rows = found_by(mended);
        const auto& run = rows.at("home.run");
        EXPECT_EQ(text_at(run, "state"), "warning");
        EXPECT_THAT(text_at(run, "found"), HasSubstr("3 iterations can be read"));
        EXPECT_THAT(text_at(run, "meaning"), HasSubstr("header of the run is lost"));
        EXPECT_THAT(text_at(run, "remedy"),
                    AllOf(HasSubstr("hexameter show " + id), HasSubstr("hexameter delete " + id)));
    }
    const auto shown = cli.run({"show", id, "--format", "json"});
    EXPECT_EQ(shown.code, 0);
    const Json run = parsed(shown.out);
    EXPECT_THAT(shown.err, HasSubstr("delete " + id));
    EXPECT_EQ(run["iterations"].Size(), 3U);
    EXPECT_NE(text_at(run["iterations"][0], "answer"), "");
    EXPECT_EQ(cli.run({"delete", id}).code, 0);
}

// A repair could do nothing.
TEST(Doctor, NamesTheWayToTakeAwayARunOfWhichNothingCanBeRead) {
    const Cli cli;
    ASSERT_EQ(cli.run(quick_run()).code, 0);
    const auto id = cli.kept().at(0);
    std::ofstream(cli.home() / "runs" / id / "journal.hxj") << "nothing of a run";
    EXPECT_THAT(cli.run({"show", id}).err, HasSubstr("hexameter delete " + id));
    const std::vector<std::vector<std::string>> commands{
        {"doctor", "--format", "json"}, {"doctor", "--repair", "--format", "json"}};
    for (const auto& words : commands) {
        const auto doctor = cli.run(words);
        EXPECT_EQ(doctor.code, 1);
        EXPECT_THAT(doctor.err, Not(HasSubstr("error: ")));
        const auto rows = found_by(doctor);
        EXPECT_EQ(text_at(rows.at("home.run"), "remedy"), "Take it away: hexameter delete " + id);
    }
    EXPECT_EQ(cli.run({"delete", id}).code, 0);
    EXPECT_EQ(cli.run({"doctor"}).code, 0);
}

TEST(Doctor, AdvisesOnceWhatToDoWithARunOfWhichNothingCanBeRead) {
    const Cli cli;
    ASSERT_EQ(cli.run(quick_run()).code, 0);
    const auto id = cli.kept().at(0);
    std::ofstream(cli.home() / "runs" / id / "journal.hxj");
    const auto doctor = cli.run({"doctor"}).out;
    const auto advice = "hexameter delete " + id;
    EXPECT_NE(doctor.find(advice), std::string::npos) << doctor;
    EXPECT_EQ(doctor.find(advice), doctor.rfind(advice)) << doctor;
    for (const auto& words : {std::vector<std::string>{"list"}, {"show"}})
        EXPECT_THAT(cli.run(words).err,
                    HasSubstr("warning: 1 run cannot be read: see hexameter doctor"));
    ASSERT_EQ(cli.run({"delete", id}).code, 0);
    EXPECT_THAT(cli.run({"list"}).err, Not(HasSubstr("cannot be read")));
}

// The id of a run whose journal has a byte changed in its middle.
std::string damaged_run(const Cli& cli) {
    EXPECT_EQ(cli.run(quick_run({"--iterations", "5"})).code, 0);
    const auto id = cli.kept().at(0);
    const auto journal = cli.home() / "runs" / id / "journal.hxj";
    auto bytes = hexameter::testing::content_of(journal);
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 0x55);
    std::ofstream(journal, std::ios::binary) << bytes;
    return id;
}

TEST(Doctor, ReportsBesideWhatItCouldNotMend) {
    const Cli cli;
    const auto id = damaged_run(cli);
    const auto doctor = cli.run_redirected({"doctor", "--repair", "--format", "json"}, "",
                                           "trap '' XFSZ; ulimit -f 0");
    EXPECT_EQ(doctor.code, 1);
    EXPECT_THAT(doctor.err, HasSubstr("the run stays as it was"));
    EXPECT_THAT(text_at(found_by(doctor).at("home.run"), "remedy"), HasSubstr("doctor --repair"));
}

TEST(Doctor, TellsPeopleALineForEachAndTheSum) {
    const auto doctor = Cli().run({"doctor"});
    EXPECT_THAT(doctor.out, AllOf(HasSubstr("machine\n"), HasSubstr("kernel stamps")));
    EXPECT_THAT(doctor.err, HasSubstr("problems: 0"));
}

TEST(Doctor, EndsWithOneWhereARunWouldBreak) {
    Cli cli;
    cli.set("HEXAMETER_HOME", "/dev/null/home");
    const auto doctor = cli.run({"doctor", "--format", "json"});
    EXPECT_EQ(doctor.code, 1);
    const auto rows = found_by(doctor);
    EXPECT_EQ(text_at(rows.at("home.writable"), "state"), "problem");
    EXPECT_THAT(text_at(rows.at("home.writable"), "remedy"), HasSubstr("--no-keep"));
}

TEST(Doctor, SaysWhyAPluginIsRefusedAndWhatIsWrongWithTheConfiguration) {
    Cli cli;
    std::filesystem::create_directories(cli.folder().path() / "plugins");
    cli.folder().write("plugins/broken.so", "no plugin");
    cli.folder().write("config.yaml", "colour: never\n");
    cli.set("HEXAMETER_CONFIG", (cli.folder().path() / "config.yaml").string());
    const auto doctor = cli.run(
        {"doctor", "--format", "json", "--plugin-dir", (cli.folder().path() / "plugins").string()});
    EXPECT_EQ(doctor.code, 0);
    const auto rows = found_by(doctor);
    EXPECT_THAT(text_at(rows.at("plugins.refused"), "found"), HasSubstr("broken.so: "));
    EXPECT_THAT(text_at(rows.at("configuration.setting"), "found"), HasSubstr("'color'"));
}

TEST(Doctor, FindsTheServerThatTheUserNames) {
    const Cli cli;
    auto server = cli.start({"simulate", "--port", "0"});
    const auto line = server.wait_for_line("listening on ");
    const auto address = line.substr(line.find("http"));
    ASSERT_EQ(cli.run({"config", "set", "base_url.ollama", address}).code, 0);
    ASSERT_EQ(cli.run({"config", "set", "base_url.openai", "http://127.0.0.1:1"}).code, 0);
    const auto rows = found_by(cli.run({"doctor", "--format", "json"}));
    EXPECT_EQ(text_at(rows.at("servers.ollama"), "found"), address + ", 6 models");
    EXPECT_EQ(text_at(rows.at("servers.openai"), "state"), "warning");
}

TEST(Doctor, FindsADamagedRunAndMendsItOnDemand) {
    const Cli cli;
    const auto id = damaged_run(cli);
    const auto damaged = cli.run({"doctor", "--format", "json"});
    EXPECT_EQ(damaged.code, 1);
    const auto rows = found_by(damaged);
    EXPECT_THAT(text_at(rows.at("home.run"), "found"),
                HasSubstr(id + ": 4 iterations can be read"));
    EXPECT_THAT(text_at(rows.at("home.run"), "remedy"), HasSubstr("doctor --repair"));
    EXPECT_THAT(cli.run({"show", id}).err,
                AllOf(HasSubstr("doctor --repair"), Not(HasSubstr("--resume"))));
    const auto mended = cli.run({"doctor", "--repair"});
    EXPECT_EQ(mended.code, 0) << mended.out << mended.err;
    EXPECT_THAT(mended.err,
                AllOf(HasSubstr("made anew of 4 iterations"), HasSubstr("journal.hxj.damaged-1"),
                      HasSubstr("lost: "), HasSubstr("run --resume " + id)));
    const auto shown = cli.run({"show", id});
    EXPECT_THAT(shown.out,
                AllOf(HasSubstr("4 of 5 iterations are here"), Not(HasSubstr("damaged"))));
    EXPECT_THAT(shown.err, HasSubstr("run --resume " + id));
    EXPECT_EQ(cli.run({"run", "--resume", id, "-o", "/dev/null"}).code, 0);
    EXPECT_EQ(cli.run({"show", id}).err, "");
}

}  // namespace
}  // namespace hexameter::e2e
