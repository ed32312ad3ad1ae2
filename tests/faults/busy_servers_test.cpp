// Servers that want to be asked again, and those that lose a request: each attempt is listed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "faults/faulty_run.hpp"
#include "faults/wires.hpp"

namespace hexameter::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

constexpr std::chrono::milliseconds asked_wait{20};

std::string busy(const Wire& wire, const std::string& headers,
                 const char* status = "429 Too Many Requests") {
    return http_reply(status, headers + "Content-Type: application/json\r\n",
                      wire.error_body("slow down"));
}

Limits with_retries(std::uint64_t retries) {
    Limits limits;
    limits.retries = retries;
    return limits;
}

class BusyServer : public ::testing::TestWithParam<const Wire*> {
  protected:
    // Answers each request of the first `times` with `first`, all others well.
    [[nodiscard]] FaultServer::Script first_then_well(int times, std::string first) {
        return [this, times, first = std::move(first)](FaultConnection& connection) {
            while (connection.read_request())
                if (!connection.send(asked_++ < times ? first : GetParam()->answer({"Hello"}, 1)))
                    return;
        };
    }

    [[nodiscard]] FaultyRun run(const FaultServer& server, const Limits& limits) const {
        return run_beside_a_good_model(GetParam()->provider, server.url(""), limits);
    }

    std::atomic<int> asked_{0};
};

TEST_P(BusyServer, IsAskedAgainAfterTheTimeThatItAskedFor) {
    for (const char* status : {"429 Too Many Requests", "503 Service Unavailable"}) {
        asked_ = 0;
        FaultServer server(first_then_well(1, busy(*GetParam(), "retry-after-ms: 20\r\n", status)));
        const auto rows = run(server, with_retries(2)).of(bad_model);
        ASSERT_EQ(rows[0].status, IterationStatus::ok) << rows[0].error.text();
        EXPECT_EQ(rows[0].answer, "Hello");
        const auto& attempts = rows[0].timeline.attempts;
        ASSERT_THAT(attempts, SizeIs(2));
        EXPECT_EQ(attempts[0].http_status, std::atoi(status));
        EXPECT_THAT(attempts[0].error, AllOf(HasSubstr("slow down"), HasSubstr("0.02 s later"),
                                             HasSubstr("as the server asked")));
        EXPECT_EQ(attempts[1].http_status, 200);
        EXPECT_GE(*attempts[1].sent - *attempts[0].sent, asked_wait);
        // Times count from the first one's send.
        EXPECT_EQ(rows[0].timeline.sent, attempts[0].sent);
        EXPECT_GE(*rows[0].timeline.first_byte - *rows[0].timeline.sent, asked_wait);
        expect_sane_times(rows[0]);
        EXPECT_THAT(rows[1].timeline.attempts, SizeIs(1));
    }
}

TEST_P(BusyServer, ThatIsBusyForEverIsAFailedRowThatTellsHowOftenItWasAsked) {
    FaultServer server(first_then_well(1000, busy(*GetParam(), "Retry-After: 0\r\n")));
    const auto run = this->run(server, with_retries(3));
    for (const auto& row : run.of(bad_model)) {
        EXPECT_EQ(row.status, IterationStatus::failed);
        EXPECT_EQ(row.error.code(), ErrorCode::remote);
        EXPECT_THAT(row.error.text(),
                    AllOf(HasSubstr("429"), HasSubstr("slow down"), HasSubstr("after 4 attempts")));
        EXPECT_THAT(row.timeline.attempts, SizeIs(4));
        EXPECT_TRUE(row.timeline.events.empty());
        EXPECT_TRUE(row.values.empty() || row.timeline.end > row.timeline.sent);
    }
    EXPECT_EQ(asked_, 4 * static_cast<int>(iterations_each));
    for (const auto& row : run.of(good_model)) EXPECT_EQ(row.status, IterationStatus::ok);
}

TEST_P(BusyServer, ThatAsksForMoreTimeThanThereIsIsNotWaitedFor) {
    FaultServer server(first_then_well(1000, busy(*GetParam(), "Retry-After: 3600\r\n")));
    for (const auto& row : run(server, with_retries(3)).of(bad_model)) {
        EXPECT_EQ(row.status, IterationStatus::failed);
        EXPECT_THAT(row.error.text(), AllOf(HasSubstr("429"), HasSubstr("come again in 1 h")));
        EXPECT_THAT(row.timeline.attempts, SizeIs(1));
    }
}

