#include "hexameter/sdk/codec.hpp"

#include <gtest/gtest.h>

#include <string>

#include "support/fake_host.hpp"
#include "support/fake_sinks.hpp"

namespace hexameter::sdk {
namespace {

struct Count {
    int bodies = 0;
};

// Does in body what the wire tells it to.
class Obedient : public CodecProvider<Count> {
  public:
    using CodecProvider::CodecProvider;

  private:
    Status encode(Count& /*state*/, const Request& request, HttpOut& out) override {
        out.target("POST", "/" + std::string(request.model()));
        return Status::ok;
    }

    Status body(Count& state, std::string_view wire, Sink& out) override {
        ++state.bodies;
        if (wire == "error") {
            throw Error(Status::remote, "the server broke", R"({"http_status":500})");
        }
        if (wire == "exception") {
            throw std::out_of_range("index 7");
        }
        if (wire == "memory") {
            throw std::bad_alloc();
        }
        if (wire == "int") {
            throw 7;  // NOLINT: what no plugin should do, and some do
        }
        if (wire == "success") {
            throw Error(Status::ok, "thrown all the same");
        }
        out.content(std::to_string(state.bodies));
        return wire == "last" ? Status::complete : Status::ok;
    }
};

class CodecThunks : public ::testing::Test {
  protected:
    CodecThunks() {
        request_.struct_size = sizeof request_;
        request_.model = str("m");
    }

    hxm_status encode(hxm_op op) { return table_->encode(self(), op, &request_, &http_.raw); }

    hxm_status body(hxm_op op, std::string_view wire) {
        return table_->body(self(), op, buf(wire), sink_.raw());
    }

    void* self() { return plugin_.raw()->self; }

    test::FakeHost host_;
    test::FakeHttp http_;
    test::FakeSink sink_;
    Obedient plugin_{sdk::Setup{Host(host_.raw()), "obedient", "{}"}};
    const hxm_provider_codec* table_ = static_cast<const hxm_provider_codec*>(
        plugin_.raw()->get_interface(plugin_.raw()->self, HXM_IF_CODEC));
    hxm_request request_{};
};

TEST_F(CodecThunks, TurnWhatIsThrownIntoAStatusAndAText) {
    ASSERT_EQ(encode(3), HXM_OK);
    EXPECT_EQ(body(3, "error"), HXM_E_REMOTE);
    EXPECT_EQ(host_.errors().back().op, 3U);
    EXPECT_EQ(host_.errors().back().status, HXM_E_REMOTE);
    EXPECT_EQ(host_.errors().back().text, "the server broke");
    EXPECT_EQ(host_.errors().back().detail_json, R"({"http_status":500})");
    EXPECT_EQ(body(3, "exception"), HXM_E_INTERNAL);
    EXPECT_EQ(host_.last_error(), "index 7");
    EXPECT_EQ(body(3, "memory"), HXM_E_NOMEM);
    EXPECT_EQ(body(3, "int"), HXM_E_INTERNAL);
    EXPECT_NE(host_.last_error(), "");
    EXPECT_EQ(body(3, "success"), HXM_E_INTERNAL) << "an Error is never a success";
}

TEST_F(CodecThunks, KeepStatePerOperationAndDropItAtEncodeAndForget) {
    ASSERT_EQ(encode(1), HXM_OK);
    ASSERT_EQ(encode(2), HXM_OK);
    EXPECT_EQ(http_.url, "/m");
    body(1, "");
    body(1, "");
    body(2, "");
    EXPECT_EQ(sink_.text(), "121");
    encode(1);
    body(1, "");
    EXPECT_EQ(sink_.text(), "1211") << "a retry starts anew";
    table_->forget(self(), 1);
    EXPECT_EQ(body(1, ""), HXM_E_ARG);
    EXPECT_EQ(body(9, ""), HXM_E_ARG) << "never begun";
}

TEST_F(CodecThunks, HandOnTheSinksRefusalUnasked) {
    ASSERT_EQ(encode(1), HXM_OK);
    EXPECT_EQ(body(1, "last"), HXM_COMPLETE);
    sink_.answer_from(0, HXM_STOP);
    EXPECT_EQ(body(1, "more"), HXM_STOP);
    EXPECT_EQ(body(1, "error"), HXM_E_REMOTE) << "an error of the codec's own wins";
    sink_.answer_from(0, HXM_E_LIMIT);
    EXPECT_EQ(body(1, "more"), HXM_E_LIMIT);
}

TEST_F(CodecThunks, SayThatThereIsOneExchangeOnly) {
    ASSERT_EQ(encode(1), HXM_OK);
    EXPECT_EQ(table_->encode(self(), 1, nullptr, &http_.raw), HXM_E_UNSUPPORTED);
}

TEST_F(CodecThunks, RefusePeersThatAreTooShortOrMissing) {
    ASSERT_EQ(encode(1), HXM_OK);
    hxm_sink cut = *sink_.raw();
    cut.struct_size = offsetof(hxm_sink, chunk);
    EXPECT_EQ(table_->body(self(), 1, buf("x"), &cut), HXM_E_ARG);
    EXPECT_EQ(table_->body(self(), 1, buf("x"), nullptr), HXM_E_ARG);
    EXPECT_EQ(table_->encode(self(), 1, &request_, nullptr), HXM_E_ARG);
}

TEST_F(CodecThunks, ManageWithAHostWithoutServices) {
    host_.services().struct_size = offsetof(hxm_host, log);
    ASSERT_EQ(encode(1), HXM_OK);
    EXPECT_EQ(body(1, "error"), HXM_E_REMOTE);
    EXPECT_TRUE(host_.errors().empty());
}

TEST_F(CodecThunks, KnowTheirOwnInterfaceOnly) {
    ASSERT_NE(table_, nullptr);
    EXPECT_EQ(plugin_.raw()->get_interface(self(), HXM_IF_ASYNC), nullptr);
    EXPECT_EQ(plugin_.raw()->get_interface(self(), nullptr), nullptr);
}

}  // namespace
}  // namespace hexameter::sdk
