// examples/github-actions as far as it can be tried without GitHub: its steps that call hexameter
// run one after another in a shell, as they stand but for the server's port and times and the limit
// of the comparison.
#include <gmock/gmock.h>
#include <yaml-cpp/yaml.h>

#include <fstream>
#include <regex>
#include <sstream>

#include "e2e/program.hpp"
#include "support/fault_server.hpp"

namespace hexameter::e2e {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

std::string text_of(const std::filesystem::path& file) {
    std::ifstream in(file);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

// The commands of the steps that call the program.
std::vector<std::string> commands_of(const YAML::Node& workflow) {
    std::vector<std::string> commands;
    for (const auto& step : workflow["jobs"]["gate"]["steps"]) {
        if (!step["run"]) continue;
        auto run = step["run"].as<std::string>();
        if (run.find("hexameter ") != std::string::npos) commands.push_back(std::move(run));
    }
    return commands;
}

class Workflow : public ::testing::Test {
  protected:
    Workflow() {
        std::filesystem::create_directory_symlink(HEXAMETER_SOURCE_DIR "/examples",
                                                  folder_.path() / "examples");
        std::filesystem::create_symlink(HEXAMETER_PROGRAM, folder_.path() / "hexameter");
    }

    // Runs them twice, as two pushes would; the exit code.
    int run_twice(const std::vector<std::string>& commands) {
        std::string script = "set -e\ncd '" + folder_.path().string() +
                             "'\nexport PATH=\"$PWD:$PATH\" HEXAMETER_HOME=\"$PWD/home\" "
                             "GITHUB_STEP_SUMMARY=\"$PWD/summary.md\"\n"
                             "exec 2> errors.txt\ntrap 'kill $(jobs -p)' EXIT\n";
        for (int push = 0; push < 2; ++push)
            for (const auto& command : commands)
                if (push == 0 || command.find("simulate") == std::string::npos)
                    script += command + "\n";
        // Whatever listens at the usual port of this machine is left in peace, and exact times with
        // a wide limit make no regression of a machine that is busier the second time.
        const auto port = std::to_string(testing::closed_port());
        script = std::regex_replace(script, std::regex("11434"), port);
        script = std::regex_replace(script, std::regex("simulate "),
                                    "simulate --ttft-ms 50 --itl-ms 10 ");
        script = std::regex_replace(script, std::regex("10%"), "500%");
        const auto file = folder_.write("steps.sh", script);
        const int status = std::system(("bash '" + file.string() + "' > /dev/null").c_str());
        return WEXITSTATUS(status);
    }

    [[nodiscard]] std::string file(const std::string& name) const {
        return text_of(folder_.path() / name);
    }

    hexameter::testing::TempFolder folder_;
};

TEST_F(Workflow, RunsAsItStands) {
    const auto workflow =
        YAML::LoadFile(HEXAMETER_SOURCE_DIR "/examples/github-actions/hexameter.yml");
    const auto commands = commands_of(workflow);
    ASSERT_EQ(commands.size(), 4u);
    EXPECT_EQ(run_twice(commands), 0) << file("errors.txt");
    EXPECT_THAT(file("regressions.xml"), HasSubstr("failures=\"0\""));
    EXPECT_THAT(file("asserts.xml"),
                AllOf(HasSubstr("tests=\"3\" failures=\"0\""), HasSubstr("ttft.p90 &lt; 1 s")));
    EXPECT_THAT(file("summary.md"), AllOf(HasSubstr("# Run "), HasSubstr("## Asserts")));
}

}  // namespace
}  // namespace hexameter::e2e
