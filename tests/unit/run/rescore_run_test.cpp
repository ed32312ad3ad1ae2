// Runs of a provider that is not installed: whoever asked for it would fail.
#include "run/rescore_run.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "base/sha256.hpp"
#include "hexameter/history.hpp"
#include "rig.hpp"
#include "run/samples_hash.hpp"
#include "stats/summary.hpp"
#include "store/codec.hpp"
#include "store/folders.hpp"
#include "store/journal.hpp"
#include "store/run_writer.hpp"
#include "support/timeline_builder.hpp"
#include "unit/base/temp_folder.hpp"
#include "unit/plugin/plugin_fixtures.hpp"

namespace hexameter::detail {
namespace {

using namespace hexameter::testing;  // NOLINT: the rig
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

std::vector<std::string> lines_of(const MetricValues& values) {
    std::vector<std::string> lines;
    for (const MetricValue value : values)
        lines.push_back(std::string(value.metric) + " " + std::to_string(value.value));
    return lines;
}

// What a metric, and nothing but a metric, may change is taken out.
std::string bytes_without_scores(IterationRecord record) {
    record.values.clear();
    record.notes.clear();
    return encode_iteration(record);
}

RescoreSpec with_metric(const std::string& id, const std::string& config_json = "{}") {
    RescoreSpec what;
    what.metrics = {{id, config_json}};
    return what;
}

RescoreSpec with_modality(const std::string& config_json) {
    RescoreSpec what;
    what.modality_config_json = config_json;
    return what;
}

class Rescore : public ::testing::Test {
  protected:
    Rescore() {
        auto& spec = header_.spec;
        spec.modality = "text";
        spec.models = {{"gone", "m", "m"}};
        spec.metrics = {{"ratio", "{}"}};
        spec.dataset.inline_samples = {R"({"id":"s1","prompt":"p","reference":"xx"})",
                                       R"({"id":"s2","prompt":"p","reference":"xxxx"})"};
        header_.id = "20261121-083012-0001";
        header_.started_at = "2026-11-21T08:30:12.000Z";
        header_.engine_version = "0.1.0";
        header_.host_json = "{}";
        header_.samples = 2;
        header_.dataset_sha256 = samples_sha256(load_dataset(spec.dataset, "").value().samples);
        header_.plugins = {{"text", "modality", "0.1.0", "text.so", text_sha256()},
                           {"ratio", "metric", "1.0.0", "ratio.so", std::string(64, '0')},
                           {"other", "metric", "1.0.0", "other.so", std::string(64, '0')}};
        header_.metrics = {{.id = "ttft", .unit = "ns", .help = {}, .source = {}},
                           {"length_ratio", "1", "as it was", "", "ratio"},
                           {"other", "1", "", "", "other"}};
    }

    static std::string text_sha256() {
        return sha256_of_file(Engine({}).find(PluginKind::modality, "text")->file).value();
    }

    // An answer to s1 or s2 in two pieces, with values and notes of a live run.
    IterationRecord answer(const std::string& text, const std::string& sample = "s1") {
        const auto half = text.size() / 2;
        IterationRecord record;
        record.seq = ++seq_;
        record.model = "m";
        record.sample = sample;
        record.iteration = static_cast<std::uint32_t>(seq_);
        record.timeline = test::TimelineBuilder(static_cast<double>(seq_) * 10)
                              .event(1, text.substr(0, half))
                              .event(2.5, text.substr(half))
                              .take();
        record.answer = text;
        record.values = {{"ttft", "", 1e6, 1}, {"length_ratio", "", 99, 1}, {"other", "", 7, 1}};
        record.notes = {"the host says", "ratio: old", "other: stays"};
        return record;
    }

    // As a run leaves it; `whole`: with its end.
    RunRecord keep(const std::vector<IterationRecord>& records, bool whole = true) {
        auto writer = RunWriter::create(home_.path(), header_).value();
        for (const auto& record : records) EXPECT_TRUE(writer->iteration(record).has_value());
        if (whole) {
            EXPECT_TRUE(writer->finish(summarise_run(header_, records)).has_value());
        }
        writer.reset();  // gives the lock up
        return kept();
    }

