#include <fmt/format.h>
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <utility>

#include "base/secrecy.hpp"
#include "report/run_words.hpp"
#include "report/utf8.hpp"

namespace hexameter::detail {
namespace {

std::string data_words(const RunHeader& header) {
    const auto& file = header.spec.dataset.file;
    std::string words = "data: " + (file.empty() ? "inline" : file.filename().string());
    if (header.samples > 0)
        words += fmt::format(", {} sample{}", header.samples, header.samples == 1 ? "" : "s");
    return words;
}

std::string text_of(const rapidjson::Value& value) {
    if (value.IsString()) return {value.GetString(), value.GetStringLength()};
    if (value.IsDouble()) return fmt::format("{}", value.GetDouble());  // 0, not 0.0
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
    value.Accept(writer);
    return {buffer.GetString(), buffer.GetSize()};
}

// "temperature 0, max_tokens 128"; "" for none.
std::string parameter_words(const std::string& parameters_json) {
    constexpr int widest = 40;
    rapidjson::Document parameters;
    parameters.Parse<rapidjson::kParseIterativeFlag>(parameters_json);
    std::string words;
    if (parameters.HasParseError() || !parameters.IsObject()) return words;
    for (const auto& member : std::as_const(parameters).GetObject()) {
        const std::string name(member.name.GetString(), member.name.GetStringLength());
        const auto told = told_value(name, text_of(member.value));
        words +=
            fmt::format("{}{} {}", words.empty() ? "" : ", ", name, fit(printable(told), widest));
    }
    return words;
}

}  // namespace

std::string setting_words(const RunHeader& header) {
    if (!is_known(header)) return {};
    const auto common = parameter_words(header.spec.parameters_json);
    std::string words =
        data_words(header) + "; parameters: " + (common.empty() ? "none set" : common);
    for (const auto& model : header.spec.models)
        if (const auto own = parameter_words(model.parameters_json); !own.empty())
            words += fmt::format("; for {}: {}", model.label, own);
    return printable(words);
}

}  // namespace hexameter::detail
