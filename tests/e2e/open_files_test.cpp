// The program under limits of the system: open files, memory for threads.
#include <gmock/gmock.h>

#include "e2e/program.hpp"
#include "support/fault_server.hpp"

namespace hexameter::e2e {
namespace {

using hexameter::testing::FaultServer;
using hexameter::testing::http_reply;
using hexameter::testing::serve_bytes;

TEST(OpenFiles, OfConnectionsThatRestGiveWayToRequests) {
    const std::string reply = http_reply(
        "200 OK", "Content-Type: application/json\r\n",
        R"({"choices":[{"index":0,"message":{"content":"hi"},"finish_reason":"stop"}]})");
    FaultServer first(serve_bytes(reply));
    FaultServer second(serve_bytes(reply));
    const Cli cli;
    const auto file =
        cli.folder().write("run.yaml",
                           "modality: text\nstream: false\nconcurrency: 40\niterations: 80\n"
                           "dataset: {samples: [{prompt: x}]}\nmodels:\n"
                           "- {provider: openai, model: a, config: {base_url: \"" +
                               first.url("") +
                               "\"}}\n"
                               "- {provider: openai, model: b, config: {base_url: \"" +
                               second.url("") + "\"}}\n");
    const auto run =
        cli.run_redirected({"run", file.string(), "--progress", "never"}, "", "ulimit -n 80");
    EXPECT_EQ(run.code, 0) << run.out << run.err;
    EXPECT_GE(first.connections(), 40U);
}

#if !defined(__SANITIZE_THREAD__) && !defined(__SANITIZE_ADDRESS__)
// Not under sanitizers, which reserve more addresses than this limit leaves.
// A thread's stack is as large as `ulimit -s` says: more than there may be of memory in all.
TEST(Threads, ThatCannotBeStartedAreNoFaultOfTheProgram) {
    const Cli cli;
    const auto run = cli.run_redirected(
        {"run", "--modality", "text", "--provider", "null", "--model", "null", "--prompt", "x"}, "",
        "ulimit -s 4000000 && ulimit -v 2000000");
    EXPECT_NE(run.code, 0) << run.out;
    EXPECT_THAT(run.err, ::testing::HasSubstr("no thread could be started"));
    EXPECT_THAT(run.err, ::testing::HasSubstr("ulimit -v"));
    EXPECT_THAT(run.err, ::testing::Not(::testing::HasSubstr("fault of hexameter")));
}
#endif

}  // namespace
}  // namespace hexameter::e2e
