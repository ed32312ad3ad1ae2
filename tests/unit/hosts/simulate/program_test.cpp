#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <set>

#include "simulate_server.hpp"

namespace hexameter::test {
namespace {

using ::testing::HasSubstr;

// A bare connection: sends what it is told, reads what comes.
class Raw {
  public:
    explicit Raw(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(port);
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        timeval patience{30, 0};
        ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        if (::connect(fd_, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) {
            throw std::runtime_error("cannot connect");
        }
    }

    ~Raw() { ::close(fd_); }

    void send(const std::string& bytes) const {
        ASSERT_EQ(::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL),
                  static_cast<ssize_t>(bytes.size()));
    }

    // Reads until `count` times `mark` was seen, or the end.
    std::string read_until(const std::string& mark, int count) {
        std::string all;
        std::array<char, 4096> bytes{};
        int seen = 0;
        std::size_t from = 0;
        while (seen < count) {
            const ssize_t got = ::recv(fd_, bytes.data(), bytes.size(), 0);
            if (got <= 0) {
                return all;
            }
            all.append(bytes.data(), static_cast<std::size_t>(got));
            for (std::size_t at = all.find(mark, from); at != std::string::npos;
                 at = all.find(mark, from)) {
                ++seen;
                from = at + mark.size();
            }
        }
        return all;
    }

  private:
    int fd_;
};

std::string http_post(const std::string& path, const std::string& body) {
    return "POST " + path +
           " HTTP/1.1\r\nHost: test\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
}

TEST(SimulateProgram, EndsCleanlyBySignal) {
    for (const int signal : {SIGINT, SIGTERM}) {
        SimulateServer server;
        EXPECT_EQ(server.get("/health").status, 200);
        EXPECT_EQ(server.process().stop(signal), 0);
    }
}

TEST(SimulateProgram, EndsCleanlyWhileItStreams) {
    SimulateServer server({"--threads", "2"});
    Raw stalled(server.port());
    stalled.send(http_post(ollama_chat, chat("swift", "x", R"(,"simulate":{"fault":"stall"})")));
    stalled.read_until("\"done\":false", 1);

    EXPECT_EQ(server.process().stop(SIGTERM), 0);
}

TEST(SimulateProgram, RefusesWrongArguments) {
    const std::vector<std::vector<std::string>> wrong = {
        {SIMULATE_PROGRAM, "--prot", "0"},
        {SIMULATE_PROGRAM, "--port", "0", "--model", "x=none"},
        {SIMULATE_PROGRAM, "--port", "0", "--error-rate", "2"},
        {SIMULATE_PROGRAM, "--port", "0", "--threads", "0"},
        {SIMULATE_PROGRAM, "--port", "70000"}};
    for (const auto& argv : wrong) {
        EXPECT_EQ(ChildProcess(argv).stop(0), 2) << argv.back();
    }
}

TEST(SimulateProgram, SaysWhenItsPortIsTaken) {
    SimulateServer server;
    ChildProcess second({SIMULATE_PROGRAM, "--port", std::to_string(server.port())});

    EXPECT_EQ(second.stop(0), 1);
}

TEST(SimulateProgram, GivesTheSameAnswersBySeed) {
    const auto answers = [](const std::string& seed) {
        SimulateServer server({"--unpaced", "--seed", seed});
        std::string all;
        for (int i = 0; i < 5; ++i) {
            all += parse(server.post(openai_chat, chat("swift", "Tell me", ""))
                             .body)["choices"][0]["message"]["content"]
                       .GetString();
        }
        return all;
    };

    EXPECT_EQ(answers("3"), answers("3"));
    EXPECT_NE(answers("3"), answers("4"));
}

TEST(SimulateProgram, ServesManyStreamsAtOnceBesideOneThatStalls) {
    SimulateServer server;
    Raw stalled(server.port());
    stalled.send(http_post(ollama_chat, chat("swift", "x", R"(,"simulate":{"fault":"stall"})")));
    stalled.read_until("\"done\":false", 1);
    const std::vector<std::string> bodies(
        64, chat("bursty", "Tell me", R"(,"simulate":{"ttft_ms":5,"itl_ms":1,"tokens":40})"));
    const auto replies = post_at_once(server.url() + ollama_chat, bodies);

    std::set<std::string> texts;
    for (const HttpReply& reply : replies) {
        EXPECT_EQ(reply.curl_code, 0);
        const auto lines = ndjson_lines(reply.body);
        ASSERT_EQ(lines.size(), 41U);
        EXPECT_EQ(lines.back()["eval_count"].GetInt(), 40);
        texts.insert(reply.body);
    }
    EXPECT_EQ(texts.size(), replies.size());
}

TEST(SimulateProgram, OutlivesClientsThatLeave) {
    SimulateServer server;
    for (int i = 0; i < 20; ++i) {
        Raw leaver(server.port());
        leaver.send(http_post(openai_chat, chat("swift", "x", R"(,"stream":true)")));
        leaver.read_until("assistant", 1);
    }

    EXPECT_EQ(server.get("/health").status, 200);
}

TEST(SimulateProgram, AnswersRequestsThatCameInOnePiece) {
    SimulateServer server({"--unpaced"});
    Raw client(server.port());
    const std::string request = http_post(ollama_chat, chat("swift", "x", ""));
    client.send(request + request + request);

    const std::string replies = client.read_until("0\r\n\r\n", 3);
    std::size_t heads = 0;
    for (std::size_t at = replies.find("HTTP/1.1 200 OK"); at != std::string::npos;
         at = replies.find("HTTP/1.1 200 OK", at + 1)) {
        ++heads;
    }
    EXPECT_EQ(heads, 3U);
}

TEST(SimulateProgram, SendsMoreThanASocketHoldsToAClientThatReadsLate) {
    SimulateServer server({"--unpaced", "--tokens", "32768"});
    Raw late(server.port());
    late.send(http_post(ollama_chat, chat("swift", "x", "")));
    EXPECT_EQ(server.get("/health").status, 200);  // meanwhile

    EXPECT_THAT(late.read_until("done_reason", 1), HasSubstr("\"eval_count\":32768"));
}

TEST(SimulateProgram, RefusesWhatIsNoHttp) {
    SimulateServer server;
    Raw client(server.port());
    client.send("nonsense\r\n\r\n");

    EXPECT_THAT(client.read_until("}}", 1), HasSubstr("HTTP/1.1 400"));
    Raw old(server.port());
    old.send("GET /health HTTP/1.0\r\n\r\n");
    EXPECT_THAT(old.read_until("}}", 1), HasSubstr("HTTP/1.1 505"));
}

TEST(SimulateProgram, KnowsItsRoutes) {
    SimulateServer server;

    EXPECT_EQ(server.get("/health").body, R"({"status":"ok"})");
    EXPECT_EQ(server.get("/healthz").status, 200);
    EXPECT_EQ(server.get("/v1/models?x=1").status, 200);
    EXPECT_EQ(server.get("/").status, 404);
    EXPECT_EQ(server.get(openai_chat).status, 405);
    EXPECT_EQ(server.post("/health", "{}").status, 405);
}

}  // namespace
}  // namespace hexameter::test
