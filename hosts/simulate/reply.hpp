// One chat reply on its way: which bytes are due when.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "chat_request.hpp"
#include "hexameter/simulator/plan.hpp"
#include "reply_writer.hpp"

namespace hexameter::simulate {

// What happens to the connection after a piece is written.
enum class After {
    more,    // the next piece is due at next_due_ns()
    whole,   // the reply is over; the connection serves on
    close,   // the reply is over; close without a word
    silence  // nothing more, until the client leaves
};

// Pure but for the clock, which is read just before the bytes of a piece are made. Knows no socket.
class Reply {
  public:
    // `number` counts requests and chooses the plan. The times count from now.
    Reply(const simulator::ModelProfile& model, const ChatRequest& request, WireKind wire,
          std::uint64_t seed, std::uint64_t number);

    [[nodiscard]] std::uint64_t next_due_ns() const { return due_ns_; }

    // Appends the piece that is due to `out`.
    After take(std::string& out);

  private:
    After take_whole(std::string& out);
    After take_streamed(std::string& out);
    After take_fault(std::string& out, std::uint64_t now_ns);
    After refuse(std::string& out);
    void take_arrivals(std::string& out, std::uint64_t now_ns);

    void schedule(std::uint64_t offset_ns) { due_ns_ = start_ns_ + offset_ns; }

    [[nodiscard]] bool refuses() const;
    [[nodiscard]] std::uint64_t first_token_offset_ns() const;

    simulator::Plan plan_;
    WireKind wire_;
    bool stream_;
    bool pace_;
    bool begun_ = false;
    std::size_t next_token_ = 0;
    std::uint64_t start_ns_;
    std::uint64_t due_ns_;
    std::unique_ptr<ReplyWriter> writer_;
};

}  // namespace hexameter::simulate
