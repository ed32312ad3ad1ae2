#include <curl/curl.h>
#include <gmock/gmock.h>

#include "simulate_server.hpp"

namespace hexameter::test {
namespace {

using ::testing::HasSubstr;

std::string faulty(const std::string& fault, bool stream) {
    return chat("swift", "Tell me",
                std::string(R"(,"stream":)") + (stream ? "true" : "false") +
                    R"(,"simulate":{"pace":false,"tokens":20,"fault":")" + fault + "\"}");
}

class Faults : public ::testing::TestWithParam<const char*> {
  protected:
    HttpReply ask(const std::string& fault, bool stream) {
        return server_.post(GetParam(), faulty(fault, stream));
    }

    SimulateServer server_;
};

TEST_P(Faults, HttpErrorComesBeforeAnyToken) {
    for (const bool stream : {true, false}) {
        const HttpReply reply = ask("http_error", stream);
        EXPECT_EQ(reply.status, 500);
        EXPECT_EQ(reply.content_type, "application/json");
        EXPECT_TRUE(parse(reply.body).HasMember("error"));
    }
}

TEST_P(Faults, HtmlComesAsABadGateway) {
    const HttpReply reply = ask("html", true);

    EXPECT_EQ(reply.status, 502);
    EXPECT_EQ(reply.content_type, "text/html");
    EXPECT_THAT(reply.body, HasSubstr("<html>"));
}

TEST_P(Faults, StreamErrorIsTheLastObjectOfAReplyThatBeganWell) {
    const HttpReply reply = ask("stream_error", true);
    const auto objects =
        std::string(GetParam()) == openai_chat ? sse_events(reply.body) : ndjson_lines(reply.body);

    EXPECT_EQ(reply.curl_code, CURLE_OK);
    EXPECT_EQ(reply.status, 200);
    ASSERT_GE(objects.size(), 2U);
    EXPECT_FALSE(objects.front().HasMember("error"));
    EXPECT_TRUE(objects.back().HasMember("error"));
    EXPECT_EQ(sent_times(objects).size(), objects.size());
    EXPECT_THAT(reply.body, ::testing::Not(HasSubstr("[DONE]")));
}

TEST_P(Faults, CutBreaksTheConnectionWithinTheBody) {
    for (const bool stream : {true, false}) {
        const HttpReply reply = ask("cut", stream);
        EXPECT_EQ(reply.curl_code, CURLE_PARTIAL_FILE);
        EXPECT_EQ(reply.status, 200);
        EXPECT_FALSE(reply.body.empty());
        EXPECT_THAT(reply.body, ::testing::Not(HasSubstr("[DONE]")));
        EXPECT_THAT(reply.body, ::testing::Not(HasSubstr("done_reason")));
    }
}

TEST_P(Faults, CloseEndsAConnectionThatWasAnnouncedToStay) {
    const HttpReply first = ask("none", true);
    const HttpReply kept = ask("close", true);
    const HttpReply anew = ask("none", true);

    EXPECT_EQ(first.new_connections, 1);
    EXPECT_EQ(kept.new_connections, 0);
    EXPECT_EQ(kept.curl_code, CURLE_OK);
    EXPECT_EQ(anew.new_connections, 1);
    EXPECT_EQ(anew.curl_code, CURLE_OK);
}

TEST_P(Faults, KeepsTheConnectionAfterARefusal) {
    EXPECT_EQ(ask("http_error", true).new_connections, 1);
    EXPECT_EQ(ask("stream_error", true).new_connections, 0);
    EXPECT_EQ(ask("none", true).new_connections, 0);
}

INSTANTIATE_TEST_SUITE_P(Wires, Faults, ::testing::Values(openai_chat, ollama_chat),
                         [](const auto& wire) {
                             return std::string(wire.param) == openai_chat ? "OpenAi" : "Ollama";
                         });

}  // namespace
}  // namespace hexameter::test
