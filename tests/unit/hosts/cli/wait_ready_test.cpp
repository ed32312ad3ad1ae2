#include "wait_ready.hpp"

#include <gmock/gmock.h>

#include <deque>

namespace hexameter::cli {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Answer = Result<std::vector<ListedModel>>;

Error refused() {
    return {ErrorCode::transport, "refused the connection", "provider openai"};
}

Answer models(const std::vector<std::string>& ids) {
    std::vector<ListedModel> listed;
    for (const auto& id : ids) listed.push_back({id, "{}"});
    return listed;
}

// A world whose time passes only while somebody sleeps; the last answer is given again.
class World {
  public:
    explicit World(std::deque<Answer> answers) : answers_(std::move(answers)) {}

    Status wait(const std::vector<ModelSpec>& wanted, Nanos within) {
        Waiting waiting;
        waiting.ask = [this](const ModelSpec& provider) {
            asked.push_back(provider.provider);
            auto answer = answers_.front();
            if (answers_.size() > 1) answers_.pop_front();
            return answer;
        };
        waiting.tell = [this](std::string_view line) { told.emplace_back(line); };
        waiting.now = [this] { return now_; };
        waiting.sleep = [this](Nanos time) {
            slept.push_back(std::chrono::duration_cast<std::chrono::milliseconds>(time).count());
            now_ += time;
        };
        return wait_ready(wanted, within, waiting);
    }

    std::vector<std::string> asked;
    std::vector<std::string> told;
    std::vector<long> slept;

  private:
    std::deque<Answer> answers_;
    Instant now_;
};

const ModelSpec llama{"openai", "llama3.2", "a", "{}", "{}"};

TEST(WaitReady, IsSilentWhereTheServerIsThere) {
    World world({models({"other", "llama3.2:latest"})});
    EXPECT_TRUE(world.wait({llama}, std::chrono::seconds(5)));
    EXPECT_THAT(world.told, IsEmpty());
    EXPECT_THAT(world.slept, IsEmpty());
}

TEST(WaitReady, AsksAgainUntilTheServerAnswersAndListsTheModel) {
    World world({refused(), refused(), models({"other"}), models({"llama3.2"})});
    EXPECT_TRUE(world.wait({llama}, std::chrono::seconds(60)));
    EXPECT_THAT(world.slept, ElementsAre(250, 500, 1000));
    EXPECT_THAT(world.told,
                ElementsAre("waiting: provider openai: refused the connection",
                            "waiting: provider openai: it answers, and does not list llama3.2 yet",
                            "provider openai is ready"));
}

TEST(WaitReady, AsksEachSocketForItsOwnModels) {
    ModelSpec gemma{"openai", "gemma", "b", "{}", "{}"};
    gemma.connection.unix_socket = "/run/gemma.sock";
    World world({models({"llama3.2"}), models({"gemma"})});
    EXPECT_TRUE(world.wait({llama, gemma}, std::chrono::seconds(5)));
    EXPECT_THAT(world.asked, ElementsAre("openai", "openai"));
    EXPECT_THAT(world.told, IsEmpty());
}

TEST(WaitReady, EndsWithTheLastReasonWhenTheTimeIsOver) {
    World world({refused()});
    const auto late = world.wait({llama}, std::chrono::seconds(5));
    ASSERT_TRUE(late.has_error());
    EXPECT_EQ(late.error().code(), ErrorCode::timeout);
    EXPECT_THAT(late.error().text(), AllOf(HasSubstr("--wait-ready: not ready after 5 s"),
                                           HasSubstr("refused the connection")));
    EXPECT_THAT(world.slept, ElementsAre(250, 500, 1000, 2000, 1250));
}

TEST(WaitReady, AsksOnceWithNoTimeAtAll) {
    World world({refused()});
    EXPECT_TRUE(world.wait({llama}, Nanos{0}).has_error());
    EXPECT_THAT(world.slept, IsEmpty());
}

TEST(WaitReady, TakesAServerThatListsNothingOrCannotList) {
    World empty({models({})});
    EXPECT_TRUE(empty.wait({llama}, std::chrono::seconds(5)));
    World mute({Answer(Error(ErrorCode::unsupported, "it lists no models"))});
    EXPECT_TRUE(mute.wait({llama}, std::chrono::seconds(5)));
}

TEST(WaitReady, GivesBackAtOnceWhatWaitingCannotMend) {
    World world({Answer(Error(ErrorCode::config, "no such address"))});
    const auto wrong = world.wait({llama}, std::chrono::seconds(5));
    EXPECT_EQ(wrong.error().code(), ErrorCode::config);
    EXPECT_THAT(world.slept, IsEmpty());
}

TEST(WaitReady, AsksEachServerOnceForAllItsModels) {
    const ModelSpec second{"openai", "gemma", "b", "{}", "{}"};
    const ModelSpec elsewhere{"openai", "gemma", "c", R"({"base_url":"http://x"})", "{}"};
    World world({models({"llama3.2", "gemma"})});
    EXPECT_TRUE(world.wait({llama, second, elsewhere}, std::chrono::seconds(5)));
    EXPECT_EQ(world.asked.size(), 2u);
}

TEST(SecondsToWait, AreANumberFromZeroToADay) {
    EXPECT_EQ(seconds_to_wait("1.5").value(), std::chrono::milliseconds(1500));
    for (const char* wrong : {"", "-1", "1s", "nan", "1e9"})
        EXPECT_THAT(seconds_to_wait(wrong).error().text(), HasSubstr("from 0 to 86400")) << wrong;
}

}  // namespace
}  // namespace hexameter::cli
