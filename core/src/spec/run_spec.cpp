// Invariants:
// 1. Members are read only after the whole text has passed schemas/run.schema.json, so their types
//    and bounds are known here.
// 2. Fields that the caller gives (`given`) may be missing; the other required ones are there.
// 3. A field that is not there leaves the default of RunSpec, which the schema repeats.
#include "hexameter/run_spec.hpp"

#include <fmt/format.h>
#include <rapidjson/document.h>

#include <algorithm>
#include <system_error>

#include "base/read_file.hpp"
#include "hexameter/plugins.hpp"
#include "hexameter/prices.hpp"
#include "hexameter/spec_flags.hpp"
#include "spec/connection_json.hpp"
#include "spec/embedded.hpp"
#include "spec/json_schema.hpp"
#include "spec/labels.hpp"
#include "spec/schema_node.hpp"
#include "spec/source_text.hpp"
#include "spec/token_prices.hpp"

namespace hexameter {
namespace {

using detail::find_member;
using rapidjson::Value;

constexpr std::uint64_t largest_run_file_bytes = 64ULL << 20U;

void read_text(const Value& object, std::string_view name, std::string& out) {
    if (const auto* const member = find_member(object, name)) out = detail::text_of(*member);
}

void read_json(const Value& object, std::string_view name, std::string& out) {
    if (const auto* const member = find_member(object, name)) out = detail::compact_json(*member);
}

template <class Count>
void read_count(const Value& object, std::string_view name, Count& out) {
    if (const auto* const member = find_member(object, name))
        out = static_cast<Count>(member->GetUint64());
}

void read_count(const Value& object, std::string_view name, std::optional<std::uint64_t>& out) {
    if (const auto* const member = find_member(object, name)) out = member->GetUint64();
}

// "id" alone or {id, config}.
void read_configured(const Value& value, std::string& id, std::string& config_json) {
    if (value.IsString()) {
        id = detail::text_of(value);
        return;
    }
    read_text(value, "id", id);
    read_json(value, "config", config_json);
}

// The path as it is when the working directory is gone.
std::filesystem::path absolute_path(const std::filesystem::path& folder, const std::string& file) {
    std::error_code failure;
    const auto base = folder.empty() ? std::filesystem::current_path(failure)
                                     : std::filesystem::absolute(folder, failure);
    return ((failure ? folder : base) / file).lexically_normal();
}

DatasetSpec read_dataset(const Value& value, const std::filesystem::path& folder) {
    DatasetSpec dataset;
    std::string file;
    if (value.IsString()) file = detail::text_of(value);
    read_text(value, "file", file);
    if (!file.empty()) dataset.file = absolute_path(folder, file);
    read_text(value, "format", dataset.format);
    if (const auto* const samples = find_member(value, "samples"))
        for (const auto& sample : samples->GetArray())
            dataset.inline_samples.push_back(detail::compact_json(sample));
    if (const auto* const fields = find_member(value, "fields"))
        for (const auto& field : fields->GetObject())
            dataset.fields.emplace(detail::text_of(field.name), detail::text_of(field.value));
    read_count(value, "sample", dataset.sample);
    if (const auto* const shuffle = find_member(value, "shuffle"))
        dataset.shuffle = shuffle->GetBool();
    read_count(value, "limit", dataset.limit);
    return dataset;
}

Seeds read_seeds(const Value& value) {
    Seeds seeds;
    read_count(value, "sampling", seeds.sampling);
    read_count(value, "order", seeds.order);
    return seeds;
}

ModelSpec read_model(const Value& value, const std::filesystem::path& folder) {
    ModelSpec model;
    read_text(value, "provider", model.provider);
    read_text(value, "model", model.model);
    read_text(value, "label", model.label);
    read_json(value, "config", model.config_json);
    read_json(value, "parameters", model.parameters_json);
    if (const auto* const connection = find_member(value, "connection"))
        model.connection = detail::read_connection(*connection, folder);
    return model;
}

// The file that the run file names for its prices; empty: they are written there.
std::filesystem::path prices_path(const Value& prices, const std::filesystem::path& folder) {
    if (!prices.IsString()) return {};
    return absolute_path(folder, std::string(detail::text_of(prices)));
}

// Prices written here are kept as they are, those of a file as it has them; `faults` takes what is
// wrong with either.
std::string read_prices(const Value& value, const std::filesystem::path& folder,
                        std::vector<SpecFault>& faults) {
    if (!value.IsString()) {
        auto json = detail::compact_json(value);
        for (const auto& fault : detail::faults_of_prices(json))
            faults.push_back({"/prices" + fault.pointer, fault.message});
        return json;
    }
    auto prices = load_prices(prices_path(value, folder));
    if (prices) return std::move(prices.value());
    faults.push_back({"/prices", prices.error().text()});
    return "{}";
}

Limits read_limits(const Value& value) {
    Limits limits;
    read_count(value, "connect_ms", limits.connect_ms);
    read_count(value, "stall_ms", limits.stall_ms);
    read_count(value, "total_ms", limits.total_ms);
    read_count(value, "retries", limits.retries);
    return limits;
}

RunSpec read_spec(const Value& root, const std::filesystem::path& folder) {
    RunSpec spec;
    read_text(root, "name", spec.name);
    if (const auto* const modality = find_member(root, "modality"))
        read_configured(*modality, spec.modality, spec.modality_config_json);
    if (const auto* const dataset = find_member(root, "dataset"))
        spec.dataset = read_dataset(*dataset, folder);
    if (const auto* const models = find_member(root, "models"))
        for (const auto& model : models->GetArray())
            spec.models.push_back(read_model(model, folder));
    if (const auto* const metrics = find_member(root, "metrics")) {
        for (const auto& metric : metrics->GetArray()) {
            spec.metrics.emplace_back();
            read_configured(metric, spec.metrics.back().id, spec.metrics.back().config_json);
        }
    }
    read_json(root, "parameters", spec.parameters_json);
    read_count(root, "iterations", spec.iterations);
    read_count(root, "warmup", spec.warmup);
    read_count(root, "concurrency", spec.concurrency);
    if (const auto* const order = find_member(root, "order"))
        spec.order =
            detail::text_of(*order) == "parallel" ? ModelOrder::parallel : ModelOrder::sequential;
    if (const auto* const stream = find_member(root, "stream")) spec.stream = stream->GetBool();
    read_count(root, "seed", spec.seed);
    if (const auto* const seeds = find_member(root, "seeds")) spec.seeds = read_seeds(*seeds);
    if (const auto* const limits = find_member(root, "limits")) spec.limits = read_limits(*limits);
    if (const auto* const tags = find_member(root, "tags"))
        for (const auto& tag : tags->GetArray()) spec.tags.emplace_back(detail::text_of(tag));
    if (const auto* const asserts = find_member(root, "asserts"))
        for (const auto& one : asserts->GetArray()) spec.asserts.emplace_back(detail::text_of(one));
    if (const auto* const cache = find_member(root, "prompt_cache"))
        spec.prompt_cache =
            detail::text_of(*cache) == "bust" ? PromptCache::bust : PromptCache::allow;
    if (const auto* const most = find_member(root, "max_cost")) spec.max_cost = most->GetDouble();
    return spec;
}

// Faults in what the document says to plugins, as far as it can be read.
class ConfigFaults {
  public:
    ConfigFaults(const ConfigCheck& check, detail::SourceText& source)
        : check_(check), source_(source) {}

