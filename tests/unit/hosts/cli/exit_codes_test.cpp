#include "exit_codes.hpp"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>

namespace hexameter::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// The rows of the README's table, by code, without the marks of code.
std::map<std::string, std::string> rows_of_readme() {
    std::ifstream readme(HEXAMETER_SOURCE_DIR "/README.md");
    std::map<std::string, std::string> rows;
    bool within = false;
    for (std::string line; std::getline(readme, line);) {
        if (within && !line.starts_with('|')) break;
        line.erase(std::remove(line.begin(), line.end(), '`'), line.end());
        const auto bar = line.find(" | ");
        if (within && !line.starts_with("| ---"))
            rows[line.substr(2, bar - 2)] = line.substr(bar + 3, line.size() - bar - 5);
        within = within || line.starts_with("| exit code");
    }
    return rows;
}

TEST(ExitCodes, AreThoseOfTheReadme) {
    std::map<std::string, std::string> rows;
    for (const auto& meaning : exit_meanings) {
        auto& row = rows[std::to_string(meaning.code)];
        row += fmt::format("{}{}{}{}", row.empty() ? "" : "; ", meaning.commands,
                           meaning.commands.empty() ? "" : ": ", meaning.text);
    }
    EXPECT_EQ(rows_of_readme(), rows);
}

TEST(ExitCodes, OfACommandAreItsOwnAndThoseOfAll) {
    EXPECT_EQ(exit_codes_of("list"),
              "Exit codes:\n"
              "  0    done\n"
              "  1    an error of hexameter itself, or of a disk\n"
              "  2    wrong usage or configuration, nothing was started\n"
              "  130  stopped by Ctrl-C, SIGTERM or SIGHUP");
    EXPECT_THAT(exit_codes_of("repeat"),
                AllOf(HasSubstr("\n  3    an assert is not met\n       the run stopped itself"),
                      HasSubstr("--wait-ready"), Not(HasSubstr("modality"))));
    EXPECT_THAT(exit_codes_of("score"),
                AllOf(HasSubstr("no pair could be scored"), Not(HasSubstr("no answer could"))));
}

TEST(ExitCodes, FitIntoALine) {
    for (const auto& meaning : exit_meanings) EXPECT_LE(meaning.text.size(), 93U) << meaning.text;
}

}  // namespace
}  // namespace hexameter::cli
