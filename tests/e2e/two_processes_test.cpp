// Several processes on one store at the same time.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2e/event_log.hpp"
#include "e2e/program.hpp"
#include "e2e/simulator.hpp"

namespace hexameter::e2e {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

constexpr unsigned iterations = 40;

TEST(TwoRuns, OverBothWiresOnOneStoreAreBothWholeThoughADoctorMendsMeanwhile) {
    const Cli cli;
    const Simulator simulator;
    const auto start = [&](const char* provider) {
        return cli.start({"run", "--provider", provider, "--url", simulator.url(), "--model",
                          "swift", "--name", provider, "--prompt", "Hello", "--max-tokens", "4",
                          "--iterations", std::to_string(iterations), "--events", "-"});
    };
    auto openai = start("openai");
    auto ollama = start("ollama");
    openai.wait_for_line("\"iteration_complete\"");
    ollama.wait_for_line("\"iteration_complete\"");
    const auto list = cli.run({"list"});
    EXPECT_EQ(list.code, 0);
    EXPECT_THAT(list.err, Not(HasSubstr("warning")));
    EXPECT_THAT(cli.kept(), SizeIs(2));
    const auto mended = cli.run({"doctor", "--repair"});
    EXPECT_EQ(mended.code, 0) << mended.err;
    EXPECT_THAT(mended.err, Not(HasSubstr("run 2")));
    for (auto* program : {&openai, &ollama}) {
        const auto finished = program->finish();
        EXPECT_EQ(finished.code, 0) << finished.err;
        EXPECT_THAT(finished.err, AllOf(HasSubstr("kept in"), Not(HasSubstr("warning"))));
    }

    const auto ids = cli.kept();
    ASSERT_THAT(ids, SizeIs(2));
    std::string names;
    for (const auto& id : ids) {
        const auto shown = cli.run({"show", id, "--format", "json"});
        EXPECT_EQ(shown.err, "");
        const Json run = parsed(shown.out);
        EXPECT_EQ(text_at(run["summary"], "status"), "complete");
        EXPECT_EQ(run["summary"]["models"][0]["ok"].GetUint(), iterations);
        EXPECT_EQ(run["iterations"].Size(), iterations);
        EXPECT_EQ(run["damage"].Size(), 0U);
        names += text_at(run["spec"], "name") + " ";
    }
    EXPECT_THAT(names, AllOf(HasSubstr("openai "), HasSubstr("ollama ")));
    EXPECT_EQ(cli.run({"doctor"}).code, 0);
    EXPECT_EQ(cli.run({"compare", ids[0], ids[1]}).code, 0);
}

}  // namespace
}  // namespace hexameter::e2e
