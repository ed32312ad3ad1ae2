// Invariants
// 1. What is told of a member is its name, and its value only where neither name nor value is that
//    of a secret (secrecy.hpp); of an address neither user name nor query is told.
// 2. What differs alike in every pair of models is told once, without their names.
// 3. What is not recorded in a run is absent, and differs from whatever the other run recorded;
//    what a run lost, or could not tell, is not known, and shown as no difference.
#include <fmt/format.h>
#include <rapidjson/document.h>

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "base/json_words.hpp"
#include "base/secrecy.hpp"
#include "base/words.hpp"
#include "compare/pairs.hpp"
#include "dataset/data_name.hpp"
#include "hexameter/compare.hpp"
#include "run/parameters.hpp"

namespace hexameter {
namespace {

// Fields and their values as text, in the order of their names.
using Fields = std::map<std::string, std::string>;

constexpr std::size_t digest_digits = 12;

std::string without_credentials(std::string text) {
    const auto scheme = text.find("://");
    if (scheme == std::string::npos) return text;
    const auto host = scheme + 3;
    const auto path = std::min(text.find_first_of("/?#", host), text.size());
    if (const auto query = text.find('?', host); query != std::string::npos)
        text.replace(query, std::string::npos, fmt::format("?{}", detail::hidden));
    if (const auto user = text.rfind('@', path); user != std::string::npos && user >= host)
        text.erase(host, user + 1 - host);
    return text;
}

// 0 and 0.0 are the same setting.
std::string setting_text(const rapidjson::Value& value) {
    const auto text = detail::text_of(value);
    return value.IsString() ? without_credentials(text) : text;
}

void add_value(Fields& fields, const std::string& name, const rapidjson::Value& value) {
    if (value.IsObject() && !value.ObjectEmpty()) {
        for (const auto& member : value.GetObject()) {
            const std::string_view key(member.name.GetString(), member.name.GetStringLength());
            const auto inner = fmt::format("{}.{}", name, key);
            if (detail::names_a_secret(key))
                fields[inner] = setting_text(member.value);
            else
                add_value(fields, inner, member.value);
        }
    } else if (value.IsArray() && !value.Empty()) {
        for (rapidjson::SizeType i = 0; i < value.Size(); ++i)
            add_value(fields, fmt::format("{}[{}]", name, i), value[i]);
    } else {
        fields[name] = setting_text(value);
    }
}

bool is_within(std::string_view field, std::string_view name) {
    return field.starts_with(name) &&
           (field.size() == name.size() || field[name.size()] == '.' || field[name.size()] == '[');
}

// Lays the members of a JSON object over the fields; what is no object gives nothing.
void add_json(Fields& fields, const std::string& name, const std::string& json) {
    rapidjson::Document document;
    document.Parse<rapidjson::kParseIterativeFlag>(json);
    if (document.HasParseError() || !document.IsObject()) return;
    for (const auto& member : std::as_const(document).GetObject()) {
        const auto field = fmt::format("{}.{}", name, member.name.GetString());
        std::erase_if(fields, [&](const auto& one) { return is_within(one.first, field); });
    }
    if (!document.ObjectEmpty()) add_value(fields, name, document);
}

void add_differences(std::vector<Difference>& to, const Fields& a, const Fields& b) {
    Fields all = a;
    all.insert(b.begin(), b.end());
    const auto told = [](const Fields& of, const std::string& name) -> std::optional<std::string> {
        const auto found = of.find(name);
        if (found == of.end()) return std::nullopt;
        return detail::told_value(name, found->second);
    };
    for (const auto& [name, value] : all) {
        const auto in_a = a.find(name);
        const auto in_b = b.find(name);
        if (in_a != a.end() && in_b != b.end() && in_a->second == in_b->second) continue;
        to.push_back({name, told(a, name), told(b, name)});
    }
}

// What the answers of one model depend on.
Fields model_fields(const RunRecord& run, const std::string& label) {
    const auto& models = run.header.spec.models;
    const auto model = std::find_if(models.begin(), models.end(), [&label](const ModelSpec& one) {
        return (one.label.empty() ? one.model : one.label) == label;
    });
    Fields fields;
    if (model == models.end()) return fields;
    fields["provider"] = model->provider;
    fields["model"] = model->model;
    add_json(fields, "config", model->config_json);
    const auto parameters =
        detail::effective_parameters(run.header.spec.parameters_json, model->parameters_json);
    if (parameters) add_json(fields, "parameters", parameters.value());
    add_json(fields, "connection", to_json(model->connection));
    return fields;
}

bool same(const Difference& x, const Difference& y) {
    return x.field == y.field && x.a == y.a && x.b == y.b;
}

void add_model_differences(std::vector<Difference>& to, const RunRecord& a, const RunRecord& b) {
    const auto pairs = detail::pair_models(a, b);
    std::vector<std::vector<Difference>> of_pairs;
    for (const auto& pair : pairs)
        add_differences(of_pairs.emplace_back(), model_fields(a, pair.a), model_fields(b, pair.b));
    const auto everywhere = [&of_pairs](const Difference& difference) {
        return std::all_of(of_pairs.begin(), of_pairs.end(), [&](const auto& of_pair) {
            return std::any_of(of_pair.begin(), of_pair.end(),
                               [&](const Difference& other) { return same(difference, other); });
        });
    };
    for (std::size_t i = 0; i < pairs.size(); ++i)
        for (auto& difference : of_pairs[i]) {
            const bool once = everywhere(difference);
            if (once && i > 0) continue;
            auto& told = to.emplace_back(difference);
            if (!once) told.field = fmt::format("model {}: {}", pairs[i].name, difference.field);
        }
}

std::string dataset_text(const RunHeader& header) {
    const auto& dataset = header.spec.dataset;
    std::string text = detail::data_name(dataset);
    if (header.dataset_sha256.empty()) return text + ", content not recorded";
    return fmt::format("{}, {} sample{}, sha256 {}", text, header.samples,
                       header.samples == 1 ? "" : "s",
                       header.dataset_sha256.substr(0, digest_digits));
}

// How the samples were taken from their file.
void add_choice(Fields& fields, const RunHeader& header) {
    const auto& dataset = header.spec.dataset;
    for (const auto& [member, source] : dataset.fields) fields["dataset.fields." + member] = source;
    if (dataset.sample) fields["dataset.sample"] = std::to_string(*dataset.sample);
    if (dataset.shuffle) fields["dataset.shuffle"] = "true";
    if (dataset.limit) fields["dataset.limit"] = std::to_string(*dataset.limit);
    const auto& seeds = header.spec.seeds;
    if (seeds.sampling) fields["seeds.sampling"] = std::to_string(*seeds.sampling);
    if (seeds.order) fields["seeds.order"] = std::to_string(*seeds.order);
}

// The content counts, not the place or the format that it was read from.
void add_dataset(Fields& a_fields, Fields& b_fields, const RunHeader& a, const RunHeader& b) {
    const auto& of_a = a.spec.dataset;
    const auto& of_b = b.spec.dataset;
    const bool known = !a.dataset_sha256.empty() && !b.dataset_sha256.empty();
    if (known && a.dataset_sha256 == b.dataset_sha256) return;
    if (of_a.file.empty() && of_b.file.empty() && of_a.inline_samples.size() == 1 &&
        of_b.inline_samples.size() == 1) {
        add_json(a_fields, "dataset", of_a.inline_samples.front());
        add_json(b_fields, "dataset", of_b.inline_samples.front());
        return;
    }
    a_fields["dataset"] = dataset_text(a);
    b_fields["dataset"] = dataset_text(b);
    add_choice(a_fields, a);
    add_choice(b_fields, b);
    if (!a.dataset_file_sha256.empty() && !b.dataset_file_sha256.empty()) {
        a_fields["dataset.file"] = "sha256 " + a.dataset_file_sha256.substr(0, digest_digits);
        b_fields["dataset.file"] = "sha256 " + b.dataset_file_sha256.substr(0, digest_digits);
    }
    if (of_a.inline_samples == of_b.inline_samples || known) return;
    a_fields["dataset.samples"] = std::to_string(of_a.inline_samples.size());
    b_fields["dataset.samples"] = std::to_string(of_b.inline_samples.size());
}

// Of a metric that was asked again, how it was the last time.
void add_rescoring(Fields& fields, const Rescoring& rescoring) {
    const auto name = "metrics." + rescoring.metric;
    std::erase_if(fields, [&name](const auto& field) { return is_within(field.first, name); });
    add_json(fields, name, rescoring.config_json);
    add_json(fields, name + ".modality", rescoring.modality_config_json);
}

Fields plan_fields(const RunHeader& header) {
    const auto& spec = header.spec;
    Fields fields;
    fields["modality"] = spec.modality;
    add_json(fields, "modality", spec.modality_config_json);
    for (const auto& metric : spec.metrics)
        add_json(fields, "metrics." + metric.id, metric.config_json);
    for (const auto& rescoring : header.rescored) add_rescoring(fields, rescoring);
    fields["iterations"] = std::to_string(spec.iterations);
    fields["warmup"] = std::to_string(spec.warmup);
    fields["concurrency"] = std::to_string(spec.concurrency);
    if (spec.models.size() > 1)
        fields["order"] = spec.order == ModelOrder::parallel ? "parallel" : "sequential";
    fields["stream"] = spec.stream ? "true" : "false";
    fields["prompt_cache"] = spec.prompt_cache == PromptCache::bust ? "bust" : "allow";
    add_json(fields, "prices", spec.prices_json);
    if (spec.max_cost) fields["max_cost"] = fmt::format("{}", *spec.max_cost);
    fields["seed"] = std::to_string(spec.seed);
    fields["limits.connect_ms"] = std::to_string(spec.limits.connect_ms);
    fields["limits.stall_ms"] = std::to_string(spec.limits.stall_ms);
    fields["limits.retries"] = std::to_string(spec.limits.retries);
    fields["limits.total_ms"] = std::to_string(spec.limits.total_ms);
    return fields;
}

// Engine and plugins; a plugin that only one run used is told by what used it.
std::pair<Fields, Fields> version_fields(const RunHeader& a, const RunHeader& b) {
    std::pair<Fields, Fields> fields;
    fields.first["engine"] = a.engine_version;
    fields.second["engine"] = b.engine_version;
    const auto text = [](const PluginIdentity& plugin) {
        return fmt::format("{} (sha256 {})", plugin.version,
                           plugin.sha256.substr(0, digest_digits));
    };
    for (const auto& of_a : a.plugins)
        for (const auto& of_b : b.plugins) {
            if (of_a.id != of_b.id || of_a.kind != of_b.kind) continue;
            const auto name = fmt::format("plugin {} {}", of_a.kind, of_a.id);
            if (of_a.sha256 == of_b.sha256 && of_a.version == of_b.version) continue;
            fields.first[name] = text(of_a);
            fields.second[name] = text(of_b);
        }
    return fields;
}

// The machine, without what changes from one minute to the next.
Fields host_fields(const RunHeader& header) {
    Fields fields;
    add_json(fields, "host", header.host_json);
    std::erase_if(fields, [](const auto& field) {
        return is_within(field.first, "host.load") ||
               is_within(field.first, "host.memory.available_bytes");
    });
    return fields;
}

void add_outcomes(std::vector<Difference>& to, const RunSummary& a, const RunSummary& b) {
    const auto limited_a = a.instrument.client_limited;
    const auto limited_b = b.instrument.client_limited;
    constexpr auto unknown = Instrument::Limited::unknown;
    if (limited_a != limited_b)
        to.push_back({"client_limited", std::string(detail::to_string(limited_a)),
                      std::string(detail::to_string(limited_b)),
                      limited_a != unknown && limited_b != unknown});
    if (a.status != b.status)
        to.push_back(
            {"status", std::string(to_string(a.status)), std::string(to_string(b.status))});
}

// A run whose header cannot be read has no settings to compare.
bool has_settings(const RunHeader& header) {
    return !header.engine_version.empty() || !header.spec.modality.empty();
}

}  // namespace

std::vector<Difference> differences_between(const RunRecord& a, const RunRecord& b) {
    std::vector<Difference> all;
    if (has_settings(a.header) && has_settings(b.header)) {
        add_model_differences(all, a, b);
        Fields of_a = plan_fields(a.header);
        Fields of_b = plan_fields(b.header);
        // A run of one model has no order.
        if (of_a.contains("order") != of_b.contains("order"))
            for (auto* const fields : {&of_a, &of_b}) fields->erase("order");
        add_dataset(of_a, of_b, a.header, b.header);
        add_differences(all, of_a, of_b);
        const auto versions = version_fields(a.header, b.header);
        add_differences(all, versions.first, versions.second);
        add_differences(all, host_fields(a.header), host_fields(b.header));
    } else {
        const auto told = [](const RunRecord& run) -> std::optional<std::string> {
            if (!has_settings(run.header)) return std::nullopt;
            return "recorded";
        };
        all.push_back({"settings", told(a), told(b), false});
    }
    add_outcomes(all, a.summary, b.summary);
    return all;
}

}  // namespace hexameter
