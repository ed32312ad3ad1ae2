// The program under a limit of open files.
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

}  // namespace
}  // namespace hexameter::e2e
