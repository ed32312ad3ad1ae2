// A server with a CA of one's own, as its user meets it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2e/event_log.hpp"
#include "e2e/program.hpp"
#include "support/fault_server.hpp"

namespace hexameter::e2e {
namespace {

using hexameter::testing::FaultServer;
using hexameter::testing::TestCa;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

class PrivateCa : public ::testing::Test {
  protected:
    [[nodiscard]] std::vector<std::string> flags() const {
        return {"run",     "--provider", "openai",   "--url", server_.url("/v1"),
                "--model", "m",          "--prompt", "Hi",    "--iterations",
                "2"};
    }

    TestCa ca_;
    Cli cli_;
    const std::string file_ = cli_.folder().write("ca.pem", ca_.pem()).string();
    FaultServer server_{
        hexameter::testing::serve_recorded({{"/v1/chat/completions", HEXAMETER_TEST_DATA
                                             "/wire/llama.cpp/chat_stream_usage.http"}}),
        ca_.server()};
};

TEST_F(PrivateCa, IsTrustedOnceItsFileIsNamed) {
    cli_.set("SSL_CERT_FILE", file_);
    auto words = flags();
    words.insert(words.end(), {"--format", "json"});
    const auto run = cli_.run(words);
    EXPECT_EQ(run.code, 0) << run.err;
    const Json json = parsed(run.out);
    ASSERT_TRUE(json.IsObject());
    ASSERT_EQ(json["iterations"].Size(), 2U);
    for (const auto& iteration : json["iterations"].GetArray()) {
        EXPECT_EQ(text_at(iteration, "status"), "ok");
        EXPECT_NE(text_at(iteration, "answer"), "");
    }
}

TEST_F(PrivateCa, IsAClearRowWithoutThat) {
    const auto run = cli_.run(flags());
    EXPECT_EQ(run.code, 5);
    EXPECT_THAT(run.out, HasSubstr("0 ok, 2 failed"));
    EXPECT_THAT(run.out, HasSubstr("is not trusted"));
    EXPECT_THAT(run.out, HasSubstr("SSL_CERT_FILE"));
    EXPECT_THAT(run.err, HasSubstr("kept in"));
}

TEST_F(PrivateCa, IsNamedInRowsByItsVariableAlone) {
    const auto other = cli_.folder().write("other.pem", TestCa("Another").pem()).string();
    cli_.set("SSL_CERT_FILE", other);
    auto words = flags();
    words.insert(words.end(), {"--format", "json", "--events", "-", "-o", "/dev/stderr"});
    const auto run = cli_.run(words);
    EXPECT_EQ(run.code, 5);
    for (const auto& told : {run.out, run.err}) {
        EXPECT_THAT(told, HasSubstr("trusted now: SSL_CERT_FILE"));
        EXPECT_THAT(told, Not(HasSubstr(other)));
    }
}

TEST_F(PrivateCa, IsRefusedBeforeTheStartWhenItsFileCannotBeUsed) {
    const auto empty = cli_.folder().write("empty.pem", "").string();
    for (const auto& file : {file_ + ".old", empty}) {
        cli_.set("SSL_CERT_FILE", file);
        const auto run = cli_.run(flags());
        EXPECT_EQ(run.code, 2);
        EXPECT_THAT(run.err, HasSubstr(file + ": what SSL_CERT_FILE names cannot be used"));
        const auto list = cli_.run({"models", "--provider", "openai", "--url", server_.url("/v1")});
        EXPECT_EQ(list.code, 2);
        EXPECT_THAT(list.err, HasSubstr(file));
    }
    EXPECT_THAT(cli_.kept(), SizeIs(0));
}

}  // namespace
}  // namespace hexameter::e2e