    void find(const Value& root) {
        if (const auto* const modality = find_member(root, "modality"))
            look(PluginKind::modality, *modality, "id", "/modality");
        each(root, "models", PluginKind::provider, "provider");
        each(root, "metrics", PluginKind::metric, "id");
    }

  private:
    void each(const Value& root, std::string_view list, PluginKind kind, std::string_view id) {
        const auto* const items = find_member(root, list);
        if (!items || !items->IsArray()) return;
        for (rapidjson::SizeType i = 0; i < items->Size(); ++i)
            look(kind, (*items)[i], id, fmt::format("/{}/{}", list, i));
    }

    // "id" alone or an object with a field that names the plugin, and perhaps a configuration.
    void look(PluginKind kind, const Value& value, std::string_view id_field,
              const std::string& pointer) {
        const auto* const id = value.IsString() ? &value : find_member(value, id_field);
        const auto* const config = find_member(value, "config");
        if (!id || !id->IsString() || id->GetStringLength() == 0) return;
        if (config && !config->IsObject()) return;
        const auto faults = check_(kind, std::string(detail::text_of(*id)),
                                   config ? detail::compact_json(*config) : "{}");
        if (!faults)
            return add(value.IsString() ? pointer : detail::child_pointer(pointer, id_field),
                       faults.error().text());
        for (const auto& fault : faults.value())
            add(pointer + "/config" + fault.pointer, fault.message);
    }

    void add(const std::string& pointer, const std::string& message) {
        source_.refuse(pointer, message);
    }

