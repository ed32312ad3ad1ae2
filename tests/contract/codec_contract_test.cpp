// Codecs on recorded replies (fixtures/*.http): how the bytes are split changes nothing.
#include <gtest/gtest.h>

#include <ostream>

#include "contract/plugin_under_test.hpp"
#include "hexameter/sdk/request_builder.hpp"
#include "support/fake_sinks.hpp"
#include "support/wire_fixture.hpp"

namespace hexameter::test {
namespace {

// Every byte; under the address sanitizer, which makes a replay fifty times as slow, every seventh.
#ifdef __SANITIZE_ADDRESS__
constexpr std::size_t step = 7;
#else
constexpr std::size_t step = 1;
#endif

struct Exchange {
    OfferedPlugin plugin;
    WireFixture fixture;
};

std::ostream& operator<<(std::ostream& out, const Exchange& exchange) {
    return out << exchange.plugin.id() << "/" << exchange.fixture.name;
}

std::vector<Exchange> exchanges() {
    std::vector<Exchange> all;
    for (const OfferedPlugin& plugin : plugins_with(HXM_PLUGIN_PROVIDER, {HXM_IF_CODEC})) {
        for (const auto& fixture : read_wire_fixtures(plugin.library.source_dir / "fixtures")) {
            all.push_back({plugin, fixture});
        }
    }
    return all;
}

struct Outcome {
    std::vector<RecordedChunk> chunks;
    hxm_status body = HXM_OK;
    hxm_status end = HXM_OK;
    std::string error;

    bool operator==(const Outcome&) const = default;
};

class Codec : public ::testing::TestWithParam<Exchange> {
  protected:
    Codec() : instance_(GetParam().plugin.create(host_)) {
        table_ = instance_->interface<hxm_provider_codec>(HXM_IF_CODEC);
        const WireFixture& fixture = GetParam().fixture;
        if (fixture.kind == HXM_KIND_GENERATE) {
            builder_.task(sdk::Task::chat).choices(fixture.choices);
            builder_.message(sdk::Role::user, "Say hello.");
        }
        request_ = *builder_.view();
        request_.kind = fixture.kind;
        request_.model = sdk::str(fixture.model);
        request_.params_json = sdk::str("{}");
        request_.flags = fixture.streamed ? HXM_RQ_STREAM : 0;
        request_.remaining_ns = 60'000'000'000U;
    }

    // Plays the reply in pieces as a host does; cut: the connection breaks after them.
    Outcome play(const std::vector<std::string_view>& pieces, std::uint32_t how = HXM_END_CLEAN) {
        const hxm_op op = ++last_op_;
        FakeSink sink;
        FakeHttp http(&request_);
        EXPECT_GE(table_->encode(instance_->self(), op, &request_, &http.raw), 0)
            << host_.last_error();
        EXPECT_FALSE(http.method.empty());
        EXPECT_FALSE(http.url.empty());
        const std::size_t errors_before = host_.error_count();
        Outcome outcome;
        const hxm_http_head head{sizeof head, GetParam().fixture.status,
                                 sdk::str(GetParam().fixture.headers)};
        outcome.body = table_->head(instance_->self(), op, &head, sink.raw());
        for (const std::string_view piece : pieces) {
            if (outcome.body != HXM_OK) {
                break;
            }
            // A copy that dies at once: what keeps a view into it is caught by asan.
            const std::string own(piece);
            outcome.body = table_->body(instance_->self(), op, sdk::buf(own), sink.raw());
        }
        outcome.end = table_->end(instance_->self(), op, how, sink.raw());
        table_->forget(instance_->self(), op);
        outcome.chunks = sink.chunks();
        outcome.error = host_.error_count() == errors_before ? "" : host_.last_error();
        EXPECT_TRUE(sink.dones().empty()) << "a codec never ends an operation";
        EXPECT_EQ(sink.sents(), 0U);
        return outcome;
    }

    [[nodiscard]] std::string_view body() const { return GetParam().fixture.body; }

