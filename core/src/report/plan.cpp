#include "hexameter/plan.hpp"

#include <fmt/format.h>

#include "hexameter/listing.hpp"
#include "report/json_out.hpp"
#include "report/page.hpp"
#include "report/remark_words.hpp"
#include "report/run_words.hpp"
#include "report/units.hpp"

namespace hexameter {
namespace {

using detail::Ink;
using detail::JsonOut;

std::string money(const std::optional<CostEstimate>& cost, const std::string& currency) {
    if (!cost) return "";
    return fmt::format("{} to {}", detail::money_text(cost->least, currency),
                       cost->most ? detail::money_text(*cost->most, currency)
                                  : std::string("any amount (no max_tokens)"));
}

std::string limit_words(const RunSpec& spec) {
    const auto time = [](std::uint64_t ms) {
        return detail::duration_text(static_cast<double>(ms) * 1e6);
    };
    auto words = fmt::format(
        "limits: connecting {}, silence {}, a request {}, {} retries; prompt cache: {}",
        time(spec.limits.connect_ms), time(spec.limits.stall_ms), time(spec.limits.total_ms),
        spec.limits.retries, spec.prompt_cache == PromptCache::bust ? "bust" : "allow");
    if (spec.max_cost) words += fmt::format("; max_cost {:g}", *spec.max_cost);
    return words;
}

std::string joined(const std::vector<std::string>& words) {
    return fmt::format("{}", fmt::join(words, "; "));
}

std::string metric_words(const RunHeader& header) {
    std::string words = "metrics, of answers that have them: ";
    for (const auto& metric : header.metrics)
        words += (words.ends_with(": ") ? "" : ", ") + metric.id;
    return words;
}

Listing listing_of(const RunPlan& plan, bool people) {
    Listing listing{{"model", "provider", "address", "warmups", "measured", "estimated_cost"},
                    {},
                    {"address"},
                    {},
                    {"address"}};
    if (people) listing.columns = {"model", "provider", "address", "warm-ups", "measured", "cost"};
    for (const auto& model : plan.models)
        listing.rows.push_back({model.model, model.provider, model.address,
                                std::to_string(model.warmups), std::to_string(model.measured),
                                money(model.cost, plan.currency)});
    return listing;
}

std::string table_of(const RunPlan& plan, const ReportOptions& options) {
    constexpr int widest_prompt = 400;
    const auto& header = plan.header;
    detail::Page page(options);
    page.heading("Plan", header.spec.name.empty()
                             ? "nothing is sent"
                             : detail::printable(header.spec.name) + "; nothing is sent");
    page.line(detail::plan_words(header), "", Ink::plain);
    page.line(detail::setting_words(header), "", Ink::plain);
    page.line(limit_words(header.spec), "", Ink::plain);
    page.line(metric_words(header), "", Ink::plain);
    if (!header.spec.asserts.empty())
        page.line("asserts: " + detail::printable(joined(header.spec.asserts)), "", Ink::plain);
    page.gap();
    std::string text = page.take();
    text += render_listing(listing_of(plan, true), ReportFormat::table, options);
    detail::Page rest(options);
    rest.gap();
    for (const auto& model : plan.models)
        rest.line(detail::fit(detail::printable(model.first_prompt), widest_prompt),
                  fmt::format("first prompt of {}: ", detail::printable(model.model)), Ink::plain);
    rest.line(fmt::format("{} request{} in all", plan.requests(), plan.requests() == 1 ? "" : "s"),
              "", Ink::bold);
    if (!plan.currency.empty())
        rest.line(fmt::format("estimated cost: {}; an estimate by rule: {}{}",
                              plan.cost ? money(plan.cost, plan.currency)
                                        : std::string("not known, as not every model has a price"),
                              estimate_rule(),
                              plan.samples_looked_at < header.samples
                                  ? fmt::format("; of {} samples {} were looked at", header.samples,
                                                plan.samples_looked_at)
                                  : ""),
                  "", Ink::plain);
    return text + rest.take();
}

void write_estimate(JsonOut& out, const std::optional<CostEstimate>& cost) {
    out.key("estimated_cost");
    if (!cost) {
        out.null();
        return;
    }
    out.open_object().member("least", cost->least).member("most", cost->most).close_object();
}

std::string json_of(const RunPlan& plan) {
    const auto& header = plan.header;
    JsonOut out;
    out.open_object().member("dry_run", true).member("engine_version", header.engine_version);
    out.key("spec").json(to_json(header.spec));
    out.member("samples", header.samples).member("requests", plan.requests());
    out.key("models").open_array();
    for (const auto& model : plan.models) {
        out.open_object().member("model", model.model).member("provider", model.provider);
        out.member("address", model.address).member("warmups", model.warmups);
        out.member("measured", model.measured).member("first_prompt", model.first_prompt);
        out.member("prompt_bytes", model.prompt_bytes);
        write_estimate(out, model.cost);
        out.close_object();
    }
    out.close_array().key("metrics").open_array();
    for (const auto& metric : header.metrics)
        out.open_object().member("id", metric.id).member("unit", metric.unit).close_object();
    out.close_array();
    write_estimate(out, plan.cost);
    out.member("currency", plan.currency);
    out.member("estimate_rule", estimate_rule());
    out.member("samples_looked_at", plan.samples_looked_at).close_object();
    return out.take() + '\n';
}

}  // namespace

std::string render_plan(const RunPlan& plan, ReportFormat format, const ReportOptions& options) {
    if (format == ReportFormat::table) return table_of(plan, options);
    if (format == ReportFormat::json || format == ReportFormat::jsonl) return json_of(plan);
    return render_listing(listing_of(plan, false), format, options);
}

}  // namespace hexameter
