// Invariants:
// 1. The line is valid JSON in valid UTF-8 whatever a model sent: bytes that belong to no character
//    (a token may end within one) become U+FFFD, numbers that are not finite are left out.
// 2. Field names and meanings are those of schemas/event.schema.json.
#include <fmt/format.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cmath>

#include "base/utf8.hpp"
#include "hexameter/observer.hpp"
#include "report/metric_rows.hpp"

namespace hexameter {
namespace {

using JsonWriter = rapidjson::Writer<rapidjson::StringBuffer>;

void text(JsonWriter& writer, const char* name, std::string_view value) {
    writer.Key(name);
    writer.String(detail::to_valid_utf8(value));
}

void count(JsonWriter& writer, const char* name, std::uint64_t value) {
    writer.Key(name);
    writer.Uint64(value);
}

void number(JsonWriter& writer, const std::string& name, double value) {
    if (!std::isfinite(value)) return;
    writer.String(name);
    writer.Double(value);
}

// "pass[k=5]": one id may have several variants.
std::string metric_key(const std::string& metric, const std::string& label) {
    return detail::to_valid_utf8(label.empty() ? metric : fmt::format("{}[{}]", metric, label));
}

void write_position(JsonWriter& writer, const RunEvent& event) {
    count(writer, "iteration", event.current);
    if (event.warmup) {
        writer.Key("warmup");
        writer.Bool(true);
    }
}

void write_iteration(JsonWriter& writer, const IterationRecord& iteration) {
    text(writer, "sample", iteration.sample);
    count(writer, "repetition", iteration.repetition);
    text(writer, "status", to_string(iteration.status));
    if (iteration.status != IterationStatus::ok) {
        writer.Key("error");
        writer.StartObject();
        text(writer, "code", to_string(iteration.error.code()));
        text(writer, "message", iteration.error.text());
        writer.EndObject();
    }
    writer.Key("metrics");
    writer.StartObject();
    for (const auto& value : detail::iteration_means(iteration))
        number(writer, metric_key(value.metric, value.label), value.mean);
    writer.EndObject();
}

void write_model(JsonWriter& writer, const ModelSummary& model) {
    writer.StartObject();
    text(writer, "model", model.model);
    count(writer, "ok", model.ok);
    count(writer, "failed", model.failed);
    count(writer, "cancelled", model.cancelled);
    count(writer, "failed_warmups", model.failed_warmups);
    writer.Key("metrics");
    writer.StartObject();
    for (const auto& metric : model.metrics) {
        writer.String(metric_key(metric.metric, metric.label));
        writer.StartObject();
        count(writer, "n", metric.distribution.n);
        if (metric.distribution.n > 0) {
            number(writer, "mean", metric.distribution.mean);
            number(writer, "median", metric.distribution.median);
        }
        if (metric.ratio) number(writer, "ratio", *metric.ratio);
        writer.EndObject();
    }
    writer.EndObject();
    writer.EndObject();
}

void write_summary(JsonWriter& writer, const RunSummary& summary) {
    writer.Key("summary");
    writer.StartObject();
    text(writer, "status", to_string(summary.status));
    if (summary.duration)
        number(writer, "duration_ns", static_cast<double>(summary.duration->count()));
    if (summary.parallel) {
        number(writer, "speed_up", summary.parallel->speed_up);
        number(writer, "efficiency", summary.parallel->efficiency);
    }
    writer.Key("models");
    writer.StartArray();
    for (const auto& model : summary.models) write_model(writer, model);
    writer.EndArray();
    writer.EndObject();
}

void write_token(JsonWriter& writer, const RunEvent& event) {
    text(writer, "text", event.text);
    text(writer, "kind", to_string(event.kind));
    count(writer, "joined", event.joined);
}

void write_fields(JsonWriter& writer, const RunEvent& event) {
    switch (event.type) {
        case RunEventType::model_start:
            break;
        case RunEventType::warmup:
            count(writer, "current", event.current);
            count(writer, "total", event.total);
            break;
        case RunEventType::iteration_start:
            write_position(writer, event);
            count(writer, "total", event.total);
            text(writer, "sample", event.sample);
            count(writer, "repetition", event.repetition);
            text(writer, "prompt", event.text);
            break;
        case RunEventType::first_token:
            write_position(writer, event);
            number(writer, "ttft", static_cast<double>(event.ttft.count()));
            break;
        case RunEventType::token:
            write_position(writer, event);
            write_token(writer, event);
            break;
        case RunEventType::gap:
            write_position(writer, event);
            count(writer, "dropped", event.dropped);
            break;
        case RunEventType::iteration_complete:
            write_position(writer, event);
            count(writer, "total", event.total);
            if (event.iteration) write_iteration(writer, *event.iteration);
            break;
        case RunEventType::complete:
        case RunEventType::cancelled:
            if (event.summary) write_summary(writer, *event.summary);
            break;
        case RunEventType::scoring:
            count(writer, "left", event.current);
            break;
        case RunEventType::error:
            text(writer, "message", event.text);
            break;
    }
}

}  // namespace

std::string to_json_line(const RunEvent& event) {
    rapidjson::StringBuffer buffer;
    JsonWriter writer(buffer);
    writer.StartObject();
    text(writer, "event", to_string(event.type));
    if (!event.run.empty()) text(writer, "run", event.run);
    if (!event.model.empty()) text(writer, "model", event.model);
    write_fields(writer, event);
    writer.EndObject();
    return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace hexameter