    const ConfigCheck& check_;
    detail::SourceText& source_;
};

Error faulty(const std::string& name, std::vector<detail::Fault> faults) {
    return {ErrorCode::config, detail::list_faults(name, std::move(faults))};
}

// The schema of run files that may lack the fields of `given`.
std::string schema_without(const std::vector<std::string>& given) {
    std::string text(embedded::run_schema);
    if (given.empty()) return text;
    rapidjson::Document schema;
    schema.Parse(text);
    auto& required = schema["required"];
    for (const auto& field : given)
        required.Erase(std::remove(required.Begin(), required.End(), field.c_str()),
                       required.End());
    return detail::compact_json(schema);
}

}  // namespace

Result<RunSpec> parse_run_spec(const std::string& text, const std::string& name,
                               const std::filesystem::path& folder, const ConfigCheck& check,
                               const std::vector<std::string>& given) {
    auto source = detail::read_source_text(text, name);
    if (source.json.empty()) return faulty(name, std::move(source.faults));
    const auto schema = detail::JsonSchema::parse(schema_without(given));
    if (schema.has_error()) return schema.error().at("schemas/run.schema.json");
    const auto misfits = schema.value().check(source.json);
    if (misfits.has_error()) return misfits.error().at(name);
    for (const auto& misfit : misfits.value()) source.refuse(misfit.pointer, misfit.message);
    rapidjson::Document document;
    document.Parse<rapidjson::kParseFullPrecisionFlag>(source.json);
    if (check) ConfigFaults(check, source).find(document);
    if (!source.faults.empty()) return faulty(name, std::move(source.faults));

    auto spec = read_spec(document, folder);
    std::filesystem::path prices_file;
    if (const auto* const prices = find_member(document, "prices")) {
        prices_file = prices_path(*prices, folder);
        std::vector<SpecFault> misfits_of_prices;
        spec.prices_json = read_prices(*prices, folder, misfits_of_prices);
        for (const auto& misfit : misfits_of_prices) source.refuse(misfit.pointer, misfit.message);
        if (!source.faults.empty()) return faulty(name, std::move(source.faults));
    }
    if (const auto repeated = detail::repeated_label(spec.models)) {
        const auto [first, second] = *repeated;
        const auto pointer = fmt::format("/models/{}/label", second);
        const auto earlier = place_of(source.places, fmt::format("/models/{}/label", first));
        source.refuse(pointer, fmt::format("the label \"{}\" stands in line {} already; a label "
                                           "must be unique",
                                           spec.models[second].label, earlier.line));
        return faulty(name, std::move(source.faults));
    }
    detail::assign_labels(spec.models);
    spec.places = std::make_shared<const detail::SpecPlaces>(
        detail::SpecPlaces{name, std::move(source.places), std::move(prices_file)});
    return spec;
}

std::vector<SpecFault> faults_of(const RunSpec& spec) {
    auto faults = detail::check_against_schema(to_json(spec), std::string(embedded::run_schema));
    if (!faults) return {{"", faults.error().text()}};
    return std::move(faults.value());
}

bool same_server(const ModelSpec& a, const ModelSpec& b) {
    return a.provider == b.provider && a.config_json == b.config_json &&
           a.connection == b.connection;
}

std::filesystem::path prices_file(const RunSpec& spec) {
    return spec.places ? spec.places->prices_file : std::filesystem::path();
}

void forget_places(RunSpec& spec, const std::string& field) {
    if (!spec.places) return;
    auto left = *spec.places;
    detail::forget(left.places, detail::child_pointer("", field));
    spec.places = std::make_shared<const detail::SpecPlaces>(std::move(left));
}

void name_flag(RunSpec& spec, const std::string& pointer, const std::string& flag) {
    auto places = spec.places ? *spec.places : detail::SpecPlaces{};
    detail::forget(places.places, pointer);
    places.flags[pointer] = flag;
    spec.places = std::make_shared<const detail::SpecPlaces>(std::move(places));
}

Result<RunSpec> load_run_file(const std::filesystem::path& file, const ConfigCheck& check,
                              const std::vector<std::string>& given) {
    const bool piped = file == "-";
    const auto name = piped ? std::string("standard input") : file.string();
    const auto text = detail::read_text_file(piped ? std::filesystem::path("/dev/stdin") : file,
                                             "run file", largest_run_file_bytes);
    if (text.has_error()) return Error(text.error().code(), text.error().message(), name);
    return parse_run_spec(text.value(), name, file.parent_path(), check, given);
}

}  // namespace hexameter
