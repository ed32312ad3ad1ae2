#include "dataset/dataset.hpp"

#include <fmt/format.h>

#include "base/read_file.hpp"
#include "dataset/collector.hpp"
#include "dataset/csv.hpp"
#include "dataset/line_reader.hpp"
#include "spec/fault.hpp"

namespace hexameter::detail {
namespace {

Result<std::string> format_of(const DatasetSpec& spec) {
    if (!spec.format.empty()) return spec.format;
    const auto ending = spec.file.extension().string();
    if (ending == ".jsonl" || ending == ".ndjson") return std::string("jsonl");
    if (ending == ".csv") return std::string("csv");
    return Error(ErrorCode::config,
                 fmt::format("the ending '{}' does not tell the format; name it .jsonl or .csv, or "
                             "say so in a run file: dataset: {{file: ..., format: jsonl}}",
                             ending),
                 spec.file.string());
}

void read_json_lines(LineReader& lines, SampleCollector& samples) {
    std::string_view line;
    while (!samples.full() && lines.next(line)) {
        const auto end = line.find_last_not_of(" \t\r\n");
        if (end != std::string_view::npos)
            samples.add(line.substr(0, end + 1), lines.line_number());
    }
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

Result<std::vector<Sample>> load_file(const DatasetSpec& spec, const JsonSchema* schema,
                                      const SpecPlaces* places) {
    if (auto readable = check_readable(spec.file, "data set"); readable.has_error())
        return at_field(readable.error(), places);
    const auto format = format_of(spec);
    if (format.has_error()) return format.error();
    if (format.value() != "jsonl" && format.value() != "csv")
        return Error(ErrorCode::config,
                     fmt::format("unknown format '{}'; there are jsonl and csv", format.value()),
                     spec.file.string());
    LineReader lines(spec.file);
    SampleCollector samples(spec, nullptr, schema);
    if (format.value() == "csv")
        read_csv(lines, samples);
    else
        read_json_lines(lines, samples);
    if (lines.failed())
        return Error(ErrorCode::config, "reading the data set failed", spec.file.string());
    if (lines.too_long())
        samples.fault(lines.line_number(), "",
                      fmt::format("the line is longer than {} bytes", longest_line_bytes));
    return samples.take();
}

Result<std::vector<Sample>> take_inline(const DatasetSpec& spec, const JsonSchema* schema,
                                        const SpecPlaces* places) {
    SampleCollector samples(spec, places, schema);
    std::uint64_t number = 0;
    for (const auto& json : spec.inline_samples) {
        if (samples.full()) break;
        samples.add(json, ++number);
    }
    return samples.take();
}

}  // namespace

Result<std::vector<Sample>> load_dataset(const DatasetSpec& spec,
                                         const std::string& sample_schema_json,
                                         const SpecPlaces* places) {
    const auto load = spec.file.empty() ? take_inline : load_file;
    if (sample_schema_json.empty()) return load(spec, nullptr, places);
    const auto schema = JsonSchema::parse(sample_schema_json);
    if (schema.has_error()) return schema.error().at("sample schema");
    return load(spec, &schema.value(), places);
}

std::string sample_place(const DatasetSpec& spec, const SpecPlaces* places, std::uint64_t line) {
    if (!spec.file.empty()) return fmt::format("{}:{}", spec.file.string(), line);
    return place_in(places, fmt::format("/dataset/samples/{}", line - 1));
}

}  // namespace hexameter::detail
