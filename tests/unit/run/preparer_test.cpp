#include "run/preparer.hpp"

#include <gmock/gmock.h>

#include "rig.hpp"

namespace hexameter::detail {
namespace {

using hexameter::testing::registry_for;
using hexameter::testing::resolved;
using hexameter::testing::spec_of;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// A preparer over the text modality; jobs are taken as a lane takes them.
class Preparing {
  public:
    Preparing(const RunSpec& spec, std::vector<LanePlan> plans)
        : registry_(registry_for(spec)),
          run_(resolved(*registry_, spec)),
          gate_(*run_->modality, run_->modality_table, spec.seed),
          ready_(plans.size()),
          preparer_(std::make_unique<Preparer>(gate_, run_->samples, std::move(plans),
                                               [this](std::uint32_t lane) { wake(lane); })) {}

    ~Preparing() { preparer_.reset(); }

    // The next job, waited for; null when there will be no more.
    JobPtr next(std::uint32_t lane = 0) {
        for (;;) {
            {
                const std::lock_guard lock(mutex_);
                ready_[lane] = false;
            }
            if (auto job = preparer_->take(lane)) return job;
            if (preparer_->exhausted(lane)) return nullptr;
            std::unique_lock lock(mutex_);
            woken_.wait(lock, [&] { return ready_[lane]; });
        }
    }

    // "w1 s1" (a warm-up), "2 s1", ... of all that is left.
    std::vector<std::string> words(std::uint32_t lane = 0) {
        std::vector<std::string> all;
        while (auto job = next(lane)) {
            all.push_back((job->warmup ? "w" : "") + std::to_string(job->iteration) + "/" +
                          std::to_string(job->total) + " " + job->sample->id);
            repetitions_.push_back(job->repetition);
            ops_.push_back(job->op);
            gate_.release(*job);
        }
        return all;
    }

    [[nodiscard]] const std::vector<hxm_op>& ops() const { return ops_; }

    [[nodiscard]] const std::vector<std::uint32_t>& repetitions() const { return repetitions_; }

    [[nodiscard]] Preparer& preparer() { return *preparer_; }

    [[nodiscard]] ModalityGate& gate() { return gate_; }

  private:
    void wake(std::uint32_t lane) {
        {
            const std::lock_guard lock(mutex_);
            ready_[lane] = true;
        }
        woken_.notify_one();
    }

    std::unique_ptr<Registry> registry_;
    std::unique_ptr<ResolvedRun> run_;
    ModalityGate gate_;
    std::mutex mutex_;
    std::condition_variable woken_;
    std::vector<bool> ready_;
    std::vector<hxm_op> ops_;
    std::vector<std::uint32_t> repetitions_;
    std::unique_ptr<Preparer> preparer_;
};

TEST(Preparer, GivesWarmupsFirstThenEverySampleInTurn) {
    Preparing preparing(spec_of({"inside"}, 2), {{3, 2, 4}});
    EXPECT_THAT(preparing.words(), ElementsAre("w1/3 s1", "w2/3 s2", "w3/3 s1", "1/4 s1", "2/4 s2",
                                               "3/4 s1", "4/4 s2"));
    EXPECT_THAT(preparing.repetitions(), ElementsAre(1, 1, 2, 1, 1, 2, 2));
    EXPECT_TRUE(preparing.preparer().exhausted(0));
    EXPECT_EQ(preparing.preparer().take(0), nullptr);
}

TEST(Preparer, ServesEachLaneItsOwnPlan) {
    Preparing preparing(spec_of({"inside"}, 1), {{0, 3, 1}, {1, 1, 1}});
    EXPECT_THAT(preparing.words(1), ElementsAre("w1/1 s1", "1/1 s1"));
    EXPECT_THAT(preparing.words(0), ElementsAre("1/3 s1", "2/3 s1", "3/3 s1"));
    auto ops = preparing.ops();
    std::sort(ops.begin(), ops.end());
    EXPECT_EQ(std::unique(ops.begin(), ops.end()), ops.end());
}

TEST(Preparer, GivesThePromptAndTheRequestOfTheModality) {
    Preparing preparing(spec_of({"inside"}, 1), {{0, 1, 1}});
    const auto job = preparing.next();
    ASSERT_NE(job, nullptr);
    EXPECT_EQ(job->prompt, "prompt 1");
    ASSERT_NE(job->prepared, nullptr);
    EXPECT_EQ(job->prepared->message_count, 1u);
    EXPECT_EQ(job->status, IterationStatus::ok);
    preparing.gate().release(*job);
    EXPECT_EQ(job->prepared, nullptr);
}

TEST(Preparer, GivesAJobWithItsErrorWhenPreparationFails) {
    auto spec = spec_of({"inside"}, 2);
    spec.dataset.inline_samples[0] = R"({"id": "mute"})";
    Preparing preparing(spec, {{0, 1, 2}});
    const auto bad = preparing.next();
    ASSERT_NE(bad, nullptr);
    EXPECT_EQ(bad->status, IterationStatus::failed);
    EXPECT_EQ(bad->prepared, nullptr);
    EXPECT_THAT(bad->error.text(), HasSubstr("sample mute"));
    EXPECT_THAT(bad->error.text(), HasSubstr(R"(neither "prompt" nor "messages")"));
    const auto good = preparing.next();
    ASSERT_NE(good, nullptr);
    EXPECT_EQ(good->status, IterationStatus::ok);
    preparing.gate().release(*bad);
    preparing.gate().release(*good);
}

TEST(Preparer, EndsWithJobsThatNobodyTook) {
    Preparing preparing(spec_of({"inside"}, 1), {{0, 100, 8}});
    const auto job = preparing.next();
    ASSERT_NE(job, nullptr);
    preparing.gate().release(*job);
}

TEST(OperationSeed, IsTheSameForTheSameIterationAndNoOther) {
    const Sample a{"a", "{}"};
    const Sample b{"b", "{}"};
    const auto seed = [](std::uint64_t run, const Sample& sample, std::uint32_t iteration,
                         bool warmup, hxm_op op) {
        Job job;
        job.sample = &sample;
        job.iteration = iteration;
        job.warmup = warmup;
        job.op = op;
        return operation_seed(run, job);
    };
    EXPECT_EQ(seed(7, a, 1, false, 1), seed(7, a, 1, false, 99));
    EXPECT_NE(seed(7, a, 1, false, 1), seed(8, a, 1, false, 1));
    EXPECT_NE(seed(7, a, 1, false, 1), seed(7, b, 1, false, 1));
    EXPECT_NE(seed(7, a, 1, false, 1), seed(7, a, 2, false, 1));
    EXPECT_NE(seed(7, a, 1, false, 1), seed(7, a, 1, true, 1));
}

}  // namespace
}  // namespace hexameter::detail
