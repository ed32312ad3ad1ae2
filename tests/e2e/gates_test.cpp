// Asserts, dry runs, prices, waiting: what makes of a run a gate.
#include <gmock/gmock.h>

#include <atomic>
#include <fstream>
#include <sstream>

#include "e2e/event_log.hpp"
#include "e2e/program.hpp"
#include "support/fault_server.hpp"

namespace hexameter::e2e {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::string text_of(const std::filesystem::path& file) {
    std::ifstream in(file);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

TEST(Assert, ThatIsMetEndsWithZeroAndStandsInTheReport) {
    const Cli cli;
    const auto run = cli.run(quick_run(
        {"--iterations", "2", "--assert", "ttft.mean<9s and ok==2", "--assert", "error_rate<1%"}));
    EXPECT_EQ(run.code, 0) << run.err;
    EXPECT_THAT(run.out, AllOf(HasSubstr("ttft.mean < 9 s"), HasSubstr("ok == 2"),
                               HasSubstr("error_rate < 1 %"), HasSubstr("passed"),
                               Not(HasSubstr("FAILED"))));
    EXPECT_THAT(run.err, Not(HasSubstr("assert failed")));
}

TEST(Assert, ThatIsNotMetEndsWithThreeAndTheRunIsKept) {
    const Cli cli;
    const auto run = cli.run(quick_run({"--assert", "ttft.mean<1ns", "--format", "json"}));
    EXPECT_EQ(run.code, 3) << run.err;
    EXPECT_THAT(run.err, HasSubstr("assert failed: ttft.mean < 1 ns (swift): is "));
    const auto json = parsed(run.out);
    EXPECT_STREQ(json["asserts"][0]["assert"].GetString(), "ttft.mean < 1 ns");
    EXPECT_FALSE(json["asserts"][0]["passed"].GetBool());
    EXPECT_GT(json["asserts"][0]["actual"].GetDouble(), 1);
    EXPECT_STREQ(json["spec"]["asserts"][0].GetString(), "ttft.mean<1ns");
    EXPECT_EQ(cli.kept().size(), 1u);
    EXPECT_THAT(cli.run({"show"}).out, HasSubstr("FAILED"));
}

TEST(Metric, ThatFailsOnAnAnswerGivesItNoValueAndEndsWithFive) {
    const hexameter::testing::FaultServer server(
        hexameter::testing::serve_bytes(hexameter::testing::http_reply(
            "200 OK", "Content-Type: application/json\r\n",
            R"({"model":"m","message":{"role":"assistant","content":"fail"},"done":true})")));
    const Cli cli;
    const auto data = cli.folder().write("data.jsonl", R"({"prompt": "p", "reference": "xx"})");
    const auto run = cli.run({"run",
                              "--provider",
                              "ollama",
                              "--model",
                              "m",
                              "--url",
                              server.url(),
                              "--no-stream",
                              "--dataset",
                              data.string(),
                              "--metric",
                              "ratio",
                              "--plugin-dir",
                              HEXAMETER_BUILD_DIR "/tests/plugins/ratio",
                              "--iterations",
                              "2",
                              "--warmup",
                              "1",
                              "--format",
                              "json"});
    EXPECT_EQ(run.code, 5) << run.err;
    EXPECT_THAT(run.err, HasSubstr("error: m: a metric failed on 2 of 2 answers: see the notes"));
    const auto json = parsed(run.out);
    const auto& model = json["summary"]["models"][0];
    EXPECT_EQ(model["ok"].GetUint(), 2u);
    EXPECT_EQ(model["failed_scores"].GetUint(), 2u);
    for (const auto& metric : model["metrics"].GetArray())
        EXPECT_NE(text_at(metric, "metric"), "length_ratio") << "half of what it would have said";
    const auto& answer = json["iterations"][0];
    EXPECT_EQ(text_at(answer, "answer"), "fail");
    for (const auto& value : answer["values"].GetArray())
        EXPECT_NE(text_at(value, "metric"), "length_ratio");
    EXPECT_STREQ(answer["failed_metrics"][0].GetString(), "ratio");
}

TEST(Assert, IsRefusedBeforeTheStartWhereItCanNeverBeTold) {
    const Cli cli;
    const auto run = cli.run(quick_run({"--assert", "tftt.mean<1s", "--assert", "ttft.p90<1s"}));
    EXPECT_EQ(run.code, 2);
    EXPECT_THAT(run.out, IsEmpty());
    EXPECT_THAT(run.err, AllOf(HasSubstr("did you mean 'ttft'?"), HasSubstr("p90 needs 44")));
    EXPECT_THAT(cli.kept(), IsEmpty());
}

TEST(Assert, OfAFlagIsNamedByIt) {
    const Cli cli;
    const auto refusal = [&](const std::vector<std::string>& asserts) {
        std::vector<std::string> words;
        for (const auto& assert : asserts) words.insert(words.end(), {"--assert", assert});
        auto run = cli.run(quick_run(words));
        EXPECT_EQ(run.code, 2);
        return run.err;
    };
    EXPECT_THAT(refusal({"tftt.mean<1s"}), HasSubstr("error: --assert: 'tftt.mean < 1 s': "));
    EXPECT_THAT(refusal({"ok>0", "tftt.mean<1s"}), HasSubstr("error: --assert (2 of 2): 'tftt."));
    EXPECT_THAT(refusal({""}), HasSubstr("--assert: needs a condition, such as 'ttft.p90<500ms'"));
    EXPECT_THAT(refusal({"ok>0 or failed==0"}), HasSubstr("only \"and\" (or &&) joins"));
    ASSERT_EQ(cli.run(quick_run()).code, 0);
    const auto show = cli.run({"show", "--assert", "ok>0", "--assert", "error_rate<150%"});
    EXPECT_EQ(show.code, 2);
    EXPECT_THAT(show.err, HasSubstr("--assert (2 of 2): 'error_rate < 150 %': "));
}

TEST(Assert, OnAMetricThatWasNotAskedForTellsTheFlag) {
    const Cli cli;
    const auto refused = cli.run(quick_run({"--assert", "exact_match.mean>0.5"}));
    EXPECT_EQ(refused.code, 2);
    EXPECT_THAT(refused.err, HasSubstr("ask for it: --metric exact_match"));
}

TEST(Assert, OfARunFileIsNamedByItsPlace) {
    const Cli cli;
    const auto file = cli.folder().write("run.yaml",
                                         "modality: text\n"
                                         "dataset: {samples: [{prompt: Hi}]}\n"
                                         "models: [{provider: simulated, model: swift}]\n"
                                         "asserts:\n"
                                         "  - ok>0\n"
                                         "  - ttft.men<1s\n");
    const auto run = cli.run({"run", file.string()});
    EXPECT_EQ(run.code, 2);
    EXPECT_THAT(run.err, AllOf(HasSubstr("run.yaml:6:5 asserts[1]"), HasSubstr("'men'")));
    EXPECT_EQ(cli.run({"run", file.string(), "--assert", "ok==0"}).code, 3);
}

TEST(Assert, OnFailuresThatHoldsAllowsForThem) {
    const Cli cli;
    const auto faulty = quick_run({"--iterations", "40", "--seed", "7", "--error-rate", "0.3"});
    const auto with = [&](const std::string& assert) {
        auto words = faulty;
        if (!assert.empty()) words.insert(words.end(), {"--assert", assert});
        return cli.run(words).code;
    };
    EXPECT_EQ(with(""), 5);
    EXPECT_EQ(with("ok>0"), 5);
    EXPECT_EQ(with("error_rate<99%"), 0);
    EXPECT_EQ(with("failed==0"), 3);
}

TEST(Assert, GoesIntoAJunitFile) {
    const Cli cli;
    const auto file = (cli.folder().path() / "junit.xml").string();
    const auto run = cli.run(quick_run(
        {"--name", "nightly", "--junit", file, "--assert", "ok==1", "--assert", "ok==2"}));
    EXPECT_EQ(run.code, 3);
    EXPECT_THAT(text_of(file),
                AllOf(HasSubstr(R"(<testsuite name="nightly" tests="2" failures="1")"),
                      HasSubstr(R"(<testcase name="ok == 1" classname="swift")"),
                      HasSubstr(R"(<failure message="is 1 iterations"/>)")));
    const auto none = cli.run(quick_run({"--junit", file}));
    EXPECT_EQ(none.code, 2);
    EXPECT_THAT(none.err, HasSubstr("add an --assert"));
}

// What a build server shows is red where the exit code is not 0.
TEST(Assert, IsNotAllThatAJunitFileTells) {
    const Cli cli;
    const auto file = (cli.folder().path() / "junit.xml").string();
    const auto failed = cli.run({"run", "--provider", "simulated", "--model", "flaky", "--prompt",
                                 "x", "--iterations", "40", "--ttft-ms", "1", "--itl-ms", "1",
                                 "--assert", "ok>0", "--junit", file});
    EXPECT_EQ(failed.code, 5);
    EXPECT_THAT(text_of(file), AllOf(HasSubstr(R"(failures="0" errors="1")"),
                                     HasSubstr(R"(<testcase name="the run")"),
                                     HasSubstr(" of 40 iterations failed\"/>")));
}

TEST(Assert, MayBeLaidOverAKeptRun) {
    const Cli cli;
    ASSERT_EQ(cli.run(quick_run()).code, 0);
    EXPECT_EQ(cli.run({"show", "--assert", "ok==1"}).code, 0);
    EXPECT_EQ(cli.run({"show", "latest", "--assert", "ok==2"}).code, 3);
    const auto wrong = cli.run({"show", "--assert", "okk==2"});
    EXPECT_EQ(wrong.code, 2);
    EXPECT_THAT(wrong.err, HasSubstr("did you mean 'ok'?"));
}

TEST(DryRun, ShowsThePlanAndKeepsNothing) {
    const Cli cli;
    const auto plan = cli.run(
        quick_run({"--dry-run", "--iterations", "3", "--warmup", "2", "--assert", "ok==3"}));
    EXPECT_EQ(plan.code, 0) << plan.err;
    EXPECT_THAT(plan.out,
                AllOf(HasSubstr("nothing is sent"), HasSubstr("3 iterations of each sample"),
                      HasSubstr("5 requests in all\n"), HasSubstr("first prompt of swift: Hello"),
                      HasSubstr("asserts: ok==3"), HasSubstr("limits: connecting 10.00 s")));
    EXPECT_THAT(cli.kept(), IsEmpty());
}

// Nothing listens there: a request would be told.
TEST(DryRun, SendsNothing) {
    const Cli cli;
    const auto url = "http://127.0.0.1:" + std::to_string(testing::closed_port());
    const auto plan = cli.run({"run", "--dry-run", "--provider", "openai", "--url", url, "--model",
                               "m", "--prompt", "Hi", "--format", "json"});
    EXPECT_EQ(plan.code, 0) << plan.err;
    const auto json = parsed(plan.out);
    EXPECT_TRUE(json["dry_run"].GetBool());
    EXPECT_EQ(json["requests"].GetUint64(), 1u);
    EXPECT_STREQ(json["models"][0]["address"].GetString(), url.c_str());
    EXPECT_TRUE(json["estimated_cost"].IsNull());
}

TEST(DryRun, EndsWithTwoWhereTheRunWouldBeRefused) {
    const auto plan = Cli().run(quick_run({"--dry-run", "--param", "nonsense=1"}));
    EXPECT_EQ(plan.code, 2);
    EXPECT_THAT(plan.out, IsEmpty());
}

class Priced : public ::testing::Test {
  protected:
    Cli cli_;
    // A token in costs 1, one out 10.
    std::string prices_ = cli_.folder()
                              .write("prices.yaml",
                                     "currency: EUR\nmodels:\n"
                                     "  \"sw*\": {input: 1000000, output: 10000000}\n")
                              .string();
};

TEST_F(Priced, RunIsToldOfAModelWithoutAPriceAndOfTheNearestName) {
    const auto prices =
        cli_.folder().write("misspelt.yaml", "models: {swfit: {input: 1, output: 1}}\n").string();
    const auto run = cli_.run(quick_run({"--prices", prices}));
    EXPECT_EQ(run.code, 0);
    EXPECT_THAT(run.err, HasSubstr("warning: swift has no price, and its cost will not be known: "
                                   "add one to the prices (did you mean swfit?)"));
    const auto others =
        cli_.run(quick_run({"--model", "steady", "--prices", prices_, "--max-cost", "700"}));
    EXPECT_EQ(others.code, 2);
    EXPECT_THAT(others.err, AllOf(HasSubstr("steady has no price, and max_cost could not hold"),
                                  HasSubstr("(there are prices of sw*)")));
}

// "Hello" is two tokens to the simulator, the answer four: 42 EUR each.
TEST_F(Priced, RunTellsItsCost) {
    const auto run = cli_.run(
        quick_run({"--prices", prices_, "--iterations", "2", "--warmup", "1", "--format", "json"}));
    EXPECT_EQ(run.code, 0) << run.err;
    const auto json = parsed(run.out);
    EXPECT_EQ(json["summary"]["models"][0]["cost"].GetDouble(), 3 * 42);
    EXPECT_EQ(json["summary"]["models"][0]["unpriced"].GetUint64(), 0u);
    EXPECT_STREQ(json["spec"]["prices"]["currency"].GetString(), "EUR");
    const auto table = cli_.run({"show"});
    EXPECT_THAT(table.out,
                AllOf(HasSubstr("Cost: 126 EUR, warm-ups included"), HasSubstr("cost ")));
    EXPECT_EQ(cli_.run({"show", "--assert", "cost.mean==42 EUR"}).code, 0);
}

TEST_F(Priced, RunStopsPastItsLimitAndEndsWithThree) {
    const auto run =
        cli_.run(quick_run({"--prices", prices_, "--max-cost", "700", "--iterations", "500"}));
    EXPECT_EQ(run.code, 3) << run.err;
    // The seventeenth passes it, at 714 EUR; one in flight at a time: no other was sent.
    EXPECT_THAT(run.out, AllOf(HasSubstr("cancelled"),
                               HasSubstr("Stopped: its cost passed max_cost, 700 EUR"),
                               HasSubstr("17 of 500 iterations are here")));
    EXPECT_THAT(run.err, AllOf(HasSubstr("nothing more is sent"),
                               HasSubstr("stopped: its cost passed max_cost, 700 EUR")));
    EXPECT_EQ(cli_.run({"verify", "latest"}).code, 0);
    EXPECT_EQ(cli_.run({"show", "latest", "--assert", "ok>0"}).code, 3) << "as the run ended";
    const auto rest = cli_.run({"run", "--resume", "latest"});
    EXPECT_EQ(rest.code, 2) << "what was spent counts";
    EXPECT_THAT(rest.err, HasSubstr("and max_cost is 700: nothing more is sent"));
}

TEST_F(Priced, RunThatStoppedGoesOnWhereMoreIsAllowed) {
    const auto first =
        cli_.run(quick_run({"--prices", prices_, "--max-cost", "100", "--iterations", "50"}));
    EXPECT_EQ(first.code, 3) << first.err;
    EXPECT_THAT(first.err, HasSubstr("--max-cost NUMBER"));
    const auto wrong = cli_.run({"run", "--resume", "latest", "--max-cost", "x"});
    EXPECT_EQ(wrong.code, 2);
    EXPECT_THAT(wrong.err, HasSubstr("--max-cost"));
    // 42 EUR each: three were there, and the tenth passes 400.
    const auto second = cli_.run({"run", "--resume", "latest", "--max-cost", "400"});
    EXPECT_EQ(second.code, 3) << second.err;
    EXPECT_THAT(second.out, AllOf(HasSubstr("10 of 50 iterations are here"),
                                  HasSubstr("its cost passed max_cost, 400 EUR"),
                                  HasSubstr(" (max_cost 400): ")));
    EXPECT_THAT(cli_.run({"run", "--resume", "latest"}).err,
                HasSubstr("and max_cost is 400: nothing more is sent"))
        << "what a part was allowed holds for the next";
    const auto whole = cli_.run({"run", "--resume", "latest", "--max-cost", "1e6"});
    EXPECT_EQ(whole.code, 0) << whole.err;
    EXPECT_EQ(cli_.run({"verify", "latest"}).code, 0);
}

TEST_F(Priced, RunThatPassesItsLimitWithItsLastRequestIsComplete) {
    const auto run =
        cli_.run(quick_run({"--prices", prices_, "--max-cost", "100", "--iterations", "3"}));
    EXPECT_EQ(run.code, 0) << run.err;
    EXPECT_THAT(run.out, AllOf(HasSubstr("complete"), HasSubstr("Cost: 126 EUR"),
                               Not(HasSubstr("Stopped"))));
    EXPECT_THAT(run.err,
                AllOf(HasSubstr("its cost passed max_cost, 100 EUR"), Not(HasSubstr("stopped:"))));
    EXPECT_EQ(cli_.run({"show", "latest", "--assert", "ok>0"}).code, 0);
}

TEST_F(Priced, LimitIsRefusedWithoutPricesAndWhereThePromptsAlonePassIt) {
    const auto none = cli_.run(quick_run({"--max-cost", "60"}));
    EXPECT_EQ(none.code, 2);
    EXPECT_THAT(none.err, HasSubstr("max_cost: needs prices"));
    const auto low = cli_.run(quick_run({"--max-cost", "1", "--prices", prices_}));
    EXPECT_EQ(low.code, 2);
    EXPECT_THAT(low.err, HasSubstr("the prompts alone would cost about 1.25 EUR"));
    const auto wrong = cli_.run(quick_run({"--max-cost", "-1", "--prices", prices_}));
    EXPECT_EQ(wrong.code, 2);
    EXPECT_THAT(wrong.err, HasSubstr("--max-cost"));
}

TEST_F(Priced, DryRunSteersNoTerminal) {
    const auto plan = cli_.run(quick_run({"--dry-run", "--name", "a\x1b[31mb"}));
    EXPECT_EQ(plan.code, 0) << plan.err;
    EXPECT_EQ(plan.out.find('\x1b'), std::string::npos) << plan.out;
}

TEST_F(Priced, DryRunRefusesWhatTheRunWould) {
    const auto plan = cli_.run(quick_run({"--dry-run", "--wait-ready", "-1"}));
    EXPECT_EQ(plan.code, 2);
    EXPECT_THAT(plan.err, HasSubstr("--wait-ready: must be a number of seconds"));
}

TEST_F(Priced, DryRunEstimates) {
    const auto plan = cli_.run(quick_run({"--dry-run", "--prices", prices_, "--max-tokens", "8"}));
    EXPECT_EQ(plan.code, 0) << plan.err;
    EXPECT_THAT(plan.out, AllOf(HasSubstr("estimated cost: 1.25 EUR to 81.25 EUR"),
                                HasSubstr("a token per 4 bytes")));
}

TEST_F(Priced, PricesMayStandInTheUsersOwnSettingsAndInARunFile) {
    ASSERT_EQ(cli_.run({"config", "set", "prices", prices_}).code, 0);
    EXPECT_THAT(cli_.run(quick_run()).out, HasSubstr("Cost: 42 EUR"));
    const auto file = cli_.folder().write("run.yaml",
                                          "modality: text\n"
                                          "dataset: {samples: [{prompt: Hi}]}\n"
                                          "models: [{provider: simulated, model: swift}]\n"
                                          "prices: {currency: EU, models: {a: 3}}\n");
    const auto wrong = cli_.run({"run", file.string()});
    EXPECT_EQ(wrong.code, 2);
    EXPECT_THAT(wrong.err,
                AllOf(HasSubstr("run.yaml:4:10 prices.currency"), HasSubstr("prices.models.a")));
}

TEST(WaitReady, EndsWithFiveAndTheReasonWhereNoServerComes) {
    const Cli cli;
    const auto url = "http://127.0.0.1:" + std::to_string(testing::closed_port());
    const auto run = cli.run({"run", "--provider", "openai", "--url", url, "--model", "m",
                              "--prompt", "Hi", "--wait-ready", "0.1"});
    EXPECT_EQ(run.code, 5);
    EXPECT_THAT(run.err,
                AllOf(HasSubstr("not ready after 0.1 s"), HasSubstr("refused the connection")));
    EXPECT_THAT(cli.kept(), IsEmpty());
    EXPECT_EQ(cli.run(quick_run({"--wait-ready", "soon"})).code, 2);
}

// The model is there only when it is asked for the second time.
TEST(WaitReady, StartsOnceTheModelIsListed) {
    std::atomic<int> asked{0};
    testing::FaultServer server([&asked](testing::FaultConnection& connection) {
        while (const auto request = connection.read_request()) {
            const bool lists = request->target.ends_with("/models");
            const char* listed =
                asked++ == 0 ? R"({"data":[{"id":"other"}]})" : R"({"data":[{"id":"m"}]})";
            const std::string answer =
                R"({"choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},)"
                R"("finish_reason":"stop"}]})";
            if (!connection.send(testing::http_reply("200 OK", "Content-Type: application/json\r\n",
                                                     lists ? listed : answer)))
                return;
        }
    });
    const Cli cli;
    const auto run = cli.run({"run", "--provider", "openai", "--url", server.url(""), "--model",
                              "m", "--prompt", "Hi", "--no-stream", "--wait-ready", "60"});
    EXPECT_EQ(run.code, 0) << run.err;
    EXPECT_THAT(run.err, AllOf(HasSubstr("it answers, and does not list m yet"),
                               HasSubstr("provider openai is ready")));
}

TEST(PromptCache, IsRecordedAndToldWherePromptsRepeat) {
    const Cli cli;
    const auto allowed = cli.run(quick_run({"--iterations", "3"}));
    EXPECT_THAT(allowed.out, HasSubstr("Prompt cache: prompts were sent more than once"));
    const auto bust = cli.run(quick_run({"--iterations", "3", "--prompt-cache", "bust"}));
    EXPECT_EQ(bust.code, 0) << bust.err;
    EXPECT_THAT(bust.out, HasSubstr("Prompt cache: busted"));
    EXPECT_THAT(bust.out, Not(HasSubstr("sent more than once")));
    EXPECT_STREQ(
        parsed(cli.run({"show", "--format", "json"}).out)["spec"]["prompt_cache"].GetString(),
        "bust");
    EXPECT_EQ(cli.run(quick_run({"--prompt-cache", "maybe"})).code, 2);
}

}  // namespace
}  // namespace hexameter::e2e