    FakeHost host_;
    std::unique_ptr<PluginInstance> instance_;
    const hxm_provider_codec* table_ = nullptr;
    sdk::RequestBuilder builder_;
    hxm_request request_{};
    hxm_op last_op_ = 0;
};

TEST_P(Codec, GivesTheSameAnswerAtEverySplitOfTheBytes) {
    const Outcome whole = play({body()});
    for (std::size_t cut = 1; cut < body().size(); cut += step) {
        const Outcome split = play({body().substr(0, cut), body().substr(cut)});
        ASSERT_EQ(split.chunks, whole.chunks) << "split at byte " << cut;
        ASSERT_EQ(split, whole) << "split at byte " << cut;
    }
}

TEST_P(Codec, GivesTheSameAnswerByteByByte) {
    const Outcome whole = play({body()});
    std::vector<std::string_view> bytes;
    for (std::size_t i = 0; i < body().size(); ++i) {
        bytes.push_back(body().substr(i, 1));
    }
    EXPECT_EQ(play(bytes), whole);
}

TEST_P(Codec, SaysSomethingOrSaysWhatIsWrong) {
    const Outcome whole = play({body()});
    if (GetParam().fixture.status < 300) {
        EXPECT_TRUE(!whole.chunks.empty() || whole.end < 0 || whole.body < 0);
    } else {
        EXPECT_TRUE(whole.end < 0 || whole.body < 0) << "a refusal is no success";
    }
    if (whole.end < 0 || whole.body < 0) {
        EXPECT_NE(whole.error, "");
    }
}

// A cut anywhere never crashes, and never gives more than the whole reply would have.
TEST_P(Codec, SurvivesACutAtEveryByte) {
    const Outcome whole = play({body()});
    for (std::size_t cut = 0; cut < body().size(); cut += step) {
        const Outcome part = play({body().substr(0, cut)}, HXM_END_CUT);
        ASSERT_LE(part.chunks.size(), whole.chunks.size() + 1) << "cut at byte " << cut;
    }
}

TEST_P(Codec, BeginsAnewWhenTheHostRetries) {
    const Outcome whole = play({body()});
    const hxm_op op = ++last_op_;
    FakeHttp http(&request_);
    FakeSink lost;
    ASSERT_GE(table_->encode(instance_->self(), op, &request_, &http.raw), 0);
    const hxm_http_head head{sizeof head, GetParam().fixture.status,
                             sdk::str(GetParam().fixture.headers)};
    table_->head(instance_->self(), op, &head, lost.raw());
    table_->body(instance_->self(), op, sdk::buf(body().substr(0, body().size() / 2)), lost.raw());
    table_->end(instance_->self(), op, HXM_END_CUT, lost.raw());
    last_op_ = op - 1;  // the same operation once more
    EXPECT_EQ(play({body()}).chunks, whole.chunks);
}

TEST_P(Codec, HandsOnTheSinksStop) {
    const Outcome whole = play({body()});
    if (whole.chunks.empty()) {
        return;
    }
    const hxm_op op = ++last_op_;
    FakeHttp http(&request_);
    FakeSink sink;
    sink.answer_from(0, HXM_STOP);
    ASSERT_GE(table_->encode(instance_->self(), op, &request_, &http.raw), 0);
    const hxm_http_head head{sizeof head, GetParam().fixture.status,
                             sdk::str(GetParam().fixture.headers)};
    hxm_status status = table_->head(instance_->self(), op, &head, sink.raw());
    if (status == HXM_OK) {
        status = table_->body(instance_->self(), op, sdk::buf(body()), sink.raw());
    }
    const hxm_status end = table_->end(instance_->self(), op, HXM_END_CUT, sink.raw());
    EXPECT_TRUE(status == HXM_STOP || end == HXM_STOP || end < 0) << status << ", " << end;
    table_->forget(instance_->self(), op);
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(Codec);
INSTANTIATE_TEST_SUITE_P(Contract, Codec, ::testing::ValuesIn(exchanges()), NameOfParam());

}  // namespace
}  // namespace hexameter::test
