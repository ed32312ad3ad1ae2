#include "hexameter/sdk/modality.hpp"

#include <gtest/gtest.h>

#include "support/fake_host.hpp"
#include "support/fake_sinks.hpp"

namespace hexameter::sdk {
namespace {

// Asks twice: the second turn repeats the first answer.
class TwoTurns : public Modality<std::string> {
  public:
    using Modality::Modality;

  private:
    Status prepare(std::string& heard, std::string_view sample, RequestBuilder& request) override {
        if (sample == "bad") {
            throw Error(Status::bad_argument, "no such sample");
        }
        request.message(Role::user, heard.empty() ? sample : std::string_view(heard));
        return Status::ok;
    }

    Status observe(std::string& heard, const Chunk& chunk, std::uint64_t t_ns) override {
        heard.append(chunk.text()).append("@").append(std::to_string(t_ns)).append(" ");
        return Status::ok;
    }

    Status finish(std::string& heard, Status outcome, const hxm_timeline& times,
                  Writer& out) override {
        if (times.end_ns == 0) {
            return Status::pending;
        }
        out.candidate(heard);
        out.metric(1, failed(outcome) ? 0.0 : 0.5, "k=5", 2);
        return Status::ok;
    }
};

class ModalityThunks : public ::testing::Test {
  protected:
    std::string prepared(hxm_op op, std::string_view sample) {
        const hxm_request* request = nullptr;
        EXPECT_EQ(table_->prepare(self(), op, str(sample), &request), HXM_OK);
        return Request(request).messages()[0].text();
    }

    void* self() { return plugin_.raw()->self; }

    test::FakeHost host_;
    test::FakeWriter writer_;
    TwoTurns plugin_{sdk::Setup{Host(host_.raw()), "two_turns", "{}"}};
    const hxm_modality* table_ = static_cast<const hxm_modality*>(
        plugin_.raw()->get_interface(plugin_.raw()->self, HXM_IF_MODALITY));
    hxm_timeline times_{};
};

TEST_F(ModalityThunks, KeepTheStateOverTurnsUntilRelease) {
    times_.struct_size = sizeof times_;
    EXPECT_EQ(prepared(1, "hello"), "hello");
    const hxm_chunk chunk{sizeof(hxm_chunk), HXM_CHUNK_CONTENT, 0, 0,
                          str("text/plain"), buf("hi"),         0, 0};
    EXPECT_EQ(table_->observe(self(), 1, &chunk, 77), HXM_OK);
    EXPECT_EQ(table_->finish(self(), 1, HXM_OK, &times_, &writer_.raw), HXM_PENDING);
    EXPECT_EQ(prepared(1, "hello"), "hi@77 ");
    times_.end_ns = 9;
    EXPECT_EQ(table_->finish(self(), 1, HXM_OK, &times_, &writer_.raw), HXM_OK);
    EXPECT_EQ(writer_.parts_of(HXM_PART_CANDIDATE), std::vector<std::string>{"hi@77 "});
    ASSERT_EQ(writer_.metrics.size(), 1U);
    EXPECT_EQ(writer_.metrics[0].index, 1U);
    EXPECT_EQ(writer_.metrics[0].label, "k=5");
    EXPECT_EQ(writer_.metrics[0].value, 0.5);
    EXPECT_EQ(writer_.metrics[0].weight, 2);
    table_->release(self(), 1);
    EXPECT_EQ(table_->finish(self(), 1, HXM_OK, &times_, &writer_.raw), HXM_E_ARG);
}

TEST_F(ModalityThunks, ReadATimelineThatIsShorterThanOurs) {
    times_.struct_size = offsetof(hxm_timeline, end_ns);
    times_.end_ns = 5;  // beyond what the peer says it has
    prepared(1, "hello");
    EXPECT_EQ(table_->finish(self(), 1, HXM_OK, &times_, &writer_.raw), HXM_PENDING);
}

TEST_F(ModalityThunks, GiveNoRequestForABadSample) {
    const hxm_request* request = nullptr;
    EXPECT_EQ(table_->prepare(self(), 1, str("bad"), &request), HXM_E_ARG);
    EXPECT_EQ(request, nullptr);
    EXPECT_EQ(host_.last_error(), "no such sample");
}

}  // namespace
}  // namespace hexameter::sdk
