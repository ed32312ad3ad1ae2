// Every flag of every command stands on a page: README.md, docs/*.md, or that of the simulator.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include "e2e/program.hpp"

namespace hexameter::e2e {
namespace {

using ::testing::IsEmpty;
using ::testing::IsSupersetOf;

std::string text_of(const std::filesystem::path& file) {
    std::ifstream stream(file);
    return {std::istreambuf_iterator<char>(stream), {}};
}

std::string pages() {
    const std::filesystem::path root = HEXAMETER_SOURCE_DIR;
    auto text = text_of(root / "README.md") + text_of(root / "hosts/simulate/README.md");
    for (const auto& entry : std::filesystem::directory_iterator(root / "docs"))
        if (entry.path().extension() == ".md") text += text_of(entry.path());
    return text;
}

// As a word of its own: "--sample" does not stand in "--sample-size".
bool stands_in(const std::string& text, const std::string& flag) {
    for (auto at = text.find(flag); at != std::string::npos; at = text.find(flag, at + 1)) {
        const auto behind = static_cast<unsigned char>(text[at + flag.size()]);
        if (behind != '-' && std::isalnum(behind) == 0) return true;
    }
    return false;
}

// "run", "config set", of the manual page. All take the flags of the program itself.
std::vector<std::string> commands(const Cli& cli) {
    const std::string heading = ".SS hexameter ";
    std::vector<std::string> names;
    for (const auto& line : lines_of(cli.run({"man"}).out))
        if (line.starts_with(heading)) names.push_back(line.substr(heading.size()));
    return names;
}

// What completion knows is what is declared, by host and plugins.
std::vector<std::string> flags_of(const Cli& cli, const std::string& command) {
    std::istringstream parts(command);
    std::vector<std::string> words{"complete"};
    for (std::string word; parts >> word;) words.push_back(word);
    words.emplace_back("--");
    std::vector<std::string> flags;
    for (const auto& line : lines_of(cli.run(words).out))
        flags.push_back(line.substr(0, line.find('\t')));
    return flags;
}

TEST(Flags, StandOnAPage) {
    const Cli cli;
    const auto text = pages() + '\n';
    std::vector<std::string> missing;
    std::vector<std::string> seen;
    for (const auto& command : commands(cli)) {
        for (const auto& flag : flags_of(cli, command)) {
            seen.push_back(command + ' ' + flag);
            if (!stands_in(text, flag)) missing.push_back(seen.back());
        }
    }
    EXPECT_THAT(missing, IsEmpty());
    EXPECT_THAT(seen, IsSupersetOf({"run --home", "run --filter", "config show --origin",
                                    "rescore --pattern", "simulate --port"}));
}

}  // namespace
}  // namespace hexameter::e2e
