// Whole runs over plugins loaded from files.
#include "hexameter/engine.hpp"

#include <gmock/gmock.h>
#include <sys/resource.h>

#include <csignal>
#include <map>

#include "rig.hpp"
#include "store/folders.hpp"
#include "store/journal.hpp"
#include "support/journal_content.hpp"
#include "support/nth.hpp"
#include "unit/base/temp_folder.hpp"

namespace hexameter {
namespace {

using hexameter::test::nth;
using namespace hexameter::testing;  // NOLINT: the rig
using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

TEST(Engine, GivesARecordOfEveryIteration) {
    auto spec = spec_of({"inside"}, 2);
    spec.iterations = 2;
    spec.warmup = 1;
    const auto run = run_spec(spec);
    ASSERT_THAT(run.iterations, SizeIs(5));
    EXPECT_TRUE(nth(run.iterations, 0).warmup);
    EXPECT_EQ(nth(run.iterations, 0).iteration, 1u);
    std::vector<std::string> samples;
    for (std::size_t i = 1; i < 5; ++i) {
        EXPECT_FALSE(nth(run.iterations, i).warmup);
        EXPECT_EQ(nth(run.iterations, i).iteration, i);
        EXPECT_EQ(nth(run.iterations, i).answer, "from inside");
        samples.push_back(nth(run.iterations, i).sample);
    }
    EXPECT_THAT(samples, ElementsAre("s1", "s2", "s1", "s2"));
    EXPECT_EQ(run.summary.status, RunStatus::complete);
    ASSERT_THAT(run.summary.models, SizeIs(1));
    EXPECT_EQ(run.summary.models[0].ok, 4u);
    EXPECT_EQ(run.summary.models[0].warmups, 1u);
    EXPECT_EQ(run.header.plugins.size(), 2u);
    for (const auto& plugin : run.header.plugins) EXPECT_EQ(plugin.sha256.size(), 64u);
}

TEST(Engine, RunsModelsOneAfterAnotherWhenSequential) {
    auto spec = spec_of({"inside", "from_thread"});
    spec.iterations = 3;
    const auto run = run_spec(spec);
    ASSERT_THAT(run.iterations, SizeIs(6));
    Instant first_end;
    for (std::size_t i = 0; i < 6; ++i) {
        EXPECT_EQ(nth(run.iterations, i).model, i < 3 ? "inside" : "from_thread");
        if (i < 3) first_end = *nth(run.iterations, i).timeline.end;
        if (i >= 3) {
            EXPECT_GE(*nth(run.iterations, i).timeline.sent, first_end);
        }
    }
}

// `gather` ends operations by threes: three models with one in flight each come to an end only when
// they run at the same time, over one library.
TEST(Engine, RunsModelsAtOnceWhenParallel) {
    auto spec = spec_of({"gather", "gather", "gather"});
    for (std::size_t i = 0; i < 3; ++i) spec.models[i].label = "m" + std::to_string(i);
    spec.iterations = 4;
    spec.order = ModelOrder::parallel;
    const auto run = run_spec(spec);
    EXPECT_THAT(run.iterations, SizeIs(12));
    std::map<std::string, int> per_model;
    for (const auto& record : run.iterations) ++per_model[record.model];
    EXPECT_THAT(per_model, SizeIs(3));
    ASSERT_TRUE(run.summary.parallel);
    EXPECT_GT(run.summary.parallel->speed_up, 0);
}

// The warm-up of `until_cancelled` ends, failed, when its limit cuts it.
TEST(Engine, MeasuresNothingInParallelBeforeEveryWarmupIsOver) {
    auto spec = spec_of({"inside", "until_cancelled"});
    spec.order = ModelOrder::parallel;
    spec.warmup = 2;
    spec.iterations = 3;
    spec.limits.total_ms = 30;
    const auto run = run_spec(spec);
    ASSERT_THAT(run.iterations, SizeIs(10));
    Instant warm{};
    Instant measured = Instant::max();
    for (const auto& record : run.iterations) {
        const auto& timeline = record.timeline;
        if (record.warmup)
            warm = std::max(warm, *timeline.end);
        else
            measured = std::min(measured, timeline.intended);
    }
    EXPECT_LE(warm, measured);
    EXPECT_EQ(run.summary.models[0].ok, 3u);
    EXPECT_EQ(run.summary.models[1].failed_warmups, 2u);
}

TEST(Engine, MeasuresTheOtherModelsWhenOneEndsInItsWarmups) {
    auto spec = spec_of({"inside", "never"});
    spec.order = ModelOrder::parallel;
    spec.warmup = 1;
    spec.limits.total_ms = 1;
    const auto run = run_spec(spec);
    EXPECT_EQ(run.summary.models[0].ok, 1u);
    EXPECT_EQ(run.summary.models[1].failed_warmups, 1u);
}

TEST(Engine, MeasuresNothingOnceARunIsStoppedInItsWarmups) {
    auto spec = spec_of({"inside", "until_cancelled"});
    spec.order = ModelOrder::parallel;
    spec.warmup = 1;
    RunControl control;
    EventLog log;
    log.then([&](const RunEvent& event) {
        if (event.type == RunEventType::token && event.model == "until_cancelled") control.abort();
    });
    const auto run = run_spec(spec, &log, &control);
    EXPECT_EQ(run.summary.status, RunStatus::cancelled);
    for (const auto& record : run.iterations) EXPECT_TRUE(record.warmup);
}

TEST(Engine, GivesTheSameRandomNumbersForTheSameSeed) {
    auto spec = spec_of({"random"}, 2);
    spec.iterations = 3;
    spec.warmup = 1;
    spec.seed = 7;
    const auto answers = [&] {
        std::vector<std::string> all;
        for (const auto& record : run_spec(spec).iterations) all.push_back(record.answer);
        return all;
    };
    const auto first = answers();
    EXPECT_EQ(answers(), first);
    EXPECT_EQ(std::set<std::string>(first.begin(), first.end()).size(), first.size());
    spec.seed = 8;
    EXPECT_NE(answers(), first);
}

TEST(Engine, KeepsFailuresAsRowsAndRunsTheOtherModels) {
    auto spec = spec_of({"refuse", "inside"});
    spec.iterations = 2;
    const auto run = run_spec(spec);
    ASSERT_THAT(run.iterations, SizeIs(4));
    EXPECT_EQ(nth(run.iterations, 0).status, IterationStatus::failed);
    EXPECT_THAT(nth(run.iterations, 0).error.text(), HasSubstr("the queue is full"));
    EXPECT_EQ(nth(run.iterations, 3).status, IterationStatus::ok);
    EXPECT_EQ(run.summary.status, RunStatus::complete);
    EXPECT_EQ(run.summary.models[0].failed, 2u);
    EXPECT_EQ(run.summary.models[1].ok, 2u);
}

TEST(Engine, SaysFailedWhenNothingSucceeded) {
    EXPECT_EQ(run_spec(spec_of({"failing"})).summary.status, RunStatus::failed);
}

TEST(Engine, CutsAnIterationThatPassesItsDeadline) {
    auto spec = spec_of({"until_cancelled"});
    spec.limits.total_ms = 1;
    const auto run = run_spec(spec);
    ASSERT_THAT(run.iterations, SizeIs(1));
    EXPECT_EQ(nth(run.iterations, 0).status, IterationStatus::failed);
    EXPECT_EQ(nth(run.iterations, 0).error.code(), ErrorCode::timeout);
    EXPECT_THAT(nth(run.iterations, 0).error.text(), HasSubstr("not done after 1 ms"));
    EXPECT_EQ(nth(run.iterations, 0).answer, "begun");
}

TEST(Engine, AbortInMidRunKeepsWhatWasMeasured) {
    auto spec = spec_of({"inside", "until_cancelled", "never"});
    RunControl control;
    EventLog log;
    log.then([&](const RunEvent& event) {
        if (event.type == RunEventType::token && event.model == "until_cancelled") control.abort();
    });
    const auto run = run_spec(spec, &log, &control);
    ASSERT_THAT(run.iterations, SizeIs(2));
    EXPECT_EQ(nth(run.iterations, 0).status, IterationStatus::ok);
    EXPECT_EQ(nth(run.iterations, 1).status, IterationStatus::cancelled);
    EXPECT_EQ(nth(run.iterations, 1).answer, "begun");
    EXPECT_EQ(run.summary.status, RunStatus::cancelled);
    EXPECT_THAT(log.of(RunEventType::cancelled), SizeIs(1));
    EXPECT_THAT(log.of(RunEventType::complete), SizeIs(0));
}

// The fixture talks for the operation before its own: the second run's first one has its gate.
TEST(Engine, TakesNothingThatAPluginSaysForAnOperationOfAnEarlierRun) {
    const TempFolder home;
    EngineOptions options;
    options.plugin_dirs = fixture_folders({"late"});
    options.home = home.path();
    Engine engine(options);
    for (const char* answer : {"first", "stopped"}) {
        RunControl control;
        const auto run = engine.run(spec_of({"late"}), {}, control);
        ASSERT_TRUE(run) << run.error().text();
        ASSERT_THAT(run.value().iterations, SizeIs(1));
        EXPECT_EQ(nth(run.value().iterations, 0).answer, answer);
    }
}

TEST(Engine, DrainInMidRunLetsWhatIsInFlightEnd) {
    auto spec = spec_of({"inside"});
    spec.iterations = 1'000'000;
    RunControl control;
    EventLog log(false);
    log.then([&](const RunEvent& event) {
        if (event.type == RunEventType::iteration_complete) control.drain();
    });
    const auto run = run_spec(spec, &log, &control);
    EXPECT_LT(run.iterations.size(), 1'000'000u);
    for (const auto& record : run.iterations) ASSERT_EQ(record.status, IterationStatus::ok);
    EXPECT_EQ(run.summary.status, RunStatus::cancelled);
}

TEST(Engine, StartsNothingWhenItWasCancelledBefore) {
    RunControl control;
    control.drain();
    const auto run = run_spec(spec_of({"inside"}), nullptr, &control);
    EXPECT_THAT(run.iterations, SizeIs(0));
    EXPECT_EQ(run.summary.status, RunStatus::cancelled);
}

std::string refusal_of(const RunSpec& spec) {
    EngineOptions options;
    options.plugin_dirs = fixture_folders({"inside", "alone"});
    const Engine engine(options);
    const auto ok = engine.prepare(spec);
    if (ok) return {};
    EXPECT_EQ(ok.error().code(), ErrorCode::config);
    return ok.error().text();
}

TEST(Engine, NamesEverythingThatIsWrongWithASpecAtOnce) {
    auto spec = spec_of({"inside", "nobody"});
    spec.modality = "smell";
    spec.metrics.push_back({"beauty", "{}"});
    spec.parameters_json = R"({"temprature": 0})";
    EXPECT_THAT(refusal_of(spec),
                AllOf(HasSubstr("smell"), HasSubstr("models[1] nobody"), HasSubstr("beauty"),
                      HasSubstr("parameters.temprature: unknown field; did you mean 'temp")));
    EXPECT_EQ(refusal_of(spec_of({"inside"})), "");
}

TEST(Engine, RefusesConcurrencyForAProviderThatTakesOneOperationAtATime) {
    auto spec = spec_of({"alone"});
    EXPECT_EQ(refusal_of(spec), "");
    spec.concurrency = 2;
    EXPECT_THAT(refusal_of(spec),
                AllOf(HasSubstr("models[0] alone"), HasSubstr("one operation at a time")));
}

TEST(Engine, StartsNothingWhenTheRunCannotBeKept) {
    const TempFolder folder;
    const auto file = folder.write("home", "a file, no folder");
    EngineOptions options;
    options.plugin_dirs = fixture_folders({"inside"});
    options.home = file / "below";
    Engine engine(options);
    RunControl control;
    EventLog log;
    const auto run = engine.run(spec_of({"inside"}), {&log}, control);
    ASSERT_FALSE(run);
    EXPECT_EQ(run.error().code(), ErrorCode::config);
    EXPECT_THAT(log.events(), SizeIs(0));
}

// The kernel refuses to let any file grow past a size until the end of the scope.
class FileSizeLimit {
  public:
    explicit FileSizeLimit(rlim_t bytes) : signal_(std::signal(SIGXFSZ, SIG_IGN)) {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{bytes, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }

    ~FileSizeLimit() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, signal_);
    }

    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;

  private:
    void (*signal_)(int);
    rlimit before_{};
};

TEST(Engine, StopsWhenThePlaceOfTheRunIsFull) {
    const TempFolder home;
    auto spec = spec_of({"inside"});
    spec.iterations = 100'000;
    EventLog log(false);
    RunRecord run;
    {
        const FileSizeLimit limit(64 << 10);
        run = run_spec(spec, &log, nullptr, home.path());
    }
    EXPECT_EQ(run.summary.status, RunStatus::failed);
    EXPECT_LT(run.iterations.size(), 100'000u);
    ASSERT_THAT(log.of(RunEventType::error), SizeIs(1));
    EXPECT_THAT(log.of(RunEventType::error)[0].text, HasSubstr("journal.hxj"));
    const auto kept = testing::read_journal(detail::journal_file(home.path(), run.header.id));
    ASSERT_TRUE(kept) << kept.error().text();
    // The header, and every iteration that was reported.
    EXPECT_EQ(kept->frames.size(), log.of(RunEventType::iteration_complete).size() + 1);
}

}  // namespace
}  // namespace hexameter