    [[nodiscard]] RunRecord kept() const {
        return History::open(home_.path()).value()->read(header_.id).value();
    }

    [[nodiscard]] std::filesystem::path journal() const {
        return journal_file(home_.path(), header_.id);
    }

    [[nodiscard]] std::string journal_bytes() const { return content_of(journal()); }

    [[nodiscard]] Result<Rescored> rescore(const RunRecord& run,
                                           const RescoreSpec& what = RescoreSpec(),
                                           const std::string& fixture = "ratio_again") const {
        EngineOptions options;
        options.plugin_dirs = {fixture_folder(fixture)};
        options.home = home_.path();
        return Engine(std::move(options)).rescore(run, what);
    }

    // Refused with these words, and the journal is as it was.
    void expect_refused(const RunRecord& run, const std::string& words,
                        const RescoreSpec& what = RescoreSpec(),
                        ErrorCode code = ErrorCode::config) const {
        const auto before = journal_bytes();
        const auto refused = rescore(run, what);
        ASSERT_TRUE(refused.has_error());
        EXPECT_EQ(refused.error().code(), code);
        EXPECT_THAT(refused.error().text(), HasSubstr(words));
        EXPECT_EQ(journal_bytes(), before);
        EXPECT_FALSE(std::filesystem::exists(journal().string() + ".new"));
    }

