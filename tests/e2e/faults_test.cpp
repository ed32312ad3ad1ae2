// Bad servers and bad plugins as their user meets them: a failed row with its reason, the other
// model measured, exit code 5; and what is refused before the start, exit code 2.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "e2e/event_log.hpp"
#include "e2e/program.hpp"
#include "faults/wires.hpp"

namespace hexameter::e2e {
namespace {

using hexameter::testing::closed_port;
using hexameter::testing::FaultConnection;
using hexameter::testing::FaultServer;
using hexameter::testing::ollama_wire;
using hexameter::testing::openai_wire;
using hexameter::testing::Wire;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

// `bad` by its own lines, beside `good`, which is simulated.
std::string two_models(const std::string& bad) {
    return "modality: text\ndataset: {samples: [{prompt: Hello}]}\niterations: 2\n"
           "limits: {stall_ms: 300, retries: 0}\nmodels:\n"
           "  - " +
           bad +
           "\n"
           "  - {provider: simulated, model: swift, label: good, config: {ttft_ms: 1, itl_ms: "
           "1}}\n";
}

std::string model_at(const Wire& wire, const std::string& url) {
    return "{provider: " + wire.provider + ", model: m, label: bad, config: {base_url: \"" + url +
           "\"}}";
}

// Two rows of each: those of `bad` failed with these words, those of `good` did not.
void expect_only_bad_failed(const Finished& run, const std::string& words) {
    EXPECT_EQ(run.code, 5) << run.err;
    EXPECT_THAT(run.err, HasSubstr("kept in"));
    const Json json = parsed(run.out);
    ASSERT_TRUE(json.IsObject());
    ASSERT_EQ(json["iterations"].Size(), 4U);
    for (const auto& row : json["iterations"].GetArray()) {
        const bool good = text_at(row, "model") == "good";
        EXPECT_EQ(text_at(row, "status"), good ? "ok" : "failed");
        if (!good) {
            EXPECT_THAT(text_at(row["error"], "message"), HasSubstr(words));
        }
    }
    for (const auto& model : json["summary"]["models"].GetArray()) {
        const bool good = text_at(model, "model") == "good";
        EXPECT_EQ(model["failed"].GetUint(), good ? 0U : 2U);
        EXPECT_EQ(model["metrics"].Empty(), !good);
    }
}

struct Fault {
    const char* name;
    FaultServer::Script (*script)(const Wire&);  // null: nothing listens
    const char* words;
};

FaultServer::Script refusing(const Wire& wire, const char* status) {
    return hexameter::testing::serve_bytes(hexameter::testing::http_reply(
        status, "Content-Type: application/json\r\n", wire.error_body("because")));
}

class Server : public ::testing::TestWithParam<std::tuple<Fault, const Wire*>> {};

TEST_P(Server, ThatIsBadEndsTheRunWithFiveAndLeavesTheOtherModelAlone) {
    const auto& [fault, wire] = GetParam();
    const Cli cli;
    std::optional<FaultServer> server;
    if (fault.script != nullptr) server.emplace(fault.script(*wire));
    const auto url = server ? server->url("") : "http://127.0.0.1:" + std::to_string(closed_port());
    const auto file = cli.folder().write("run.yaml", two_models(model_at(*wire, url)));
    const auto run = cli.run({"run", file.string(), "--format", "json"});
    expect_only_bad_failed(run, fault.words);
    EXPECT_THAT(cli.run({"show"}).out, HasSubstr(fault.words));
}

INSTANTIATE_TEST_SUITE_P(
    Every, Server,
    ::testing::Combine(::testing::Values(Fault{"refuses", nullptr, "refused the connection"},
                                         Fault{"wants_a_key",
                                               [](const Wire& wire) {
                                                   return refusing(wire, "401 Unauthorized");
                                               },
                                               "--api-key-env"},
                                         Fault{"lacks_the_model",
                                               [](const Wire& wire) {
                                                   return refusing(wire, "404 Not Found");
                                               },
                                               "hexameter models"},
                                         Fault{"is_busy_for_ever",
                                               [](const Wire& wire) {
                                                   return refusing(wire, "429 Too Many Requests");
                                               },
                                               "HTTP 429"},
                                         Fault{"dies_in_mid_stream",
                                               [](const Wire& wire) -> FaultServer::Script {
                                                   return [wire](FaultConnection& connection) {
                                                       if (connection.read_request())
                                                           connection.send(
                                                               wire.stream_of({"Hello"}));
                                                   };
                                               },
                                               "before its reply was whole"},
                                         Fault{"stalls",
                                               [](const Wire& wire) -> FaultServer::Script {
                                                   return [wire](FaultConnection& connection) {
                                                       if (connection.read_request() &&
                                                           connection.send(
                                                               wire.stream_of({"Hello"})))
                                                           connection.wait_closed();
                                                   };
                                               },
                                               "limits.stall_ms"}),
                       ::testing::Values(&openai_wire(), &ollama_wire())),
    [](const auto& given) {
        return std::string(std::get<0>(given.param).name) + "_" +
               std::get<1>(given.param)->provider;
    });

class Name : public ::testing::TestWithParam<const Wire*> {};

// In a network of its own, with no name server: no question leaves this machine.
TEST_P(Name, ThatNobodyKnowsEndsTheRunWithFiveAndLeavesTheOtherModelAlone) {
    const Cli cli;
    const std::vector<std::string> apart{"/usr/bin/unshare", "--user", "--map-root-user", "--net"};
    if (cli.run_by(apart, {"--version"}).code != 0)
        GTEST_SKIP() << "no network of one's own on this machine";
    const auto file = cli.folder().write(
        "run.yaml", two_models(model_at(*GetParam(), "http://no-such-host.invalid:8080")));
    expect_only_bad_failed(cli.run_by(apart, {"run", file.string(), "--format", "json"}),
                           "the name of no-such-host.invalid:8080 was not found");
}

INSTANTIATE_TEST_SUITE_P(Both, Name, ::testing::Values(&openai_wire(), &ollama_wire()),
                         [](const auto& of) { return of.param->provider; });

class Plugins : public ::testing::Test {
  protected:
    // The real ones and these.
    void take(const std::vector<std::string>& fixtures) {
        std::string path = HEXAMETER_PLUGIN_DIR;
        for (const auto& name : fixtures)
            path += ":" +
                    (std::filesystem::path(HEXAMETER_BUILD_DIR) / "tests/plugins" / name).string();
        cli_.set("HEXAMETER_PLUGIN_PATH", path);
    }

