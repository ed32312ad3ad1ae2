// An operation of a sans-IO provider: the host owns the exchange, the codec only reads and writes.
//
//   start -> encode -> [exchange: head, body*] -> end -+-> done
//              ^                                       |
//              +---- HXM_PENDING, or a retry ----------+
#pragma once

#include <memory>
#include <optional>

#include "run/http_adapter.hpp"
#include "run/operation.hpp"

namespace hexameter::detail {

class CodecOperation : public Operation,
                       public ExchangeHandler,
                       public std::enable_shared_from_this<CodecOperation> {
  public:
    CodecOperation(OperationPlan plan, const hxm_provider_codec* codec, Done done);

    void start() override;
    void drain() override;
    void cancel(const Error& why) override;

    // The transport keeps the limits; a second later this would be a fault of its own.
    [[nodiscard]] Instant due() const override {
        return begun_ + std::chrono::milliseconds(plan_.limits.total_ms) + std::chrono::seconds(1);
    }

    [[nodiscard]] Error overdue() const override { return total_error(plan_.limits); }

    void abandon() override {}

    void on_sent(Instant at, std::string_view again) override;
    void on_head(const HttpHead& head, const WireStamp& stamp) override;
    BodyVerdict on_body(std::span<const std::uint8_t> bytes, const WireStamp& stamp) override;
    void on_end(const ExchangeEnd& end) override;

  private:
    void exchange(bool first);
    void send(HttpRequest request);
    void send_at(Instant when, HttpRequest request);
    // How long to wait before it is tried again; none when it is not.
    [[nodiscard]] std::optional<Nanos> retry_wait(const ExchangeEnd& end) const;
    void retry(Nanos wait, const Error& error);
    void again(const std::string& how);
    [[nodiscard]] Error told_of_retries(const Error& error) const;
    void finish(hxm_status status, Error error);
    [[nodiscard]] Error error_after(const ExchangeEnd& end, hxm_status status);
    [[nodiscard]] Nanos remaining() const;

    OperationPlan plan_;
    const hxm_provider_codec* codec_;
    Done done_;
    Timeline& timeline_;
    Instant begun_;
    std::shared_ptr<CodecOperation> self_;  // while an exchange may still call back
    ExchangeId exchange_ = 0;
    int http_status_ = 0;
    std::uint64_t retried_ = 0;
    std::optional<Nanos> retry_after_;  // as the server asked
    std::optional<Error> no_answer_;    // the reply is none of the server's to the request
    hxm_status body_status_ = HXM_OK;   // what head or body answered, when it was an error
    std::optional<Error> cancelled_;
    std::optional<Error> waits_after_;  // the last attempt's, until it is tried again
    bool draining_ = false;
    bool over_ = false;
};

}  // namespace hexameter::detail