    TempFolder home_;
    RunHeader header_;
    std::uint64_t seq_ = 0;
};

TEST_F(Rescore, ReplacesTheValuesOfItsMetricsAndLeavesAllElseToTheBit) {
    const auto before = keep({answer("a"), answer("abcdefgh", "s2")});
    const auto rescored = rescore(before);
    ASSERT_TRUE(rescored.has_value()) << rescored.error().text();
    EXPECT_EQ(rescored->answers, 2U);
    EXPECT_EQ(rescored->scored, 2U);
    EXPECT_EQ(rescored->failed, 0U);
    const auto after = kept().iterations.all();
    const auto was = before.iterations.all();
    ASSERT_THAT(after, SizeIs(2));
    for (std::size_t i = 0; i < 2; ++i)
        EXPECT_EQ(bytes_without_scores(after[i]), bytes_without_scores(was[i]));
    EXPECT_THAT(lines_of(after[0].values),
                ElementsAre("ttft 1000000.000000", "length_ratio 0.500000", "other 7.000000"));
    EXPECT_THAT(lines_of(after[1].values),
                ElementsAre("ttft 1000000.000000", "length_ratio 2.000000", "other 7.000000"));
    EXPECT_THAT(after[0].notes, ElementsAre("the host says", "other: stays"));
    const auto metrics = kept().summary.models.at(0).metrics;
    const auto ratio = std::find_if(metrics.begin(), metrics.end(), [](const auto& metric) {
        return metric.metric == "length_ratio";
    });
    ASSERT_NE(ratio, metrics.end());
    EXPECT_EQ(ratio->ratio, 9.0 / 6) << "weighted by the length of the references";
}

TEST_F(Rescore, TellsWhichVersionScoredWhat) {
    const auto rescored = rescore(keep({answer("a")}));
    ASSERT_TRUE(rescored.has_value()) << rescored.error().text();
    for (const auto& header : {rescored->run.header, kept().header}) {
        ASSERT_THAT(header.rescored, SizeIs(1));
        const auto& told = header.rescored[0];
        EXPECT_EQ(told.metric, "ratio");
        EXPECT_EQ(told.version, "2.0.0");
        EXPECT_EQ(told.replaced_version, "1.0.0");
        EXPECT_THAT(told.sha256, SizeIs(64));
        EXPECT_EQ(told.config_json, "{}");
        EXPECT_EQ(told.modality_version, "");
        EXPECT_EQ(told.modality_config_json, "");
        EXPECT_THAT(header.plugins, ElementsAre(Field(&PluginIdentity::id, "text"),
                                                Field(&PluginIdentity::version, "2.0.0"),
                                                Field(&PluginIdentity::id, "other")));
        std::vector<std::string> ids;
        for (const auto& metric : header.metrics) ids.push_back(metric.id + ": " + metric.help);
        EXPECT_THAT(ids,
                    ElementsAre("ttft: ", "length_ratio: ", "other: ", StartsWith("extracted: ")));
    }
}

TEST_F(Rescore, AddsWhatTheRunDidNotHave) {
    const auto before = keep({answer("xx"), answer("no", "s2")});
    const auto rescored = rescore(before, with_metric("exact_match"));
    ASSERT_TRUE(rescored.has_value()) << rescored.error().text();
    const auto after = kept();
    EXPECT_THAT(lines_of(after.iterations.all()[0].values),
                ElementsAre("ttft 1000000.000000", "length_ratio 99.000000", "other 7.000000",
                            "exact_match 1.000000"));
    EXPECT_EQ(after.header.plugins.back().id, "exact_match");
    EXPECT_EQ(after.header.rescored.at(0).replaced_version, "");
    EXPECT_THAT(after.header.spec.metrics, SizeIs(1)) << "the spec is the one that ran";
}

TEST_F(Rescore, ScoresWarmUpsAndLeavesFailedIterationsAlone) {
    auto warmup = answer("a");
    warmup.warmup = true;
    auto failed = answer("a");
    failed.status = IterationStatus::failed;
    failed.error = Error(ErrorCode::transport, "cut");
    const auto rescored = rescore(keep({warmup, failed, answer("a")}));
    ASSERT_TRUE(rescored.has_value()) << rescored.error().text();
    EXPECT_EQ(rescored->answers, 2U);
    const auto after = kept().iterations.all();
    EXPECT_EQ(lines_of(after[0].values)[1], "length_ratio 0.500000");
    EXPECT_EQ(encode_iteration(after[1]), encode_iteration(failed));
}

TEST_F(Rescore, MakesNotesOfTheFaultsOfAMetricAndOnlyOnce) {
    static_cast<void>(
        keep({answer("nan"), answer("fail"), answer("foreign"), answer("a"), answer("")}));
    for (int i = 0; i < 2; ++i) {
        const auto rescored = rescore(kept());
        ASSERT_TRUE(rescored.has_value()) << rescored.error().text();
        EXPECT_EQ(rescored->failed, 3U);
        const auto after = kept().iterations.all();
        EXPECT_THAT(after[0].notes,
                    ElementsAre("the host says", "other: stays",
                                "ratio gave a value for length_ratio that is not finite"));
        EXPECT_THAT(after[1].notes, ElementsAre("the host says", "other: stays",
                                                "plugin ratio: the answer is too sad"));
        EXPECT_THAT(after[2].notes,
                    ElementsAre("the host says", "other: stays",
                                HasSubstr("metric number 7, which its manifest does not list")));
        EXPECT_THAT(lines_of(after[0].values),
                    ElementsAre("ttft 1000000.000000", "other 7.000000"));
        EXPECT_THAT(lines_of(after[1].values), ElementsAre("ttft 1000000.000000", "other 7.000000"))
            << "half of what it would have said";
        for (const int at : {0, 1, 2}) EXPECT_THAT(after[at].failed_metrics, ElementsAre("ratio"));
        for (const int at : {3, 4}) EXPECT_THAT(after[at].failed_metrics, IsEmpty());
        EXPECT_EQ(kept().summary.models.at(0).failed_scores, 3U);
    }
}

TEST_F(Rescore, KnowsOfAMetricThatItDoesNotAskWhetherItFailed) {
    auto before = answer("a");
    before.failed_metrics = {"other", "ratio"};
    static_cast<void>(keep({before}));
    ASSERT_TRUE(rescore(kept()).has_value());
    EXPECT_THAT(kept().iterations.all()[0].failed_metrics, ElementsAre("other"));
}

TEST_F(Rescore, LeavesTheRunAsItWasWhereNothingCanBeScored) {
    expect_refused(keep({answer("nan"), answer("foreign")}),
                   "none of 2 answers could be scored: ratio gave a value", {}, ErrorCode::plugin);
}

TEST_F(Rescore, OfARunWithoutASuccessIsRefused) {
    auto failed = answer("a");
    failed.status = IterationStatus::failed;
    expect_refused(keep({failed}), "none of its iterations succeeded");
}

TEST_F(Rescore, LeavesAnInterruptedRunInterrupted) {
    const auto rescored = rescore(keep({answer("a")}, false));
    ASSERT_TRUE(rescored.has_value()) << rescored.error().text();
    EXPECT_EQ(rescored->run.summary.status, RunStatus::interrupted);
    const auto history = History::open(home_.path());
    EXPECT_EQ(history.value()->list({}).value().at(0).status, RunStatus::interrupted);
    EXPECT_EQ(kept().summary.status, RunStatus::interrupted);
}

TEST_F(Rescore, IsRefusedWhileTheRunGoesOn) {
    const auto run = keep({answer("a")}, false);
    header_.resumed.emplace_back();
    const auto writer = RunWriter::resume(home_.path(), header_, 1);
    expect_refused(run, "still going on");
    expect_refused(kept(), "still going on");
}

TEST_F(Rescore, ScoresWhatOfADamagedRunCanBeReadAndKeepsTheOldJournal) {
    static_cast<void>(keep({answer("a"), answer("a"), answer("a")}));
    auto bytes = journal_bytes();
    bytes[bytes.find("ratio: old") + 2] ^= 0x55;  // in the first iteration
    std::ofstream(journal(), std::ios::binary) << bytes;
    const auto rescored = rescore(kept());
    ASSERT_TRUE(rescored.has_value()) << rescored.error().text();
    EXPECT_EQ(rescored->scored, 2U);
    EXPECT_THAT(rescored->run.damage, Not(IsEmpty()));
    EXPECT_EQ(content_of(rescored->old_journal), bytes);
    EXPECT_EQ(rescored->old_journal, journal() += ".damaged-1");
    EXPECT_THAT(kept().iterations, SizeIs(2));
}

TEST_F(Rescore, IsRefusedWhereTheReferencesAreNotThoseOfTheRun) {
    auto run = keep({answer("a")});
    run.header.spec.dataset.inline_samples[0] = R"({"id":"s1","prompt":"p","reference":"y"})";
    expect_refused(run, "are not those of the run");
    run.header.spec.dataset.file = home_.path() / "gone.jsonl";
    expect_refused(run, "gone.jsonl: the data set of the run is not there");
    run.header.dataset_sha256.clear();
    expect_refused(run, "was not recorded");
    run.header.engine_version.clear();
    expect_refused(run, "its header is lost");
}

TEST_F(Rescore, TakesADataSetOfTheSameContentFromElsewhere) {
    const auto file = home_.write("moved.jsonl", header_.spec.dataset.inline_samples[0] + "\n" +
                                                     header_.spec.dataset.inline_samples[1] + "\n");
    auto run = keep({answer("a")});
    run.header.spec.dataset.inline_samples.clear();
    run.header.spec.dataset.file = home_.path() / "gone.jsonl";
    RescoreSpec elsewhere;
    elsewhere.dataset_file = file;
    EXPECT_TRUE(rescore(run, elsewhere).has_value());
}

TEST_F(Rescore, NamesWhatIsWrongWithPluginsAndTheirConfigurations) {
    const auto run = keep({answer("a")});
    expect_refused(run, "there is no metric \"ratios\" (did you mean \"ratio\"?)",
                   with_metric("ratios"));
    expect_refused(run, "ignore_hats", with_metric("exact_match", R"({"ignore_hats":true})"));
    expect_refused(run, "filter", with_modality(R"({"filter":["no such"]})"));
    auto no_metric = run;
    no_metric.header.spec.metrics.clear();
    expect_refused(no_metric, "name one");
}

TEST_F(Rescore, EndsWhenItIsToldToAndLeavesTheRunAsItWas) {
    int asked = 0;
    RescoreSpec what;
    what.stop = [&asked] { return ++asked == 2; };
    expect_refused(keep({answer("a"), answer("a"), answer("a")}),
                   "stopped; the run stays as it was", what, ErrorCode::cancelled);
    EXPECT_EQ(asked, 2);
}

TEST_F(Rescore, ThatCannotBeWrittenLeavesTheRunAsItWas) {
    const auto run = keep({answer("a")});
    const auto before = journal_bytes();
    std::filesystem::create_directories(journal().string() + ".new/in the way");
    const auto refused = rescore(run);
    ASSERT_TRUE(refused.has_error());
    EXPECT_THAT(refused.error().text(), HasSubstr("; the run stays as it was"));
    EXPECT_EQ(journal_bytes(), before);
}

TEST_F(Rescore, OnTrialTellsWhatWouldBeAndWritesNothing) {
    const auto run = keep({answer("a")});
    const auto before = journal_bytes();
    RescoreSpec on_trial;
    on_trial.keep = false;
    const auto rescored = rescore(run, on_trial);
    ASSERT_TRUE(rescored.has_value()) << rescored.error().text();
    EXPECT_EQ(lines_of(rescored->run.iterations.all()[0].values)[1], "length_ratio 0.500000");
    EXPECT_EQ(rescored->run.summary.status, RunStatus::complete);
    EXPECT_THAT(rescored->run.header.rescored, SizeIs(1));
    EXPECT_EQ(journal_bytes(), before);
    EXPECT_THAT(kept().header.rescored, IsEmpty());
}

TEST_F(Rescore, TakesAnotherConfigurationAndVersionOfTheModalityAndTellsOfIt) {
    header_.plugins[0].sha256 = std::string(64, '1');
    const auto config = R"({"filter":["after_last:="]})";
    const auto rescored =
        rescore(keep({answer("1+1=xxxx"), answer("none")}), with_modality(config));
    ASSERT_TRUE(rescored.has_value()) << rescored.error().text();
    const auto after = kept();
    const auto first = after.iterations.all()[0];
    EXPECT_EQ(first.answer, "1+1=xxxx");
    EXPECT_THAT(lines_of(first.values), ElementsAre("ttft 1000000.000000", "length_ratio 2.000000",
                                                    "other 7.000000", "extracted 1.000000"));
    EXPECT_EQ(lines_of(after.iterations.all()[1].values).back(), "extracted 0.000000");
    EXPECT_EQ(after.header.rescored.at(0).modality_version, "0.1.0");
    EXPECT_EQ(after.header.rescored.at(0).modality_config_json, config);
    EXPECT_EQ(after.header.spec.modality_config_json, "{}") << "the spec is the one that ran";
    EXPECT_EQ(after.header.plugins[0].sha256, std::string(64, '1')) << "as is the plugin";
}

// The same answers, plugins and configurations give the same record again.
TEST_F(Rescore, OfALiveRunWithItsOwnMetricsChangesNoByteOfARecord) {
    auto spec = testing::spec_of({"inside"}, 3);
    for (std::size_t i = 0; i < 3; ++i)
        spec.dataset.inline_samples[i].insert(1, R"("reference": "hello", )");
    spec.metrics = {{"contains", "{}"}, {"token_f1", "{}"}};
    spec.modality_config_json = R"({"filter":["lowercase","after_last:a"]})";
    spec.warmup = 1;
    const auto live = run_spec(spec, nullptr, nullptr, home_.path());
    header_.id = live.header.id;
    const auto before = kept().iterations.all();
    const auto rescored = rescore(kept());
    ASSERT_TRUE(rescored.has_value()) << rescored.error().text();
    const auto after = kept().iterations.all();
    ASSERT_EQ(after.size(), before.size());
    for (std::size_t i = 0; i < after.size(); ++i)
        EXPECT_EQ(encode_iteration(after[i]), encode_iteration(before[i]));
}

}  // namespace
}  // namespace hexameter::detail
