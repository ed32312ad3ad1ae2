// Every way in which a server can fail, on both wires: a failed row that says why, what was
// measured before is kept, and the other model of the run is none the worse.
#include <gtest/gtest.h>

#include <chrono>
#include <ostream>

#include "faults/faulty_run.hpp"
#include "faults/wires.hpp"

namespace hexameter::testing {
namespace {

constexpr const char* json_head = "Content-Type: application/json\r\n";
constexpr const char* html_head = "Content-Type: text/html\r\n";

using ScriptOf = FaultServer::Script (*)(const Wire&);

struct Fault {
    const char* name;
    ScriptOf script;  // null: nothing listens
    ErrorCode code;
    std::vector<std::string> gist;  // words of the error
    std::string kept = {};          // text that came before
    Limits limits = {};
    bool stream = true;
};

std::ostream& operator<<(std::ostream& out, const Fault& fault) {
    return out << fault.name;
}

FaultServer::Script replying(std::string reply) {
    return serve_bytes(std::move(reply));
}

// Sends the bytes, then does `then`, for each connection's first request.
FaultServer::Script sending(std::string bytes, void (*then)(FaultConnection&)) {
    return [bytes = std::move(bytes), then](FaultConnection& connection) {
        if (connection.read_request() && connection.send(bytes)) then(connection);
    };
}

std::string nest() {
    constexpr std::size_t levels = 200'000;
    return std::string(levels, '[') + std::string(levels, ']');
}

void leave(FaultConnection& /*connection*/) {}

void say_nothing(FaultConnection& connection) {
    connection.wait_closed();
}

// Never finishes: a byte stream without end, at the pace of a slow server.
FaultServer::Script dripping(const Wire& wire) {
    return [wire](FaultConnection& connection) {
        if (!connection.read_request() || !connection.send(wire.stream_of({}))) return;
        while (connection.send(chunk(wire.piece("x"))) &&
               connection.pause(std::chrono::milliseconds(5)))
            continue;
    };
}

FaultServer::Script endless_line(const Wire& wire) {
    return [wire](FaultConnection& connection) {
        if (!connection.read_request() || !connection.send(wire.stream_of({"Hello"}))) return;
        if (!connection.send(chunk(wire.garbage))) return;
        const std::string block = chunk(std::string(1 << 20, 'x'));
        while (connection.send(block)) continue;
    };
}

Limits stall_limit() {
    Limits limits;
    limits.stall_ms = 150;
    return limits;
}

Limits total_limit() {
    Limits limits;
    limits.total_ms = 300;
    return limits;
}

std::vector<Fault> connection_faults() {
    return {
        {"refuses", nullptr, ErrorCode::transport, {"127.0.0.1:", "refused", "running"}},
        {"closes_at_once",
         [](const Wire&) { return sending("", leave); },
         ErrorCode::transport,
         {"127.0.0.1:", "without a reply", "log"}},
        {"dies_in_mid_stream",
         [](const Wire& wire) {
             return sending(wire.stream_of({"Hello", " there"}), leave);
         },
         ErrorCode::transport,
         {"127.0.0.1:", "closed the connection before its reply was whole", "log"},
         "Hello there"},
        {"resets_in_mid_stream",
         [](const Wire& wire) {
             return sending(wire.stream_of({}), [](FaultConnection& connection) {
                 connection.wait_acknowledged();
                 connection.reset();
             });
         },
         ErrorCode::transport,
         {"127.0.0.1:", "log"}},
        {"is_no_http",
         [](const Wire&) { return sending("220 mail.example ESMTP\r\n", leave); },
         ErrorCode::transport,
         {"127.0.0.1:", "not HTTP", "port"}},
    };
}

std::vector<Fault> refusals() {
    return {
        {"lacks_the_model",
         [](const Wire& wire) {
             return replying(
                 http_reply("404 Not Found", json_head, wire.error_body("model 'bad' not found")));
         },
         ErrorCode::remote,
         {"HTTP 404", "127.0.0.1:", "model 'bad' not found", "hexameter models"}},
        {"wants_a_key",
         [](const Wire& wire) {
             return replying(
                 http_reply("401 Unauthorized", json_head, wire.error_body("no key given")));
         },
         ErrorCode::remote,
         {"HTTP 401", "no key given", "--api-key-env"}},
        {"fails_with_500_json",
         [](const Wire& wire) {
             return replying(http_reply("500 Internal Server Error", json_head,
                                        wire.error_body("out of memory")));
         },
         ErrorCode::remote,
         {"HTTP 500", "127.0.0.1:", "out of memory"}},
        {"fails_with_500_html",
         [](const Wire&) {
             return replying(http_reply("500 Internal Server Error", html_head,
                                        "<html><body><h1>Bad luck</h1></body></html>"));
         },
         ErrorCode::remote,
         {"HTTP 500", "127.0.0.1:", "Bad luck"}},
        {"redirects_to_elsewhere",
         [](const Wire&) {
             return replying(http_reply(
                 "307 Temporary Redirect",
                 "Location: https://user:word@elsewhere.example:8443/v1?key=abc\r\n", ""));
         },
         ErrorCode::remote,
         {"HTTP 307", "(https://elsewhere.example:8443)", "no redirect is followed", "base_url"}},
        {"redirects_to_itself",
         [](const Wire&) {
             return replying(http_reply("301 Moved Permanently", "Location: /login\r\n", "moved"));
         },
         ErrorCode::remote,
         {"HTTP 301", "another address, and no redirect is followed", "base_url"}},
        {"says_not_modified",
         [](const Wire&) { return replying("HTTP/1.1 304 Not Modified\r\n\r\n"); },
         ErrorCode::remote,
         {"HTTP 304 from http://127.0.0.1:"}},
        {"is_behind_a_proxy_that_wants_a_user",
         [](const Wire&) {
             return replying(http_reply("407 Proxy Authentication Required", html_head, "no"));
         },
         ErrorCode::remote,
         {"a proxy before the server answered HTTP 407", "http_proxy", "no_proxy"}},
        {"packs_its_transfer",
         [](const Wire&) {
             return replying("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n\x1F\x8B\x08");
         },
         ErrorCode::remote,
         {"HTTP 200 with Transfer-Encoding: gzip", "switch compression off"}},
        {"wants_a_key_in_an_endless_nest",
         [](const Wire&) {
             return replying(
                 http_reply("401 Unauthorized", json_head, R"({"error":)" + nest() + "}"));
         },
         ErrorCode::remote,
         {"HTTP 401", R"({"error":[[[[)", "..."}},
        {"answers_html",
         [](const Wire&) {
             return replying(http_reply("200 OK", html_head, "<html><p>Welcome!</p></html>"));
         },
         ErrorCode::remote,
         {"127.0.0.1:", "no JSON", "Welcome!", "check that the URL"}},
    };
}

std::vector<Fault> broken_replies() {
    return {
        {"fails_inside_a_200_stream",
         [](const Wire& wire) {
             return replying(wire.stream_of({"Hello"}) + chunk(wire.error_piece("GPU lost")) +
                             std::string(last_chunk));
         },
         ErrorCode::remote,
         {"failed inside its reply", "GPU lost"},
         "Hello"},
        {"fails_inside_a_200_stream_in_an_endless_nest",
         [](const Wire& wire) {
             const std::string error = R"({"error":)" + nest() + "}";
             const bool sse = wire.provider == "openai";
             return replying(wire.stream_of({"Hello"}) +
                             chunk(sse ? "event: error\ndata: " + error + "\n\n" : error + "\n") +
                             std::string(last_chunk));
         },
         ErrorCode::remote,
         {"[[[["},
         "Hello"},
        {"answers_nothing_with_200",
         [](const Wire&) { return replying(http_reply("200 OK", json_head, "")); },
         ErrorCode::remote,
         {"127.0.0.1:", "empty", "check that the URL"}},
        {"streams_nothing",
         [](const Wire& wire) { return replying(wire.stream_of({}) + std::string(last_chunk)); },
         ErrorCode::remote,
         {"127.0.0.1:", "empty"}},
        {"streams_its_ending_alone",
         [](const Wire& wire) {
             return replying(wire.stream_of({}) + chunk(wire.bare_ending()) +
                             std::string(last_chunk));
         },
         ErrorCode::remote,
         {"empty reply", "no content", "log"}},
        {"answers_whole_with_nothing",
         [](const Wire& wire) {
             return replying(http_reply("200 OK", json_head,
                                        wire.provider == "openai"
                                            ? R"({"choices":[{"message":{"content":null}}]})"
                                            : R"({"message":{"content":""},"done":true})"));
         },
         ErrorCode::remote,
         {"empty reply", "no content", "log"},
         "",
         {},
         false},
        {"compresses_its_stream",
         [](const Wire& wire) {
             return replying(chunked_head("Content-Type: " + wire.content_type +
                                          "\r\nContent-Encoding: gzip\r\n") +
                             chunk("\x1F\x8B\x08") + std::string(last_chunk));
         },
         ErrorCode::remote,
         {"HTTP 200", "127.0.0.1:", "came compressed", "gzip", "switch compression off"}},
        {"compresses_its_error",
         [](const Wire&) {
             return replying(http_reply("500 Internal Server Error", "Content-Encoding: gzip\r\n",
                                        "\x1F\x8B\x08"));
         },
         ErrorCode::remote,
         {"HTTP 500", "127.0.0.1:", "came compressed", "gzip"}},
        {"sends_a_header_of_5_MB",
         [](const Wire&) {
             return replying(
                 http_reply("200 OK", "X: " + std::string(5'000'000, 'x') + "\r\n", ""));
         },
         ErrorCode::transport,
         {"127.0.0.1:", "head of more than 256 KiB"}},
        {"ends_without_its_ending",
         [](const Wire& wire) {
             return replying(wire.stream_of({"Hello"}) + std::string(last_chunk));
         },
         ErrorCode::remote,
         {"the stream ended without"},
         "Hello"},
        {"cuts_the_json_of_its_stream",
         [](const Wire& wire) {
             return replying(wire.stream_of({"Hello"}) + chunk(wire.garbage + "\n\n") +
                             std::string(last_chunk));
         },
         ErrorCode::remote,
         {"is no JSON"},
         "Hello"},
        {"cuts_the_json_of_its_reply",
         [](const Wire&) {
             return replying(http_reply("200 OK", json_head, R"({"choices":[{"message":{"con)"));
         },
         ErrorCode::remote,
         {"is no JSON"},
         "",
         {},
         false},
        {"sends_a_line_without_end",
         endless_line,
         ErrorCode::limit,
         {"longer than", "bytes"},
         "Hello"},
    };
}

std::vector<Fault> slow_replies() {
    return {
        {"stalls_before_its_reply",
         [](const Wire&) { return sending("", say_nothing); },
         ErrorCode::timeout,
         {"127.0.0.1:", "150 ms", "limits.stall_ms"},
         "",
         stall_limit()},
        {"stalls_in_mid_stream",
         [](const Wire& wire) { return sending(wire.stream_of({"Hello"}), say_nothing); },
         ErrorCode::timeout,
         {"127.0.0.1:", "150 ms", "limits.stall_ms"},
         "Hello",
         stall_limit()},
        {"is_slower_than_the_limit",
         dripping,
         ErrorCode::timeout,
         {"127.0.0.1:", "300 ms", "limits.total_ms"},
         "x",
         total_limit()},
    };
}

std::vector<Fault> faults() {
    std::vector<Fault> all;
    for (const auto& part : {connection_faults(), refusals(), broken_replies(), slow_replies()})
        all.insert(all.end(), part.begin(), part.end());
    return all;
}

class BadServer : public ::testing::TestWithParam<std::tuple<Fault, const Wire*>> {};

void expect_what_came_is_kept(const IterationRecord& row, const Fault& fault) {
    const std::string text = joined_text(row.timeline, EventKind::content);
    EXPECT_EQ(row.answer, text);
    if (fault.script == &dripping)
        EXPECT_EQ(text.find_first_not_of(fault.kept), std::string::npos);
    else
        EXPECT_EQ(text, fault.kept);
    EXPECT_EQ(row.timeline.events.empty(), fault.kept.empty());
    EXPECT_EQ(row.timeline.attempts.size(), 1u);
}

void expect_events(const FaultyRun& run, const Fault& fault) {
    std::size_t started = 0;
    std::size_t first_tokens = 0;
    std::size_t completed = 0;
    for (const RunEvent& event : run.events) {
        if (event.model != bad_model) continue;
        started += event.type == RunEventType::iteration_start;
        first_tokens += event.type == RunEventType::first_token;
        completed += event.type == RunEventType::iteration_complete;
        EXPECT_GE(event.ttft.count(), 0);
    }
    EXPECT_EQ(started, iterations_each);
    EXPECT_EQ(first_tokens, fault.kept.empty() ? 0 : iterations_each);
    EXPECT_EQ(completed, iterations_each);
    EXPECT_EQ(run.events.back().type, RunEventType::complete);
}

// A machine that stands still lets a short limit pass before the servers were heard at all.
bool came_to_its_fault(const FaultyRun& run, const Fault& fault) {
    if (fault.code != ErrorCode::timeout) return true;
    for (const auto& row : run.record.iterations) {
        const bool came = row.model == bad_model ? row.timeline.events.empty() == fault.kept.empty()
                                                 : row.status == IterationStatus::ok;
        if (!came) return false;
    }
    return true;
}

TEST_P(BadServer, GivesAFailedRowWithItsReasonAndLeavesTheOtherModelAlone) {
    const Fault& fault = std::get<0>(GetParam());
    const Wire* wire = std::get<1>(GetParam());
    std::unique_ptr<FaultServer> server;
    if (fault.script != nullptr) server = std::make_unique<FaultServer>(fault.script(*wire));
    const std::string url =
        server ? server->url("") : "http://127.0.0.1:" + std::to_string(closed_port());
    auto limits = fault.limits;
    limits.retries = 0;
    const auto run_again = [&] {
        return run_beside_a_good_model(wire->provider, url, limits, fault.stream);
    };
    FaultyRun run = run_again();
    for (int more = 20; more > 0 && !came_to_its_fault(run, fault); --more) run = run_again();

    expect_only_bad_failed(run, fault.code, fault.gist);
    for (const auto& row : run.of(bad_model)) {
        expect_what_came_is_kept(row, fault);
        EXPECT_EQ(row.timeline.attempts.back().error, row.error.text());
    }
    expect_events(run, fault);
}

INSTANTIATE_TEST_SUITE_P(Every, BadServer,
                         ::testing::Combine(::testing::ValuesIn(faults()),
                                            ::testing::Values(&openai_wire(), &ollama_wire())),
                         [](const auto& given) {
                             return std::string(std::get<0>(given.param).name) + "_" +
                                    std::get<1>(given.param)->provider;
                         });

}  // namespace
}  // namespace hexameter::testing
