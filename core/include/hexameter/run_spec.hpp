// A run, fully described: what one file or a line of flags says.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hexameter/connection.hpp"
#include "hexameter/error.hpp"

namespace hexameter {

enum class PluginKind;  // plugins.hpp

namespace detail {
struct SpecPlaces;
}

// Parts that only a plugin understands stay JSON text; the host checks them against the plugin's
// schema and hands them on.
struct ModelSpec {
    std::string provider;                // provider plugin id
    std::string model;                   // the provider's name for the model
    std::string label;                   // unique in the run; defaults to the model
    std::string config_json = "{}";      // provider configuration (base_url, ...)
    std::string parameters_json = "{}";  // laid over RunSpec::parameters_json
    Connection connection = {};          // of a provider that has a server
};

// Whether both are asked of one server in one way: provider, its configuration and connection.
[[nodiscard]] bool same_server(const ModelSpec& a, const ModelSpec& b);

struct MetricSpec {
    std::string id;  // metric plugin id
    std::string config_json = "{}";
};

struct DatasetSpec {
    std::filesystem::path file;  // absolute once loaded; empty: inline samples
    // "jsonl", "json", "csv", "tsv", "openai-chat" or "sharegpt"; "": by ending and content. Of a
    // run that was made: as which it was read.
    std::string format;
    std::vector<std::string> inline_samples;    // JSON objects
    std::map<std::string, std::string> fields;  // member of the sample -> column or path of the row
    std::optional<std::uint64_t> sample;        // N rows, drawn without replacement
    bool shuffle = false;                       // what is there then; else the file's order
    std::optional<std::uint64_t> limit;         // of what is there then, the first N
};

// In place of those that are derived from RunSpec::seed.
struct Seeds {
    std::optional<std::uint64_t> sampling;  // which rows DatasetSpec::sample draws
    std::optional<std::uint64_t> order;     // of DatasetSpec::shuffle
};

struct Limits {
    std::uint64_t connect_ms = 10'000;
    std::uint64_t stall_ms = 60'000;   // longest silence within a reply
    std::uint64_t total_ms = 600'000;  // overall deadline of one iteration
    // How often a request is sent again: where the server says that it is busy (429, 503), after
    // the time it asks for, and where a connection ended before the first byte of a reply.
    std::uint64_t retries = 2;
};

enum class ModelOrder { sequential, parallel };

// bust: each request begins with some characters of its own, so that no server has its prompt in a
// cache.
enum class PromptCache { allow, bust };

struct RunSpec {
    std::string name;
    std::string modality;  // modality plugin id, aliases resolved
    std::string modality_config_json = "{}";
    DatasetSpec dataset;
    std::vector<ModelSpec> models;
    std::vector<MetricSpec> metrics;
    std::string parameters_json = "{}";  // temperature, seed, ...; "extra": the server's own
    std::uint32_t iterations = 1;        // per sample and model
    std::uint32_t warmup = 0;            // requests per model before the measured ones
    std::uint32_t concurrency = 1;       // in flight per model
    ModelOrder order = ModelOrder::sequential;
    bool stream = true;
    std::uint64_t seed = 0;  // of sampling, of order and of random_u64
    Seeds seeds;
    Limits limits;
    std::vector<std::string> tags;
    std::vector<std::string> asserts;  // as parse_asserts (asserts.hpp) takes them
    PromptCache prompt_cache = PromptCache::allow;
    std::string prices_json = "{}";  // schemas/prices.schema.json; as they were, not by file
    std::optional<double> max_cost;  // in the currency of the prices: past it nothing more is sent
    // Where its parts stand in the run file, for messages; null: it was made otherwise.
    std::shared_ptr<const detail::SpecPlaces> places;
};

// A fault of a description: the JSON pointer of what is wrong ("" is the whole), and what it is.
struct SpecFault {
    std::string pointer;
    std::string message;
};

// What is wrong with a plugin's configuration, pointers within it; an Error: there is no such
// plugin. Called on the thread of whoever was given it, before that returns.
using ConfigCheck = std::function<Result<std::vector<SpecFault>>(
    PluginKind kind, const std::string& id, const std::string& config_json)>;

// Reads a run file, YAML or JSON. Every fault is named with file, line, column and field, one a
// line; those that `check` finds in the configurations of plugins are among them. "-" is standard
// input. Relative paths are taken from the file's folder, of "-" that of the process. Fields of
// `given` need not be in it: the caller lays them over it. Thread: any.
[[nodiscard]] Result<RunSpec> load_run_file(const std::filesystem::path& file,
                                            const ConfigCheck& check = {},
                                            const std::vector<std::string>& given = {});

// The same of a text, on any thread too; `name` stands for the file in messages, `folder` is where
// paths start.
[[nodiscard]] Result<RunSpec> parse_run_spec(const std::string& text, const std::string& name,
                                             const std::filesystem::path& folder,
                                             const ConfigCheck& check = {},
                                             const std::vector<std::string>& given = {});

// A field at the top that was replaced since: messages about it name no place in the file. Threads:
// any, but none may use the spec meanwhile.
void forget_places(RunSpec& spec, const std::string& field);

// What of a spec that a program made no run file could say: pointers within to_json().
// Thread: any.
[[nodiscard]] std::vector<SpecFault> faults_of(const RunSpec& spec);

// The whole spec as JSON that parse_run_spec reads back to the same spec: kept with the run.
// Thread: any.
[[nodiscard]] std::string to_json(const RunSpec& spec);

}  // namespace hexameter
