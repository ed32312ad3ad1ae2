// Invariants:
// 1. `end` comes once per exchange, also after an error, a cut or a cancel; `forget` is last.
// 2. The recorder has the stamp of a read before the codec sees its bytes.
// 3. What was recorded stays: an operation is tried again only while no byte of a reply came, or
//    where the reply says that it may be.
// 4. An operation is a success only when the codec says so, the transport ended cleanly and the
//    HTTP status is below 300.
// 5. No redirect is followed: a request, and the key in it, goes to base_url's origin only.
#include "run/codec_operation.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <utility>

#include "base/clock.hpp"
#include "plugin/status.hpp"
#include "transport/header_text.hpp"
#include "transport/retry_after.hpp"
#include "transport/url.hpp"

namespace hexameter::detail {
namespace {

constexpr int too_many_requests = 429;
constexpr int unavailable = 503;
constexpr Nanos first_back_off = std::chrono::milliseconds(500);  // doubled each time

// "45 s", "1.5 h", "366 days"
std::string wait_words(Nanos wait) {
    const double seconds = std::chrono::duration<double>(wait).count();
    constexpr double hour_s = 3600;
    constexpr double day_s = 24 * hour_s;
    if (seconds < hour_s) return fmt::format("{:.0f} s", std::ceil(seconds));
    if (seconds < 2 * day_s) return fmt::format("{:.3g} h", seconds / hour_s);
    return fmt::format("{:.0f} days", seconds / day_s);
}

// What no codec is asked about: a redirect, and the word of a proxy. Of the new address no more is
// told than its origin, for a path or a query may hold a key.
std::optional<Error> no_answer_of(const HttpHead& head) {
    constexpr int proxy_wants_user = 407;
    if (head.status == proxy_wants_user)
        return Error(ErrorCode::remote,
                     "a proxy before the server answered HTTP 407: it wants a user and a password "
                     "(http_proxy=http://USER:PASSWORD@HOST:PORT); or name the server in no_proxy");
    const bool elsewhere = head.status >= 300 && head.status < 400;
    const std::string to(elsewhere ? header_value(head.headers, "location").value_or("") : "");
    if (to.empty()) return std::nullopt;
    const Url url(to);
    const auto where =
        url.fault() != nullptr
            ? std::string()
            : fmt::format(" ({}://{})", url.part(CURLUPART_SCHEME).value_or(""), url.authority());
    return Error(ErrorCode::remote,
                 fmt::format("the server answered HTTP {}: it wants to be asked at another "
                             "address{}, and no redirect is followed; put that one into base_url",
                             head.status, where));
}

}  // namespace

CodecOperation::CodecOperation(OperationPlan plan, const hxm_provider_codec* codec, Done done)
    : plan_(std::move(plan)),
      codec_(codec),
      done_(std::move(done)),
      timeline_(plan_.recorder->timeline()) {}

void CodecOperation::start() {
    begun_ = now();
    exchange(true);
}

Nanos CodecOperation::remaining() const {
    const Instant deadline = begun_ + std::chrono::milliseconds(plan_.limits.total_ms);
    return std::max(Nanos(0), deadline - now());
}

void CodecOperation::exchange(bool first) {
    HttpAdapter adapter(plan_.request, plan_.provider->host(), plan_.base_url);
    plan_.request.remaining_ns = static_cast<std::uint64_t>(remaining().count());
    const Instant begin = now();
    const hxm_status status = codec_->encode(plan_.provider->self(), plan_.op,
                                             first ? &plan_.request : nullptr, adapter.table());
    timeline_.plugin_time += now() - begin;
    // What the host refused explains what the codec then answered; else the codec's own word.
    if (status < 0 && !adapter.refused())
        return finish(status, plan_.provider->host().take_error(plan_.op, status));
    auto request = adapter.take();
    if (request.has_error())
        return finish(HXM_E_INTERNAL, request.error().at("plugin " + plan_.provider->info().id));
    self_ = shared_from_this();
    if (adapter.wait_ms() == 0) return send(std::move(request.value()));
    send_at(now() + std::chrono::milliseconds(adapter.wait_ms()), std::move(request.value()));
}

void CodecOperation::send_at(Instant when, HttpRequest request) {
    auto later = std::make_shared<HttpRequest>(std::move(request));
    plan_.loop->at(when, [self = shared_from_this(), later] {
        if (!self->over_) self->send(std::move(*later));
    });
}

void CodecOperation::send(HttpRequest request) {
    request.connect_ms = plan_.limits.connect_ms;
    request.stall_ms = plan_.limits.stall_ms;
    request.total_ms = plan_.limits.total_ms;
    request.begun = begun_;
    request.connection = plan_.connection;
    http_status_ = 0;
    body_status_ = HXM_OK;
    timeline_.attempts.emplace_back();
    exchange_ = plan_.loop->http().start(std::move(request), *this);
}

void CodecOperation::cancel(const Error& why) {
    if (over_ || cancelled_) return;
    cancelled_ = why;
    plan_.recorder->stop();
    plan_.provider->host().mark_cancelled(plan_.op);
    if (exchange_ != 0) return plan_.loop->http().cancel(exchange_);
    finish(HXM_E_CANCELLED, why);
}

void CodecOperation::on_sent(Instant at, std::string_view again) {
    if (!timeline_.sent) timeline_.sent = at;
    if (auto& before = timeline_.attempts.back(); before.sent) {
        before.error = again;
        timeline_.attempts.emplace_back();
    }
    timeline_.attempts.back().sent = at;
}

void CodecOperation::on_head(const HttpHead& head, const WireStamp& stamp) {
    if (!timeline_.first_byte) timeline_.first_byte = stamp.at;
    http_status_ = head.status;
    if (http_status_ == too_many_requests || http_status_ == unavailable)
        retry_after_ = retry_after(head.headers, std::time(nullptr));
    timeline_.attempts.back().http_status = head.status;
    if (head.http2)
        timeline_.spoken = Spoken::http2;
    else if (plan_.connection != nullptr && plan_.connection->http == HttpVersion::http2)
        timeline_.spoken = Spoken::http1_instead;
    if (const auto answer = no_answer_of(head)) {
        body_status_ = HXM_E_REMOTE;
        no_answer_ = answer;
        return;
    }
    plan_.recorder->set_wire_stamp(stamp);
    hxm_http_head abi{};
    abi.struct_size = sizeof(abi);
    abi.status = static_cast<std::uint32_t>(head.status);
    abi.headers = abi_str(head.headers);
    const Instant begin = now();
    const auto status =
        codec_->head(plan_.provider->self(), plan_.op, &abi, plan_.recorder->sink());
    timeline_.plugin_time += now() - begin;
    if (status < 0) body_status_ = status;
}

BodyVerdict CodecOperation::on_body(std::span<const std::uint8_t> bytes, const WireStamp& stamp) {
    if (body_status_ < 0) return BodyVerdict::stop;
    plan_.recorder->set_wire_stamp(stamp);
    const Instant begin = now();
    const auto status = codec_->body(plan_.provider->self(), plan_.op, {bytes.data(), bytes.size()},
                                     plan_.recorder->sink());
    timeline_.plugin_time += now() - begin;
    if (status == HXM_COMPLETE) return BodyVerdict::complete;
    if (status == HXM_STOP) return BodyVerdict::stop;
    if (status >= 0) return BodyVerdict::more;
    body_status_ = status;
    return BodyVerdict::stop;
}

void CodecOperation::on_end(const ExchangeEnd& end) {
    const auto keep = std::move(self_);
    exchange_ = 0;
    timeline_.end = end.at;
    timeline_.new_connection = timeline_.new_connection || end.new_connection;
    const Instant begin = now();
    const auto how = end.clean && body_status_ >= 0 ? HXM_END_CLEAN : HXM_END_CUT;
    const auto status = codec_->end(plan_.provider->self(), plan_.op,
                                    static_cast<std::uint32_t>(how), plan_.recorder->sink());
    timeline_.plugin_time += now() - begin;
    if (status == HXM_PENDING && end.clean && !cancelled_) return exchange(false);
    if (status >= 0 && body_status_ >= 0 && end.clean && !cancelled_ && http_status_ < 300 &&
        plan_.recorder->breach().empty())
        return finish(HXM_OK, {});
    auto error = error_after(end, status);
    timeline_.attempts.back().error = error.text();
    if (cancelled_) return finish(HXM_E_CANCELLED, std::move(error));
    if (const auto wait = retry_wait(end)) return retry(*wait, error);
    const auto told = abi_status_of(error.code());
    finish(told < 0 ? told : HXM_E_INTERNAL, told_of_retries(error));
}

std::optional<Nanos> CodecOperation::retry_wait(const ExchangeEnd& end) const {
    if (retried_ >= plan_.limits.retries || !timeline_.events.empty()) return std::nullopt;
    const bool busy = http_status_ == too_many_requests || http_status_ == unavailable;
    const bool lost =
        !end.replied && timeline_.attempts.back().sent && end.error.code() == ErrorCode::transport;
    if (!busy && !lost) return std::nullopt;
    const auto back_off =
        first_back_off * (std::int64_t{1} << std::min<std::uint64_t>(retried_, 16));
    const Nanos wait = busy ? retry_after_.value_or(back_off) : back_off;
    if (wait >= remaining()) return std::nullopt;
    return wait;
}

Error CodecOperation::told_of_retries(const Error& error) const {
    std::string words = error.message();
    if (retried_ > 0) words += fmt::format(" (after {} attempts)", timeline_.attempts.size());
    if (waits_after_)
        words += "; it was to be asked again, but the run sends nothing more";
    else if (retry_after_ && retried_ < plan_.limits.retries)
        words += fmt::format(
            "; the server asks to come again in {}, which is past the limit of the iteration",
            wait_words(*retry_after_));
    return {error.code(), std::move(words), error.where()};
}

void CodecOperation::retry(Nanos wait, const Error& error) {
    waits_after_ = error;
    if (draining_) return drain();
    auto how =
        fmt::format("; sent again {:.3g} s later{}", std::chrono::duration<double>(wait).count(),
                    retry_after_ ? ", as the server asked" : "");
    plan_.loop->at(now() + wait, [self = shared_from_this(), how = std::move(how)] {
        if (!self->over_) self->again(how);
    });
}

void CodecOperation::again(const std::string& how) {
    ++retried_;
    timeline_.attempts.back().error += how;
    timeline_.first_byte.reset();
    timeline_.end.reset();
    retry_after_.reset();
    waits_after_.reset();
    exchange(true);
}

void CodecOperation::drain() {
    draining_ = true;
    if (over_ || !waits_after_) return;
    const auto told = told_of_retries(*waits_after_);
    finish(HXM_E_CANCELLED, {ErrorCode::cancelled, told.message(), told.where()});
}

Error CodecOperation::error_after(const ExchangeEnd& end, hxm_status status) {
    if (cancelled_) return *cancelled_;
    if (no_answer_) return *no_answer_;
    // What the codec read in the reply tells more than that the connection then broke.
    if (body_status_ < 0) return plan_.provider->host().take_error(plan_.op, body_status_);
    if (end.clean && status < 0) return plan_.provider->host().take_error(plan_.op, status);
    if (!plan_.recorder->breach().empty())
        return {ErrorCode::plugin, "it gave " + plan_.recorder->breach(),
                "plugin " + plan_.provider->info().id};
    if (end.clean)
        return {ErrorCode::remote, fmt::format("the server answered HTTP {}", http_status_)};
    return end.error;
}

void CodecOperation::finish(hxm_status status, Error error) {
    if (over_) return;
    over_ = true;
    const auto keep = std::move(self_);
    codec_->forget(plan_.provider->self(), plan_.op);
    if (!timeline_.end) timeline_.end = now();
    done_({status, std::move(error)});
}

}  // namespace hexameter::detail
