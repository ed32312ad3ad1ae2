#include "dataset/dataset.hpp"

#include <fmt/format.h>
#include <strings.h>

#include <utility>

#include "base/read_file.hpp"
#include "dataset/collector.hpp"
#include "dataset/csv.hpp"
#include "dataset/json_rows.hpp"
#include "dataset/line_reader.hpp"
#include "dataset/row_selection.hpp"
#include "hexameter/nearest.hpp"
#include "spec/fault.hpp"

namespace hexameter::detail {
namespace {

const std::vector<std::string> formats = {"jsonl", "json", "csv", "tsv", "openai-chat", "sharegpt"};

Result<std::string> format_of(const DatasetSpec& spec) {
    if (spec.format.empty()) {
        if (auto format = format_by_ending(spec.file); !format.empty()) return format;
        return Error(ErrorCode::config,
                     fmt::format("the ending '{}' does not tell the format; name the file .jsonl, "
                                 ".json, .csv or .tsv, or say it: --dataset-format jsonl, in a run "
                                 "file dataset: {{file: ..., format: jsonl}}; there are {}",
                                 spec.file.extension().string(), fmt::join(formats, ", ")),
                     spec.file.string());
    }
    for (const auto& format : formats)
        if (format == spec.format) return format;
    const auto near = nearest_word(spec.format, formats);
    return Error(ErrorCode::config,
                 fmt::format("unknown format '{}'{}; there are {}", spec.format,
                             near ? fmt::format(" (did you mean '{}'?)", *near) : "",
                             fmt::join(formats, ", ")),
                 spec.file.string());
}

// What is wrong with the file, at the field of the run file that names it.
Error at_field(const Error& error, const SpecPlaces* places) {
    if (places == nullptr || !places->places.contains("/dataset")) return error;
    const char* const field =
        places->places.contains("/dataset/file") ? "/dataset/file" : "/dataset";
    return Error(error.code(), error.message() + " (paths are relative to the run file)",
                 error.where())
        .at(place_in(places, field));
}

// Reads all rows; the format is what the content makes of it.
void read_rows(LineReader& lines, const std::string& format, RowSelection& rows) {
    if (format == "csv" || format == "tsv")
        read_csv(lines, format == "csv" ? ',' : '\t', rows);
    else if (format != "jsonl" && lines.first_byte() == '[')
        read_json_array(lines, rows);
    else
        read_json_lines(lines, rows);
}

Result<Dataset> load_file(const DatasetSpec& spec, const JsonSchema* schema,
                          const SpecPlaces* places, SampleSeeds seeds) {
    if (auto readable = check_readable(spec.file, "data set"); readable.has_error())
        return at_field(readable.error(), places);
    auto format = format_of(spec);
    if (format.has_error()) return format.error();
    LineReader lines(spec.file);
    const bool json = format.value() == "json" || format.value() == "jsonl";
    const bool open = spec.format.empty() && json;
    // Of files that are named by their endings both forms of JSON occur under either name.
    if (open) format = lines.first_byte() == '[' ? "json" : "jsonl";
    SampleCollector samples(spec, places, schema, RowShape(spec, format.value(), open));
    RowSelection rows(spec, seeds, samples);
    read_rows(lines, format.value(), rows);
    rows.finish(spec.file.string());
    if (lines.failed())
        return Error(ErrorCode::config, "reading the data set failed", spec.file.string());
    if (lines.too_long())
        samples.fault(lines.line_number(), "",
                      fmt::format("the line is longer than {} bytes; a sample must be shorter",
                                  longest_line_bytes));
    auto taken = samples.take();
    if (taken.has_error()) return taken.error();
    return Dataset{std::move(taken.value()), samples.format(), lines.finish_sha256()};
}

Result<Dataset> take_inline(const DatasetSpec& spec, const JsonSchema* schema,
                            const SpecPlaces* places, SampleSeeds seeds) {
    SampleCollector samples(spec, places, schema, RowShape(spec, "", false));
    RowSelection rows(spec, seeds, samples);
    std::uint64_t number = 0;
    for (const auto& json : spec.inline_samples) {
        if (rows.full()) break;
        ++number;
        if (rows.next_counts()) rows.add(json, {number, 1});
    }
    rows.finish(place_in(places, "/dataset"));
    auto taken = samples.take();
    if (taken.has_error()) return taken.error();
    return Dataset{std::move(taken.value()), "", ""};
}

}  // namespace

Result<Dataset> load_dataset(const DatasetSpec& spec, const std::string& sample_schema_json,
                             const SpecPlaces* places, SampleSeeds seeds) {
    if (spec.limit == 0U || spec.sample == 0U)
        return Error(ErrorCode::config, "must be 1 or more: a run needs a sample",
                     place_in(places, spec.limit == 0U ? "/dataset/limit" : "/dataset/sample"));
    const auto load = spec.file.empty() ? take_inline : load_file;
    if (sample_schema_json.empty()) return load(spec, nullptr, places, seeds);
    const auto schema = JsonSchema::parse(sample_schema_json);
    if (schema.has_error()) return schema.error().at("sample schema");
    return load(spec, &schema.value(), places, seeds);
}

std::string format_by_ending(const std::filesystem::path& file) {
    const auto ending = file.extension().string();
    const auto is = [&ending](const std::string& known) {
        return strcasecmp(ending.c_str(), known.c_str()) == 0;
    };
    if (is(".ndjson")) return "jsonl";
    for (const char* const plain : {"jsonl", "json", "csv", "tsv"})
        if (is(std::string(".") + plain)) return plain;
    return "";
}

std::string sample_place(const DatasetSpec& spec, const SpecPlaces* places, std::uint64_t line) {
    if (!spec.file.empty()) return fmt::format("{}:{}", spec.file.string(), line);
    return place_in(places, fmt::format("/dataset/samples/{}", line - 1));
}

}  // namespace hexameter::detail