    Cli cli_;
};

TEST_F(Plugins, ThatAreRefusedAreNamedWithTheirReasonsAndTheRestRuns) {
    const std::vector<std::pair<const char*, const char*>> refused{
        {"wrong_major", "ABI major 2"}, {"manifest_major", "major"},
        {"manifest_minor", "minor"},    {"no_symbol", "hexameter_plugin_v1"},
        {"no_manifest", "manifest"},    {"broken_manifest", "manifest"},
        {"empty_manifest", "manifest"}};
    std::vector<std::string> names;
    for (const auto& [name, reason] : refused) names.emplace_back(name);
    take(names);
    const auto run = cli_.run(quick_run({"--log-level", "debug"}));
    EXPECT_EQ(run.code, 0) << run.err;
    const auto list = cli_.run({"plugin", "list"});
    for (const auto& [name, reason] : refused) {
        const auto file = std::string(name) + ".so";
        bool told = false;
        for (const auto& line : lines_of(list.out + list.err))
            told = told ||
                   (line.find(file) != std::string::npos && line.find(reason) != std::string::npos);
        EXPECT_TRUE(told) << name << " in\n" << list.out << list.err;
    }
}

TEST_F(Plugins, WhoseCodeIsNotWhatItsManifestSaysAreRefusedBeforeTheStart) {
    for (const auto& [name, reason] : std::vector<std::pair<std::string, const char*>>{
             {"lying_id", "the id of"},
             {"lying_kind", "the kind of"},
             {"lying_version", "the version of"},
             {"lying_metric", "a metric of"},
             {"code_major", "ABI major 2, this host speaks major 1"},
             {"code_minor", "its code needs plugin ABI 1.99"},
             {"cut_entry", "cut short"},
             {"null_descriptor", "does not describe"},
             {"unresolved", "nobody_defines_this"},
             {"null_create", "gave no usable instance"},
             {"failing_create", "level 3 is not for this machine"}}) {
        take({name});
        const auto run = cli_.run(quick_run({"--metric", "honest"}));
        EXPECT_EQ(run.code, 2) << name << run.err;
        EXPECT_EQ(run.out, "") << name;
        EXPECT_THAT(run.err, HasSubstr("error: metrics[0]: ")) << name;
        EXPECT_THAT(run.err, HasSubstr(reason)) << name;
        EXPECT_EQ(cli_.run(quick_run()).code, 0) << name;
    }
    EXPECT_THAT(cli_.kept(), SizeIs(11));
}

TEST_F(Plugins, ThatBreakTheContractInARunAreFailedRowsAndLeaveTheOtherModelAlone) {
    for (const auto& [name, words] :
         std::vector<std::pair<std::string, const char*>>{{"bad_chunk", "a chunk"},
                                                          {"refuse", "the queue is full"},
                                                          {"failing", "HXM_E_TRANSPORT"}}) {
        take({name});
        const auto file = cli_.folder().write(
            "run.yaml", two_models("{provider: " + name + ", model: m, label: bad}"));
        expect_only_bad_failed(cli_.run({"run", file.string(), "--format", "json"}), words);
    }
}

}  // namespace
}  // namespace hexameter::e2e