// The client closes the connection when it has read the reply: from then on it waits.
TEST_P(BusyServer, IsNotAskedAgainByARunThatDrains) {
    RunControl control;
    FaultServer server([this, &control](FaultConnection& connection) {
        while (connection.read_request()) {
            ++asked_;
            connection.send(busy(*GetParam(), "Retry-After: 5\r\nConnection: close\r\n"));
        }
        control.drain();
    });
    const auto run = run_beside_a_good_model(GetParam()->provider, server.url(""), with_retries(2),
                                             true, {}, &control);
    EXPECT_EQ(run.record.summary.status, RunStatus::cancelled);
    EXPECT_EQ(asked_, 1);
    ASSERT_THAT(run.record.iterations, SizeIs(1));
    const auto row = run.of(bad_model).at(0);
    EXPECT_EQ(row.status, IterationStatus::cancelled) << "--resume asks for it again";
    EXPECT_THAT(row.error.text(), AllOf(HasSubstr("slow down"), HasSubstr("sends nothing more")));
    ASSERT_THAT(row.timeline.attempts, SizeIs(1));
    EXPECT_THAT(row.timeline.attempts[0].error,
                AllOf(HasSubstr("slow down"), Not(HasSubstr("sent again"))));
    expect_sane_times(row);
    expect_kept(run);
}

TEST_P(BusyServer, IsAskedOnceWithoutRetries) {
    FaultServer server(first_then_well(1000, busy(*GetParam(), "Retry-After: 0\r\n")));
    for (const auto& row : run(server, with_retries(0)).of(bad_model)) {
        EXPECT_EQ(row.status, IterationStatus::failed);
        EXPECT_THAT(row.error.text(), AllOf(HasSubstr("429"), Not(HasSubstr("attempts"))));
        EXPECT_THAT(row.timeline.attempts, SizeIs(1));
    }
}

TEST_P(BusyServer, ThatFailsOtherwiseIsNotAskedAgain) {
    FaultServer server(first_then_well(1000, busy(*GetParam(), "", "500 Internal Server Error")));
    for (const auto& row : run(server, with_retries(3)).of(bad_model))
        EXPECT_THAT(row.timeline.attempts, SizeIs(1));
}

TEST_P(BusyServer, ThatLosesARequestBeforeTheFirstByteIsAskedAgain) {
    FaultServer server([this](FaultConnection& connection) {
        while (connection.read_request()) {
            if (asked_++ == 0) return connection.reset();
            if (!connection.send(GetParam()->answer({"Hello"}, 1))) return;
        }
    });
    const auto rows = run(server, with_retries(1)).of(bad_model);
    ASSERT_EQ(rows[0].status, IterationStatus::ok) << rows[0].error.text();
    const auto& attempts = rows[0].timeline.attempts;
    ASSERT_THAT(attempts, SizeIs(2));
    EXPECT_EQ(attempts[0].http_status, 0);
    EXPECT_THAT(attempts[0].error, HasSubstr("sent again 0.5 s later"));
}

TEST_P(BusyServer, ThatLosesARequestBehindTheFirstByteIsNotAskedAgain) {
    FaultServer server([this](FaultConnection& connection) {
        if (connection.read_request() && connection.send(GetParam()->stream_of({"Hel"})))
            connection.wait_acknowledged();
        ++asked_;
    });
    for (const auto& row : run(server, with_retries(3)).of(bad_model)) {
        EXPECT_EQ(row.status, IterationStatus::failed);
        EXPECT_EQ(row.answer, "Hel");
        EXPECT_THAT(row.timeline.attempts, SizeIs(1));
    }
}

// It may have done the work, and asked for it.
TEST_P(BusyServer, ThatBeganAReplyIsNotAskedAgainHoweverBrokenItIs) {
    for (const char* begin :
         {"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", "HTTP/1.1 101 Other\r\n\r\n",
          "HTTP/1.1 103 Early Hints\r\n\r\n", "HTTP/1.1 20 OK\r\n\r\n", "hello", "H"}) {
        FaultServer server([begin](FaultConnection& connection) {
            if (connection.read_request() && connection.send(begin)) connection.wait_acknowledged();
        });
        for (const auto& row : run(server, with_retries(1)).of(bad_model)) {
            EXPECT_EQ(row.status, IterationStatus::failed);
            EXPECT_EQ(row.error.code(), ErrorCode::transport) << row.error.text();
            EXPECT_THAT(row.timeline.attempts, SizeIs(1)) << begin;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Both, BusyServer, ::testing::Values(&openai_wire(), &ollama_wire()),
                         [](const auto& of) { return of.param->provider; });

}  // namespace
}  // namespace hexameter::testing
