#include "timeline/definitions.hpp"

namespace hexameter::detail {
namespace {

using enum Direction;

MetricDefinition card(const char* id, const char* unit, Direction direction, const char* help) {
    return {.id = id,
            .unit = unit,
            .help = help,
            .source = "Hexameter definitions, docs/metrics.md",
            .origin = "host",
            .direction = direction,
            .aggregate = Aggregate::mean};
}

}  // namespace

const std::vector<MetricDefinition>& timing_definitions() {
    static const std::vector<MetricDefinition> cards{
        card("ttft", "ns", lower_is_better,
             "time to first token: first attempt sent to the first non-empty event; reasoning and "
             "tool calls count"),
        card("ttfo", "ns", lower_is_better,
             "time to first output: first attempt sent to the first non-empty event that is not "
             "reasoning"),
        card("itl", "ns", lower_is_better,
             "inter-token latency: every gap between successive arrivals, pooled; events of one "
             "stamp are one arrival"),
        card("tpot", "ns", lower_is_better,
             "time per output token: (last arrival - first arrival) / (n - 1), n = output_tokens"),
        card("tps_decode", "tokens/s", higher_is_better,
             "decode rate: (n - 1) / (last arrival - first arrival), n = output_tokens"),
        card("tps_e2e", "tokens/s", higher_is_better,
             "end-to-end rate: output_tokens / (last arrival - sent)"),
        card("total", "ns", lower_is_better, "first attempt sent to the last content event"),
        card("total_intended", "ns", lower_is_better,
             "intended send time to the last content event"),
        card("ttft_intended", "ns", lower_is_better,
             "intended send time to the first non-empty event"),
        card("transport_end", "ns", info, "first attempt sent to the end of the transport"),
        card("output_tokens", "tokens", info, "headline count: usage, else tokenizer, else events"),
        card("events_tokens", "tokens", info,
             "content events of a streamed reply, each by the peer's unit count, else as one"),
        card("usage_tokens", "tokens", info,
             "output tokens by the server's usage field; may include reasoning"),
        card("tokenizer_tokens", "tokens", info, "output tokens by a tokenizer"),
        card("input_tokens", "tokens", info, "input tokens by the server's usage field"),
        card("cached_tokens", "tokens", info,
             "input tokens that the server had in a cache, by its usage field"),
        card("reasoning_tokens", "tokens", info, "reasoning tokens by the server's usage field"),
        card("chunks", "chunks", info, "non-empty content events, pieces of blobs included"),
        card("bytes", "bytes", info, "bytes of content in all chunks"),
        card("plugin_time", "ns", info, "time spent in the provider plugin's code"),
        card("connect_and_queue", "ns", info,
             "intended send time to first attempt sent: waiting for a turn and for a connection"),
    };
    return cards;
}

}  // namespace hexameter::detail
